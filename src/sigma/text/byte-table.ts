import { type Places, type Program, reachFrom } from './bit-program.ts';

/** Programs of so many words have a byte table: a look-up for each eight places then costs less than jumps do. */
export const MOST_TABLED_WORDS = 4;

/**
 * Lists what follows any set of eight neighbouring places: for each such eight, and each of the 256 sets, the words of the
 * places that may come next. Whatever follows whatever, a character costs four look-ups a word.
 */
export function byteTable(program: Program, places: Places, context: number): Int32Array {
  const { words, instructions } = places;
  const table = new Int32Array(words * 4 * 256 * words);
  const rowOf = (eight: number, set: number): Int32Array =>
    table.subarray((eight * 256 + set) * words, (eight * 256 + set + 1) * words);
  for (const [place, { out }] of instructions.entries())
    rowOf(place >>> 3, 1 << (place & 7)).set(reachFrom(program, places, out, context).bits);
  for (let eight = 0; eight < words * 4; eight++) {
    for (let set = 1; set < 256; set++) {
      const lowest = set & -set;
      if (set === lowest) continue;
      const [one, others] = [rowOf(eight, lowest), rowOf(eight, set ^ lowest)];
      rowOf(eight, set).forEach((_, word, row) => {
        row[word] = (one[word] ?? 0) | (others[word] ?? 0);
      });
    }
  }
  return table;
}

/** Goes on by a character, and begins anew at it; answers whether any place is left. */
export function stepByTable(
  at: Int32Array,
  next: Int32Array,
  start: Int32Array,
  takes: Int32Array,
  table: Int32Array,
): boolean {
  next.set(start);
  for (let word = 0; word < at.length; word++) {
    const bits = at[word] ?? 0;
    if (bits === 0) continue;
    for (let byte = 0; byte < 4; byte++)
      addRow(next, table, (word * 4 + byte) * 256 + ((bits >>> (byte * 8)) & 255));
  }
  let any = 0;
  for (let word = 0; word < next.length; word++) {
    const bits = (next[word] ?? 0) & (takes[word] ?? 0);
    next[word] = bits;
    any |= bits;
  }
  return any !== 0;
}

function addRow(next: Int32Array, table: Int32Array, row: number): void {
  const from = row * next.length;
  for (let word = 0; word < next.length; word++) next[word] = (next[word] ?? 0) | (table[from + word] ?? 0);
}
