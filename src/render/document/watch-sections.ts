import {
  type Digest,
  isAbsent,
  type LoginsPart,
  type LogNews,
  type LogsPart,
  type MetricsPart,
} from '#core/digest-report/digest';
import { count, plural, shortTime } from '../words.ts';
import { countCell, idCell, severityCell, timeCell, valueCell, wordsCell } from './cells.ts';
import type { Block, Section } from './document.ts';

/** A section that is one sentence: why there is nothing. */
export const absentSection = (id: string, title: string, why: string): Section => ({
  id,
  title,
  blocks: [absentNote(why)],
});

/** The sentence that says why something is not there. */
export const absentNote = (why: string): Block => ({
  kind: 'note',
  text: `${why.charAt(0).toUpperCase()}${why.slice(1)}.`,
});

const SIGN_IN_SOURCES: Readonly<Record<LoginsPart['source'], string>> = {
  findings:
    'Counted from the evidence of findings: a sign-in that no rule matched is not among them. "trailhound report console-login" reads them all.',
  files: 'Counted from log files.',
  account: "Counted from the account's event history.",
};

/** Console sign-ins: how many, with which second factor, which of them unusual. */
export function loginsSection({ logins }: Digest): Section {
  const [id, title] = ['logins', 'Console sign-ins'];
  if (isAbsent(logins)) return absentSection(id, title, logins.absent);
  const { successes, failures, unclear, mfa, unusual, users, addresses, atLeast } = logins;
  const note: Block = { kind: 'note', text: `${SIGN_IN_SOURCES[logins.source]}${unseenText(atLeast)}` };
  if (successes + failures + unclear === 0) {
    const none: Block = { kind: 'note', text: 'No sign-in is known of this time.' };
    return { id, title, blocks: [none, note] };
  }
  return {
    id,
    title,
    blocks: [
      {
        kind: 'facts',
        facts: [
          {
            label: 'Signed in',
            value: least(successes, atLeast.successes),
            hint: `${plural(users, 'user')} tried`,
          },
          {
            label: 'Failed',
            value: least(failures, atLeast.failures),
            hint: plural(addresses, 'address', 'addresses'),
          },
          {
            label: 'Without MFA',
            value: least(mfa.no, atLeast.successes),
            ...(mfa.no > 0 ? { tone: 'high' as const } : { tone: 'good' as const }),
            hint: `${count(mfa.yes)} with, ${count(mfa.federated)} federated, ${count(mfa.unknown)} not said`,
          },
          ...(unclear === 0 ? [] : [{ label: 'Outcome not said', value: count(unclear) }]),
        ],
      },
      ...(unusual.length === 0
        ? [{ kind: 'note' as const, text: 'Nothing unusual about them.' }]
        : [unusualTable(logins)]),
      note,
    ],
  };
}

const least = (value: number, isLeast: boolean): string => `${isLeast ? 'at least ' : ''}${count(value)}`;

const unseenText = ({ unseen }: LoginsPart['atLeast']): string =>
  unseen === 0
    ? ''
    : ` "At least", because a finding counts every event and keeps only some as evidence: ${plural(unseen, 'more event')} of these findings ${unseen === 1 ? 'was' : 'were'} not kept.`;

const unusualTable = ({ unusual, unusualLeftOut }: LoginsPart): Block => ({
  kind: 'table',
  caption: 'Out of the ordinary',
  columns: [
    { title: 'Level' },
    { title: 'User', gives: 12 },
    { title: 'From', gives: 12 },
    { title: 'Day' },
    { title: 'In', align: 'right' },
    { title: 'Failed', align: 'right' },
    { title: 'Why', gives: 34 },
  ],
  rows: unusual.map((row) => [
    severityCell(row.level),
    valueCell(row.user),
    valueCell(row.sourceIp || 'not known'),
    { text: row.day || 'not known', kind: 'time' },
    countCell(row.successes),
    countCell(row.failures),
    wordsCell(row.reasons.join('; ')),
  ]),
  ...(unusualLeftOut === 0 ? {} : { more: `${count(unusualLeftOut)} more` }),
});

