import type { Finding } from '#core/finding';
import { severityRank } from '#core/severity';
import type { FindingStore } from '#ports/finding-store';
import type { CliContext } from '../context.ts';
import { everyFinding } from '../findings/select-findings.ts';
import { bySeverity, type Colours } from '../output/colours.ts';
import { count } from '../output/numbers.ts';
import { printRows, type RowViews } from '../output/rows.ts';
import { shortPrincipal } from '../output/short-principal.ts';

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
    { title: 'FIRST SEEN', text: (one) => one.firstSeen.slice(0, 16).replace('T', ' ') },
    {
      title: 'EVENTS',
      text: (one) => (one.countCapped ? `${count(one.count)}+` : count(one.count)),
      align: 'right',
    },
    { title: 'RULE', text: (one) => one.ruleTitle, shrinkTo: 24 },
    { title: 'EVENT', text: (one) => one.eventName, shrinkTo: 12, mayDrop: true },
    { title: 'WHO', text: (one) => shortPrincipal(one.principal), shrinkTo: 10 },
    { title: 'FROM', text: (one) => one.sourceIp, shrinkTo: 9, mayDrop: true },
    { title: 'ACCOUNT', text: (one) => one.accountId, mayDrop: true },
    { title: 'REGION', text: (one) => one.region, shrinkTo: 9, mayDrop: true },
  ],
});
