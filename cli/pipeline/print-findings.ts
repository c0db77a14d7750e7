import { severityRank } from '#core/severity';
import type { FindingStore, FindingSummary } from '#ports/finding-store';
import type { CliContext } from '../context.ts';
import { everyFinding } from '../findings/select-findings.ts';
import { bySeverity } from '../output/colours.ts';
import { plural } from '../output/numbers.ts';
import { shortPrincipal } from '../output/short-principal.ts';
import { type Column, table } from '../output/table.ts';

const MOST = 40;

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
  out.write(table(findings.slice(0, MOST), columns(context), { colours, columns: out.columns() }));
  await out.flush();
  const more = findings.length - MOST;
  if (more > 0)
    say(`and ${plural(more, 'more finding')}: npx trailhound findings list --status all --limit 1000`);
}

const worstFirst = (a: FindingSummary, b: FindingSummary): number =>
  severityRank(b.severity) - severityRank(a.severity) ||
  (a.firstSeen < b.firstSeen ? -1 : Number(a.firstSeen > b.firstSeen)) ||
  (a.findingId < b.findingId ? -1 : 1);

const columns = ({ colours }: CliContext): readonly Column<FindingSummary>[] => [
  {
    title: 'SEVERITY',
    text: (one) => one.severity,
    paint: (text, one) => bySeverity(colours, one.severity, text),
  },
  { title: 'FIRST SEEN', text: (one) => one.firstSeen },
  { title: 'EVENTS', text: (one) => String(one.count), align: 'right' },
  { title: 'STATUS', text: (one) => one.status },
  { title: 'WHAT', text: (one) => one.ruleTitle, shrinkTo: 24 },
  { title: 'WHO', text: (one) => shortPrincipal(one.principal), shrinkTo: 16 },
  { title: 'REGION', text: (one) => one.region },
];