const NEWS: Readonly<Record<LogNews, string>> = {
  new: 'new kind',
  returned: 'came back',
  known: 'went on',
  spike: 'more than usual',
  rate: 'too many',
};

/** Errors of application logs, new kinds first. */
export function logsSection({ logs }: Digest): Section {
  const [id, title] = ['logs', 'Application logs'];
  if (isAbsent(logs)) return absentSection(id, title, logs.absent);
  const { totals } = logs;
  const facts: Block = {
    kind: 'facts',
    facts: [
      {
        label: 'New kinds of error',
        value: count(totals.new),
        ...(totals.new > 0 ? { tone: 'medium' } : {}),
      },
      { label: 'Came back', value: count(totals.returned) },
      { label: 'More than usual', value: count(totals.spike + totals.rate) },
      { label: 'Known kinds that went on', value: count(totals.known) },
    ],
  };
  if (logs.kinds.length === 0) {
    return { id, title, blocks: [{ kind: 'note', text: 'No error was logged.' }] };
  }
  return { id, title, blocks: [facts, logTable(logs)] };
}

function logTable({ kinds, leftOut }: LogsPart): Block {
  const most = Math.max(1, ...kinds.map((kind) => kind.count));
  return {
    kind: 'table',
    caption: 'Kinds of error, with how often each was seen in all',
    columns: [
      { title: 'Severity' },
      { title: 'News' },
      { title: 'What it says', gives: 30 },
      { title: 'Log group', gives: 12 },
      { title: 'Last seen', drops: true },
      { title: 'Times', align: 'right' },
      { title: 'Share', drawn: true },
      { title: 'Id' },
    ],
    rows: kinds.map((kind) => [
      severityCell(kind.severity),
      wordsCell(NEWS[kind.news]),
      valueCell(kind.template),
      valueCell(kind.group),
      timeCell(kind.lastSeen),
      countCell(kind.count, kind.isCapped),
      { text: '', bar: { now: kind.count / most, tone: kind.severity } },
      idCell(kind.findingId),
    ]),
    ...(leftOut === 0 ? {} : { more: `${count(leftOut)} more` }),
  };
}

/** Metrics that left what was expected of them. */
export function metricsSection({ metrics }: Digest): Section {
  const [id, title] = ['metrics', 'Metrics'];
  if (isAbsent(metrics)) return absentSection(id, title, metrics.absent);
  const { anomalies, open, closed, leftOut } = metrics;
  if (anomalies.length === 0) {
    return {
      id,
      title,
      blocks: [{ kind: 'note', text: 'Every metric kept within what is expected of it.' }],
    };
  }
  return {
    id,
    title,
    blocks: [
      {
        kind: 'facts',
        facts: [
          { label: 'Out of range, still', value: count(open), tone: open > 0 ? 'medium' : 'good' },
          { label: 'Over again', value: count(closed) },
        ],
      },
      ...anomalies.map((anomaly) => ({ kind: 'metric' as const, anomaly })),
      ...(leftOut === 0 ? [] : [{ kind: 'note' as const, text: `${count(leftOut)} more.` }]),
    ],
  };
}

/** What a metric did, in a sentence of ours without its name. */
export function anomalyText({ start, end, minutes, kind }: MetricsPart['anomalies'][number]): string {
  const what = {
    threshold: 'Crossed its threshold',
    anomaly: 'Left its usual range',
    shift: 'Moved to another level',
    missing: 'Reports nothing',
  }[kind];
  const length = minutes >= 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes} min`;
  return end === undefined
    ? `${what} at ${shortTime(start)} and still does, after ${length}`
    : `${what} from ${shortTime(start)} to ${shortTime(end)}, ${length}`;
}
