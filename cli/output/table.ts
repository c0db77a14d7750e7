import Table from 'cli-table3';
import { escapeForTerminal } from '#core/escape';
import type { Colours } from './colours.ts';
import { textWidth } from './text-width.ts';

export interface Column<T> {
  readonly title: string;
  /** The raw text: it is escaped here, and cut when the terminal is too narrow. */
  readonly text: (row: T) => string;
  /** Puts colour on the escaped text. */
  readonly paint?: (text: string, row: T) => string;
  readonly align?: 'left' | 'right';
  /** May be cut down to this many columns; without it the column keeps its whole width. */
  readonly shrinkTo?: number;
}

export interface TableView {
  readonly colours: Colours;
  /** Width of the terminal; `undefined`: nothing is cut. */
  readonly columns: number | undefined;
}

const GAP = 2;
const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
}; // prettier-ignore

/** Draws rows under a header line, cut to the terminal's width. Returns text that ends with a line feed. */
export function table<T>(rows: readonly T[], columns: readonly Column<T>[], view: TableView): string {
  const cells = rows.map((row) => columns.map((column) => escapeForTerminal(column.text(row))));
  const natural = columns.map((column, index) => Math.max(textWidth(column.title), ...widths(cells, index)));
  const fitted = view.columns === undefined ? natural : fitWidths(natural, columns, view.columns);
  const last = columns.length - 1;
  const drawing = new Table({
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colWidths: fitted.map((width, index) => width + (index === last ? 0 : GAP)),
    colAligns: columns.map((column) => column.align ?? 'left'),
  });
  const gap = ' '.repeat(GAP);
  const finish = (index: number, text: string): string => (index === last ? text : text + gap);
  drawing.push(
    columns.map((column, index) => finish(index, view.colours.bold(cut(column.title, fitted[index] ?? 0)))),
    ...cells.map((line, rowIndex) =>
      line.map((text, index) =>
        finish(index, painted(cut(text, fitted[index] ?? 0), columns[index], rows[rowIndex])),
      ),
    ),
  );
  return `${drawing.toString().replace(/[ ]+$/gm, '')}\n`;
}

function* widths(cells: readonly (readonly string[])[], index: number): Generator<number> {
  for (const line of cells) yield textWidth(line[index] ?? '');
}

function painted<T>(text: string, column: Column<T> | undefined, row: T | undefined): string {
  return column?.paint && row !== undefined ? column.paint(text, row) : text;
}

/** Takes columns away from the widest shrinkable one until the line fits or nothing can shrink any more. */
function fitWidths<T>(
  natural: readonly number[],
  columns: readonly Column<T>[],
  available: number,
): readonly number[] {
  const result = [...natural];
  let excess = result.reduce((sum, width) => sum + width, 0) + GAP * (columns.length - 1) - available;
  while (excess > 0) {
    let widest = -1;
    for (const [index, column] of columns.entries()) {
      const width = result[index] ?? 0;
      if (column.shrinkTo !== undefined && width > column.shrinkTo && width > (result[widest] ?? 0))
        widest = index;
    }
    if (widest < 0) break;
    result[widest] = (result[widest] ?? 0) - 1;
    excess -= 1;
  }
  return result;
}

/** Cuts a text without colours to a number of columns, marking the cut with `…`. */
export function cut(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let kept = '';
  let used = 1;
  for (const char of text) {
    used += textWidth(char);
    if (used > columns) break;
    kept += char;
  }
  return `${kept}…`;
}
