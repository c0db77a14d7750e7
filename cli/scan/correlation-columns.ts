import { isSeverity } from '#core/severity';
import type { CliContext } from '../context.ts';
import { bySeverity } from '../output/colours.ts';
import { count } from '../output/numbers.ts';
import type { Column } from '../output/table.ts';
import type { CorrelationRow } from './match-rows.ts';

/** What people read of an episode of a correlation: when, how much, and whose. */
export const correlationColumns = ({ colours }: CliContext): readonly Column<CorrelationRow>[] => [
  {
    title: 'SEVERITY',
    text: (row) => row.severity,
    paint: (text, { severity }) => (isSeverity(severity) ? bySeverity(colours, severity, text) : text),
  },
  { title: 'FROM', text: (row) => instant(row.firstEventTime) },
  { title: 'TO', text: (row) => instant(row.lastEventTime), mayDrop: true },
  { title: 'EVENTS', text: (row) => count(row.count), align: 'right' },
  { title: 'CORRELATION', text: (row) => row.ruleTitle, shrinkTo: 20 },
  { title: 'GROUP', text: groupText, shrinkTo: 20 },
];

const instant = (text: string): string => text.replace('T', ' ').replace('Z', '');

/** One value says what it is by itself; several are told apart by their fields. */
function groupText({ group }: CorrelationRow): string {
  const entries = Object.entries(group);
  const [only] = entries;
  if (entries.length === 1 && only) return only[1];
  return entries.map(([field, value]) => `${field.split('.').at(-1)}=${value}`).join(' ');
}
