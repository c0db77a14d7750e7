import type { Cell, TableBlock } from './document/document.ts';

const GAP = '  ';

/**
 * Draws a table with blanks, indented by two, at most `width` wide: columns that may give way are cut, the widest first.
 * `escapeCell` makes a cell safe. What stands below a cell's text is left out: there is no room. `alone` stands for both.
 */
export function textTable(
  { columns, rows }: TableBlock,
  width: number,
  escapeCell: (text: string) => string,
): readonly string[] {
  const shown = columns
    .map((column, at) => ({ column, at }))
    .filter(({ column }) => !column.drawn && !column.drops);
  const cells = rows.map((row) => shown.map(({ at }) => escapeCell(textOf(row[at]))));
  const widths = shown.map(({ column }, at) =>
    cells.reduce((most, row) => Math.max(most, lengthOf(row[at] ?? '')), column.title.length),
  );
  fitInto(
    widths,
    shown.map(({ column }) => column.gives),
    width - 2 - GAP.length * (shown.length - 1),
  );
  const line = (texts: readonly string[]): string =>
    `  ${texts.map((text, at) => padded(cutTo(text, widths[at] ?? 0), widths[at] ?? 0, shown[at]?.column.align)).join(GAP)}`.trimEnd();
  return [line(shown.map(({ column }) => column.title)), ...cells.map(line)];
}

const textOf = (cell: Cell | undefined): string => cell?.alone || cell?.text || '-';
const lengthOf = (text: string): number => [...text].length;

function padded(text: string, width: number, align: 'right' | undefined): string {
  const blanks = ' '.repeat(Math.max(0, width - lengthOf(text)));
  return align === 'right' ? blanks + text : text + blanks;
}

function cutTo(text: string, width: number): string {
  return lengthOf(text) <= width ? text : `${[...text].slice(0, Math.max(0, width - 1)).join('')}\u2026`;
}

/** Takes from the widest column that gives way, until all fit or none can. */
function fitInto(widths: number[], gives: readonly (number | undefined)[], available: number): void {
  let excess = widths.reduce((sum, one) => sum + one, 0) - available;
  while (excess > 0) {
    let widest = -1;
    for (const [at, one] of widths.entries()) {
      if (one > (gives[at] ?? one) && one > (widths[widest] ?? 0)) widest = at;
    }
    if (widest < 0) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
}

/** Breaks a text into lines of at most `width` characters at blanks; further lines begin with `margin`. */
export function wrapped(text: string, width: number, margin: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let isFresh = true;
  for (const word of text.split(' ')) {
    if (!isFresh && lengthOf(line) + 1 + lengthOf(word) > width) {
      lines.push(line);
      line = margin + word;
    } else {
      line = isFresh ? word : `${line} ${word}`;
    }
    isFresh = false;
  }
  return [...lines, line];
}
