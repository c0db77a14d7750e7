import type { Finding } from '#core/finding';
import { severityRank } from '#core/severity';
import type { FindingStore } from '#ports/finding-store';
import type { CliContext } from '../context.ts';
import { everyFinding } from '../findings/select-findings.ts';
import type { Colours } from '../output/colours.ts';
import { bySeverity } from '../output/colours.ts';
import { count } from '../output/numbers.ts';
import { printRows, type RowViews } from '../output/rows.ts';

const KEYS = [
  'findingId',
  'severity',
  'ruleId',
  'ruleTitle',
  'count',
  'firstSeen',
  'lastSeen',
  'accountId',
  'region',
  'principal',
  'sourceIp',
  'eventSource',
  'eventName',
  'summary',
  'techniques',
] as const satisfies readonly (keyof Finding)[];

/**
 * Prints the findings of a scan, worst first, then oldest first; those that a suppression covers are left out.
 *
 * JSON has the evidence too. Resolves with the number of findings printed.
 */
export async function printScanFindings(
  store: FindingStore,
  format: string,
  context: CliContext,
): Promise<number> {
  const findings: Finding[] = [];
  for await (const { findingId, status } of everyFinding(store, {})) {
    const finding = status === 'suppressed' ? undefined : await store.get(findingId);
    if (finding) findings.push(finding);
  }
  findings.sort(worstFirst);
  const keys = format === 'json' || format === 'ndjson' ? ([...KEYS, 'evidence'] as const) : KEYS;
  printRows(findings, format, { ...views(context.colours), keys }, context);
  return findings.length;
}

function worstFirst(a: Finding, b: Finding): number {
  if (a.severity !== b.severity) return severityRank(b.severity) - severityRank(a.severity);
  const [first, second] = [`${a.firstSeen} ${a.findingId}`, `${b.firstSeen} ${b.findingId}`];
  return first < second ? -1 : 1;
}

const views = (colours: Colours): Pick<RowViews<Finding>, 'columns'> => ({
  columns: [
    {
      title: 'SEVERITY',
      text: (one) => one.severity,
      paint: (text, one) => bySeverity(colours, one.severity, text),
    },
    { title: 'FIRST SEEN', text: (one) => one.firstSeen.replace('T', ' ').replace('Z', '') },
    {
      title: 'EVENTS',
      text: (one) => (one.countCapped ? `${count(one.count)}+` : count(one.count)),
      align: 'right',
    },
    { title: 'RULE', text: (one) => one.ruleTitle, shrinkTo: 20 },
    { title: 'EVENT', text: (one) => one.eventName, shrinkTo: 12 },
    { title: 'WHO', text: (one) => one.principal, shrinkTo: 16 },
    { title: 'FROM', text: (one) => one.sourceIp, shrinkTo: 9 },
    { title: 'ACCOUNT', text: (one) => one.accountId, shrinkTo: 12 },
    { title: 'REGION', text: (one) => one.region, shrinkTo: 9 },
  ],
});
