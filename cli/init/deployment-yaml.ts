import type { DoorChoice, Proposal } from '#app/propose-deployment';
import { escapeForTerminal } from '#core/escape';
import type { Door } from '#ports/metrics';

/** What goes into the file. */
export interface FileContent {
  readonly proposal: Proposal;
  /** Region of the stack. */
  readonly region: string;
  readonly emails: readonly string[];
}

/** Writes `trailhound.yml` with the reasons as comments. What is shut stands there too, commented out. */
export function deploymentYaml({ proposal, region, emails }: FileContent): string {
  const reason = (door: Door): readonly string[] => {
    const choice = proposal.choices.find((one) => one.door === door);
    return choice === undefined ? [] : comment(TITLES[door], choice);
  };
  return [
    '# What Trailhound watches in this account. Every key may be left out: then its default applies.',
    '# What it costs a month: npx trailhound cost --events-per-month 1M',
    '',
    '# Watched besides us-east-1, where global services such as IAM are recorded. A region that you use belongs here.',
    `regions: ${flow(region === 'us-east-1' ? [] : [region])}`,
    '',
    'sources:',
    ...[...reason('event-history'), ...history(proposal)].map(indent),
    ...[...reason('logs'), ...logs(proposal)].map(indent),
    ...[...reason('eventbridge'), ...bus(proposal)].map(indent),
    ...[...reason('objects'), ...objects(proposal)].map(indent),
    '',
    'alerts:',
    '  # Findings below it are kept in the table and raise no alert: informational, low, medium, high or critical.',
    '  minSeverity: medium',
    '  # Each gets a mail from AWS and must confirm it. Filters, queues and chat are described in docs/guides/alerts.md.',
    `  email: ${flow(emails)}`,
    '',
    'retention:',
    '  # Days that a finding is kept after its last change, and that logs of Trailhound itself are.',
    '  findingDays: 90',
    '  logDays: 30',
    '',
  ].join('\n');
}

const TITLES: Readonly<Record<Door, string>> = {
  'event-history': 'Event history (LookupEvents)',
  logs: 'Log groups of a trail',
  eventbridge: 'EventBridge',
  objects: 'Buckets of a trail',
};

const isOpen = (proposal: Proposal, door: Door): boolean =>
  proposal.choices.some((choice) => choice.door === door && choice.isOpen);

const history = (proposal: Proposal): readonly string[] =>
  isOpen(proposal, 'event-history') ? ['eventHistory:', '  everyMinutes: 5'] : ['eventHistory: false'];

const logs = ({ logGroups }: Proposal): readonly string[] =>
  logGroups.length === 0
    ? ['# logGroups: [aws-cloudtrail-logs]']
    : ['logGroups:', ...logGroups.map((name) => `  - ${quoted(name)}`)];

const bus = (proposal: Proposal): readonly string[] => {
  const lines = ['eventBridge:', '  readOnlyEvents: none'];
  return isOpen(proposal, 'eventbridge') ? lines : lines.map((line) => `# ${line}`);
};

const objects = ({ buckets }: Proposal): readonly string[] =>
  buckets.length === 0
    ? ['# buckets:', '#   - name: my-trail-bucket']
    : ['buckets:', ...buckets.map((name) => `  - name: ${quoted(name)}`)];

/** JSON's texts are texts of YAML too. */
const quoted = (text: string): string => JSON.stringify(text);
const flow = (texts: readonly string[]): string => `[${texts.map(quoted).join(', ')}]`;
const indent = (line: string): string => `  ${line}`;

const WIDTH = 110;

/** Names come from the account: whatever they hold, they stay inside the comment. */
function comment(title: string, { isOpen: on, why }: DoorChoice): readonly string[] {
  const lines: string[] = [];
  let line = '#';
  for (const word of escapeForTerminal(`${title}, ${on ? 'on' : 'off'}: ${why}.`).split(' ')) {
    if (line.length + word.length + 1 > WIDTH) {
      lines.push(line);
      line = '#';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
