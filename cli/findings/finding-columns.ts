import type { Finding } from '#core/finding';
import { isOwnRule, saidOfWho } from '#core/own-rules';
import { severityRank } from '#core/severity';
import type { FindingSummary } from '#ports/finding-store';
import { bySeverity, type Colours } from '../output/colours.ts';
import { count } from '../output/numbers.ts';
import { shortPrincipal } from '../output/short-principal.ts';
import type { Column } from '../output/table.ts';
import { shortId } from './find-id.ts';

/** A finding, whole or as an index has it. */
export type ListedFinding = FindingSummary & Partial<Pick<Finding, 'countCapped'>>;

type Name =
  | 'severity'
  | 'firstSeen'
  | 'events'
  | 'status'
  | 'rule'
  | 'event'
  | 'who'
  | 'from'
  | 'account'
  | 'region'
  | 'id';

const all = (colours: Colours): Readonly<Record<Name, Column<ListedFinding>>> => ({
  severity: {
    title: 'SEVERITY',
    text: (one) => one.severity,
    paint: (text, one) => bySeverity(colours, one.severity, text),
  },
  firstSeen: { title: 'FIRST SEEN', text: (one) => one.firstSeen.slice(0, 16).replace('T', ' ') },
  events: {
    title: 'EVENTS',
    text: (one) => (one.countCapped ? `${count(one.count)}+` : count(one.count)),
    align: 'right',
  },
  status: { title: 'STATUS', text: (one) => one.status, mayDrop: true },
  rule: { title: 'RULE', text: ruleText, shrinkTo: 20 },
  event: { title: 'EVENT', text: (one) => one.eventName, shrinkTo: 12, mayDrop: true },
  who: { title: 'WHO', text: (one) => shortPrincipal(one.principal), shrinkTo: 10 },
  from: { title: 'FROM', text: (one) => one.sourceIp, shrinkTo: 15, mayDrop: true },
  account: { title: 'ACCOUNT', text: (one) => one.accountId, mayDrop: true },
  region: { title: 'REGION', text: (one) => one.region, shrinkTo: 9, mayDrop: true },
  id: { title: 'ID', text: (one) => shortId(one.findingId) },
});

const OWN_PREFIX = /^trailhound:(?:log|metric)-/;

/**
 * What a list says of the rule. Findings of our own rules about logs and metrics share a handful of titles: their summary
 * tells them apart, and comes first enough to be seen in a narrow terminal. Whose log it is has a column of its own.
 */
function ruleText({ ruleId, ruleTitle, summary, principal }: ListedFinding): string {
  if (!isOwnRule(ruleId) || summary === '') return ruleTitle;
  return `${ruleId.replace(OWN_PREFIX, '')}: ${saidOfWho(summary, principal) ?? summary}`;
}

/** Picks columns of a table of findings; every list of findings is made from these. */
export function findingColumns(colours: Colours, names: readonly Name[]): readonly Column<ListedFinding>[] {
  const columns = all(colours);
  return names.map((name) => columns[name]);
}

/** Orders findings by severity, then the oldest first. */
export function worstFirst(a: FindingSummary, b: FindingSummary): number {
  if (a.severity !== b.severity) return severityRank(b.severity) - severityRank(a.severity);
  const [first, second] = [`${a.firstSeen} ${a.findingId}`, `${b.firstSeen} ${b.findingId}`];
  return first < second ? -1 : 1;
}

/** What machines read of a finding that stores list; export and scan add to it. */
export const SUMMARY_KEYS = [
  'findingId',
  'severity',
  'status',
  'ruleId',
  'ruleTitle',
  'count',
  'firstSeen',
  'lastSeen',
  'accountId',
  'region',
  'principal',
  'sourceIp',
  'eventName',
  'summary',
] as const satisfies readonly (keyof FindingSummary)[];
