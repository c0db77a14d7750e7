import type { CliContext } from '../context.ts';
import { bySeverity } from '../output/colours.ts';
import { count, plural } from '../output/numbers.ts';
import { type RowWriter, rowWriter } from '../output/rows.ts';
import { type Column, table } from '../output/table.ts';
import type { ErrorRow } from './error-row.ts';
import type { KindRow, KindTally, SignalRow } from './kind-tally.ts';

/** Rows that a table is laid out for at a time: memory must not grow with the number of errors. */
const TABLE_ROWS = 500;

/** Begins to print errors while they are found, as `table`, `json` or `ndjson`. */
export function printErrors(format: string, context: CliContext): RowWriter<ErrorRow> {
  const { out, colours } = context;
  if (format !== 'table') return rowWriter<ErrorRow>(format, [], out, { whole: true });
  let rows: ErrorRow[] = [];
  const draw = (): void => {
    if (rows.length > 0) out.write(table(rows, ERROR_COLUMNS, { colours, columns: out.columns() }));
    rows = [];
  };
  return {
    row: (row) => {
      rows.push(row);
      if (rows.length >= TABLE_ROWS) draw();
    },
    end: draw,
  };
}

const ERROR_COLUMNS: readonly Column<ErrorRow>[] = [
  { title: 'FILE', text: ({ file }) => file, shrinkTo: 12, cutAt: 'start' },
  { title: 'LINE', text: ({ lines }) => String(lines[0]), align: 'right' },
  { title: 'LEVEL', text: ({ level }) => level ?? '' },
  { title: 'KIND', text: ({ kind }) => kind ?? '' },
  { title: 'MESSAGE', text: ({ message }) => message, shrinkTo: 20 },
];

/** Prints the kinds of errors, and below what stands out in their course. */
export function printKinds(tally: KindTally, format: string, context: CliContext): void {
  const { out, colours } = context;
  const kinds = tally.kinds();
  const leftOut = tally.leftOut();
  if (leftOut > 0)
    context.say(
      context.errColours.yellow(
        `${plural(leftOut, 'error')} of further kinds not shown: ${count(kinds.length)} kinds are told apart at most`,
      ),
    );
  if (format !== 'table') {
    const writer = rowWriter<KindRow>(format, [], out, { whole: true });
    for (const kind of kinds) writer.row(kind);
    writer.end();
    return;
  }
  const signals = tally.signals();
  const view = { colours, columns: out.columns() };
  if (kinds.length > 0) out.write(table(kinds, kindColumns(context), view));
  if (signals.length > 0) out.write(`\n${table(signals, SIGNAL_COLUMNS, view)}`);
}

const shortTime = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

const kindColumns = ({ colours }: CliContext): readonly Column<KindRow>[] => [
  {
    title: 'SEVERITY',
    text: ({ severity }) => severity,
    paint: (text, { severity }) => bySeverity(colours, severity, text),
  },
  { title: 'COUNT', text: (row) => count(row.count), align: 'right' },
  { title: 'FIRST', text: ({ first }) => shortTime(first), mayDrop: true },
  { title: 'LAST', text: ({ last }) => shortTime(last), mayDrop: true },
  { title: 'LEVEL', text: ({ level }) => level ?? '' },
  { title: 'KIND', text: ({ kind }) => kind ?? '' },
  { title: 'TEMPLATE', text: ({ template }) => template, shrinkTo: 24 },
];

const SIGNAL_COLUMNS: readonly Column<SignalRow>[] = [
  { title: 'WHAT', text: ({ what }) => what },
  { title: 'FROM', text: ({ start }) => shortTime(start) },
  { title: 'TO', text: ({ end }) => shortTime(end) },
  { title: 'COUNT', text: (row) => count(row.count), align: 'right' },
  { title: 'EXPECTED', text: ({ expected }) => String(expected), align: 'right' },
  { title: 'TEMPLATE', text: ({ template }) => template, shrinkTo: 24 },
];
