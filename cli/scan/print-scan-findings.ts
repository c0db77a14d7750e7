import type { Finding } from '#core/finding';
import type { CliContext } from '../context.ts';
import { findingColumns, SUMMARY_KEYS, worstFirst } from '../findings/finding-columns.ts';
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
 * JSON has the evidence too. Answers the number of findings printed.
 */
export function printScanFindings(all: readonly Finding[], format: string, context: CliContext): number {
  const findings = all.filter(({ status }) => status !== 'suppressed').sort(worstFirst);
  const keys = format === 'json' || format === 'ndjson' ? ([...KEYS, 'evidence'] as const) : KEYS;
  printRows(findings, format, { columns: findingColumns(context.colours, COLUMNS), keys }, context);
  return findings.length;
}
