import type { Proposal } from '#app/propose-deployment';
import type { AccountFacts, TrailFacts } from '#app/survey-account';
import type { DeploymentSettings } from '#config/deployment/defaults';
import { pricesOf } from '#config/prices';
import { estimateCost } from '#core/cost/bill';
import { escapeForTerminal } from '#core/escape';
import { credentialsHint } from '../aws-hint.ts';
import { costNotes } from '../cost/cost-notes.ts';
import { costShape, doorWords } from '../cost/cost-shape.ts';
import { money } from '../cost/money.ts';
import { DEPLOYMENT_FILE } from '../cost/read-settings.ts';
import type { Colours } from '../output/colours.ts';
import { count, plural } from '../output/numbers.ts';

export interface InitOutcome {
  readonly file: string;
  readonly settings: DeploymentSettings;
  readonly proposal: Proposal;
  /** `undefined`: nobody looked. */
  readonly facts: AccountFacts | undefined;
  readonly region: string;
  readonly rules: number;
  /** Whether there is a CDK app in this folder. */
  readonly hasApp: boolean;
}

/** Says what was found, what will be watched and what not, what it costs, and what to do next. */
export function initReport(outcome: InitOutcome, colours: Colours): string {
  const part = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0
      ? []
      : ['', colours.bold(title), ...lines.map((line) => `  ${escapeForTerminal(line)}`)];
  const { proposal, settings } = outcome;
  const regions = [...new Set([...settings.regions, outcome.region])];
  return [
    escapeForTerminal(`Wrote ${outcome.file}.`),
    ...part('What the account has', found(outcome.facts)),
    ...part(
      'Where events come from',
      proposal.choices.map(({ door, isOpen, why }) => `${isOpen ? 'on ' : 'off'} ${door}: ${why}`),
    ),
    ...part('What it will watch', [
      `${plural(outcome.rules, 'rule')} over ${doorWords(settings).join('; ')}, in ${regions.join(', ')}`,
    ]),
    ...part('What it will not see', proposal.blindSpots),
    ...part('What it will cost', costLines(outcome)),
    ...part('Next', nextSteps(outcome)),
    '',
  ].join('\n');
}

function found(facts: AccountFacts | undefined): readonly string[] {
  if (facts === undefined) return ['nobody looked (--offline)'];
  const missing = facts.refused.find(({ kind }) => kind === 'credentials');
  if (missing)
    return [
      `nothing was seen: no valid AWS credentials (${missing.reason})${credentialsHint(missing.reason)}`,
    ];
  return [
    ...(facts.trails.length === 0 && !facts.refused.some(({ call }) => call.endsWith('DescribeTrails'))
      ? ['no trail']
      : facts.trails.map(trailLine)),
    ...facts.refused.map(({ call, reason }) => `passed over: ${call} was refused (${reason})`),
  ];
}

function trailLine(trail: TrailFacts): string {
  const state = trail.isLogging === undefined ? 'perhaps on' : trail.isLogging ? 'on' : 'switched off';
  const kind = trail.isOrganization ? 'organisation trail' : 'trail';
  const reach = trail.isMultiRegion ? 'every region' : trail.homeRegion;
  const events = {
    all: 'all management events',
    writes: 'writes only',
    reads: 'reads only',
    none: 'no management events',
  };
  const parts = [state, reach, ...(trail.recorded ? [events[trail.recorded]] : [])];
  const targets = [
    ...(trail.logGroup ? [`log group ${trail.logGroup.name} in ${trail.logGroup.region}`] : []),
    ...(trail.bucket ? [`bucket ${trail.bucket}`] : []),
  ];
  return `${kind} ${trail.name}: ${parts.join(', ')}${targets.length > 0 ? `, into ${targets.join(' and ')}` : ''}`;
}

function costLines({ settings, proposal, file, region }: InitOutcome): readonly string[] {
  const table = pricesOf(region);
  const events = proposal.eventsPerMonth ?? 1_000_000;
  const shape = costShape(settings, { events, region });
  const estimate = estimateCost(shape, table);
  const said = (one: { readonly microDollars: number; readonly listMicroDollars: number }): string =>
    `${money(one.microDollars)} (${money(one.listMicroDollars)} where other things use up the free tiers)`;
  const source =
    proposal.eventsPerMonth === undefined
      ? 'How many events the account has is not known. With a million a month'
      : `With ${count(events)} events a month, as the log group took in over the last 14 days`;
  return [
    `${source}: ${said(estimate.bill)} a month.`,
    `When nothing happens: ${said(estimate.idle)}.`,
    `Line by line: npx trailhound cost --events-per-month ${events}${file === DEPLOYMENT_FILE ? '' : ` --config ${file}`}`,
    ...costNotes({ estimate, shape, table, region }),
  ];
}

function nextSteps({ settings, file, region, hasApp }: InitOutcome): readonly string[] {
  const { email } = settings.alerts;
  const named = file === DEPLOYMENT_FILE ? '' : ` -c config=${file}`;
  return [
    ...(hasApp
      ? []
      : ['(There is no cdk.json here: run these in a checkout of Trailhound that has this file.)']),
    `export AWS_REGION=${region}`,
    `npx cdk bootstrap${named}`,
    `npx cdk deploy --all${named}`,
    email.length > 0
      ? `confirm the mails that AWS sends to ${email.join(', ')}`
      : 'nobody gets mail yet: write addresses under alerts.email, or subscribe to the topic',
    'npx trailhound doctor',
  ];
}
