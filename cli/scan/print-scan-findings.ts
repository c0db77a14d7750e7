import type { Finding } from '#core/finding';
import type { FindingStore } from '#ports/finding-store';
import type { CliContext } from '../context.ts';
import { findingColumns, SUMMARY_KEYS, worstFirst } from '../findings/finding-columns.ts';
import { everyFinding } from '../findings/select-findings.ts';
import { printRows } from '../output/rows.ts';

const KEYS = [...SUMMARY_KEYS, 'eventSource', 'techniques'] as const satisfies readonly (keyof Finding)[];
const COLUMNS = [
  'severity',
  'firstSeen',
  'events',
  'rule',
  'event',
  'who',
  'from',
  'account',
  'region',
] as const;

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
  printRows(findings, format, { columns: findingColumns(context.colours, COLUMNS), keys }, context);
  return findings.length;
}
