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
  /** Which end is cut away; `start` for texts that are told apart by their end. @default end */
  readonly cutAt?: 'start' | 'end';
  /** May be left out altogether where the terminal is too narrow; the last such column goes first. */
  readonly mayDrop?: true;
}

export interface TableView {
  readonly colours: Colours;
  /** Width of the terminal; `undefined`: nothing is cut. */
  readonly columns: number | undefined;
}

/** A column with its cells and the width it will have. */
interface Strip<T> {
  readonly column: Column<T>;
  readonly cells: readonly string[];
  width: number;
}

const GAP = 2;

/** Draws rows under a header line, cut to the terminal's width. Returns lines that end with line feeds. */
export function table<T>(rows: readonly T[], columns: readonly Column<T>[], view: TableView): string {
  const all = columns.map((column) => stripOf(column, rows));
  const strips = view.columns === undefined ? all : fitted(all, view.columns);
  const header = strips.map((strip) => painted(padded(strip.column.title, strip), view.colours.bold));
  const lines = rows.map((row, index) =>
    strips.map((strip) => {
      const { paint } = strip.column;
      return painted(padded(strip.cells[index] ?? '', strip), paint && ((text) => paint(text, row)));
    }),
  );
  return [header, ...lines].map((cells) => `${cells.join(' '.repeat(GAP)).trimEnd()}\n`).join('');
}

function stripOf<T>(column: Column<T>, rows: readonly T[]): Strip<T> {
  const cells = rows.map((row) => escapeForTerminal(column.text(row)));
  const width = cells.reduce((widest, cell) => Math.max(widest, textWidth(cell)), textWidth(column.title));
  return { column, cells, width };
}

/** A cell's text with the blanks that fill its column: colour goes on the text alone. */
interface Padded {
  readonly before: string;
  readonly text: string;
  readonly after: string;
}

const painted = ({ before, text, after }: Padded, paint?: (text: string) => string): string =>
  before + (paint && text !== '' ? paint(text) : text) + after;

function padded<T>(cell: string, { column, width }: Strip<T>): Padded {
  const text = cut(cell, width, column.cutAt);
  const blanks = ' '.repeat(Math.max(0, width - textWidth(text)));
  const [before, after] = column.align === 'right' ? [blanks, ''] : ['', blanks];
  return { before, text, after };
}

/** Shrinks what may shrink, then leaves columns out, until a line fits or nothing more can be done. */
function fitted<T>(all: readonly Strip<T>[], available: number): readonly Strip<T>[] {
  let strips = all;
  for (;;) {
    const gaps = GAP * (strips.length - 1);
    const least = strips.reduce(
      (sum, { column, width }) => sum + Math.min(width, column.shrinkTo ?? width),
      gaps,
    );
    const last = strips.findLast(({ column }) => column.mayDrop);
    if (least <= available || !last) break;
    strips = strips.filter((strip) => strip !== last);
  }
  shrink(strips, available);
  return strips;
}

/** Takes columns away from the widest strip that may shrink, one by one. */
function shrink<T>(strips: readonly Strip<T>[], available: number): void {
  let excess = strips.reduce((sum, { width }) => sum + width + GAP, -GAP) - available;
  while (excess > 0) {
    const slack = strips.filter(
      ({ column, width }) => column.shrinkTo !== undefined && width > column.shrinkTo,
    );
    const widest = slack.reduce<Strip<T> | undefined>((a, b) => (a && a.width >= b.width ? a : b), undefined);
    if (!widest) return;
    widest.width -= 1;
    excess -= 1;
  }
}

/** Cuts a text without colours to a number of columns, marking the cut with `…`. */
export function cut(text: string, columns: number, at: 'start' | 'end' = 'end'): string {
  if (textWidth(text) <= columns) return text;
  const chars = at === 'end' ? [...text] : [...text].reverse();
  const kept: string[] = [];
  let used = 1;
  for (const char of chars) {
    used += textWidth(char);
    if (used > columns) break;
    kept.push(char);
  }
  return at === 'end' ? `${kept.join('')}…` : `…${kept.reverse().join('')}`;
}
