import { escapeForTerminal } from '#core/escape';
import type { FindingStore, FindingSummary } from '#ports/finding-store';
import type { CliContext } from '../context.ts';
import { findingColumns, worstFirst } from '../findings/finding-columns.ts';
import { everyFinding } from '../findings/select-findings.ts';
import { dataFlag, MOST_LISTED } from '../findings/store-options.ts';
import { plural } from '../output/numbers.ts';
import { table } from '../output/table.ts';

const MOST = 40;
const COLUMNS = ['id', 'severity', 'firstSeen', 'events', 'status', 'rule', 'who', 'region'] as const;

/** Prints the worst findings of the table, worst first. */
export async function printFindings(store: FindingStore, data: string, context: CliContext): Promise<void> {
  const findings: FindingSummary[] = [];
  for await (const finding of everyFinding(store, {})) findings.push(finding);
  findings.sort(worstFirst);
  if (findings.length === 0) {
    context.say('No findings.');
    return;
  }
  const { out, colours, say } = context;
  out.write(`${colours.bold(`Findings in ${data}`)}\n`);
  out.write(
    table(findings.slice(0, MOST), findingColumns(colours, COLUMNS), { colours, columns: out.columns() }),
  );
  await out.flush();
  const more = findings.length - MOST;
  if (more > 0) say(`and ${plural(more, 'more finding')}: ${allOf(findings.length, data)}`);
}

/** The command that shows all of them: `findings list` has a limit of its own, and past it only an export has all. */
function allOf(amount: number, data: string): string {
  const where = escapeForTerminal(dataFlag(data));
  return amount <= MOST_LISTED
    ? `npx trailhound findings list --status all --limit ${amount}${where}`
    : `npx trailhound findings export --format csv${where} > findings.csv`;
}
