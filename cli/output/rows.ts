import type { CliContext } from '../context.ts';
import { csvHeader, csvLine } from './csv.ts';
import { jsonLine, jsonText } from './json.ts';
import type { Output } from './stream-output.ts';
import { type Column, table } from './table.ts';

/** How rows of one kind are printed. */
export interface RowViews<T> {
  readonly columns: readonly Column<T>[];
  /** Names and order of what machines read; lists become texts joined by blanks in CSV. */
  readonly keys: readonly (keyof T & string)[];
}

/** Prints rows on standard output as `table`, `json` (one array), `ndjson` (one object a line) or `csv`. */
export function printRows<T extends object>(
  rows: readonly T[],
  format: string,
  { columns, keys }: RowViews<T>,
  { out, colours }: Pick<CliContext, 'out' | 'colours'>,
): void {
  if (format === 'table') {
    if (rows.length > 0) out.write(table(rows, columns, { colours, columns: out.columns() }));
    return;
  }
  const writer = rowWriter<T>(format, keys, out);
  for (const row of rows) writer.row(row);
  writer.end();
}

/** Prints rows one at a time. */
export interface RowWriter<T> {
  readonly row: (row: T) => void;
  /** Must be called at the end, also when there was no row. */
  readonly end: () => void;
}

/**
 * Begins `json` (one array), `ndjson` or `csv` output with exactly these keys in this order.
 *
 * `whole`: JSON rows are printed with all that they have; the keys are then only the columns of CSV.
 */
export function rowWriter<T extends object>(
  format: string,
  keys: readonly (keyof T & string)[],
  out: Pick<Output, 'write'>,
  { whole = false } = {},
): RowWriter<T> {
  const picked = (row: T): object =>
    whole ? row : Object.fromEntries(keys.map((key) => [key, row[key] ?? '']));
  if (format === 'csv') {
    out.write(csvHeader(keys));
    return { row: (row) => out.write(csvLine(keys, csvCells(row, keys))), end: () => undefined };
  }
  if (format === 'ndjson') return { row: (row) => out.write(jsonLine(picked(row))), end: () => undefined };
  let rows = 0;
  return {
    row: (row) => {
      out.write(rows === 0 ? '[\n' : ',\n');
      out.write(jsonText(picked(row)).trimEnd().replace(/^/gm, '  '));
      rows += 1;
    },
    end: () => out.write(rows === 0 ? '[]\n' : '\n]\n'),
  };
}

function csvCells<T extends object>(
  row: T,
  keys: readonly (keyof T & string)[],
): Record<string, string | number> {
  return Object.fromEntries(keys.map((key) => [key, csvCell(row[key])]));
}

function csvCell(value: unknown): string | number {
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.join(' ');
  return value === undefined || value === null ? '' : JSON.stringify(value);
}
