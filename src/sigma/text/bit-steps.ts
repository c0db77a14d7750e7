import type { Places, Program } from './bit-program.ts';
import { jumpsInto, type StepTable, stepTable } from './bit-tables.ts';
import { byteTable, MOST_TABLED_WORDS, stepByTable } from './byte-table.ts';

/** The places that the expression is at, and room for those that come next. */
export interface Walk {
  at: Int32Array;
  next: Int32Array;
  /** Whether it is at any place. */
  isAlive: boolean;
}

/** What follows in one context, in the form in which it is found fastest. */
export interface Table extends StepTable {
  /** For programs of a few words. */
  readonly bytes: Int32Array | undefined;
  /** The jumps by class of characters, as they are met. */
  readonly byClass: (Int32Array | undefined)[];
}

/** Prepares what follows what in one context. */
export function tableFor(program: Program, places: Places, context: number): Table {
  const bytes = places.words <= MOST_TABLED_WORDS ? byteTable(program, places, context) : undefined;
  return { ...stepTable(program, places, context), bytes, byClass: [] };
}

/** Whether the expression may end where it is. */
export function hasEnded({ at, isAlive }: Walk, { endsAtOnce, ending, endingWords }: StepTable): boolean {
  if (endsAtOnce || !isAlive) return endsAtOnce;
  for (let index = 0; index < endingWords.length; index++) {
    const word = endingWords[index] ?? 0;
    if (((at[word] ?? 0) & (ending[word] ?? 0)) !== 0) return true;
  }
  return false;
}

const NOBODY = new Int32Array();

/** Goes on by a character of a class. */
export function advance(walk: Walk, table: Table, runeClass: number, allowed: readonly Int32Array[]): void {
  const { at, next } = walk;
  const takes = allowed[runeClass] ?? NOBODY;
  if (walk.isAlive) {
    walk.isAlive = table.bytes
      ? stepByTable(at, next, table.start, takes, table.bytes)
      : step(at, next, table, takes, jumpsOf(table, runeClass, takes));
  } else walk.isAlive = begin(next, table, takes);
  walk.at = next;
  walk.next = at;
}

function jumpsOf({ jumps, byClass }: Table, runeClass: number, takes: Int32Array): Int32Array {
  const known = byClass[runeClass] ?? jumpsInto(jumps, takes);
  byClass[runeClass] = known;
  return known;
}

/** Begins the expression at a character; answers whether it can be. */
function begin(next: Int32Array, { start, startWords }: StepTable, takes: Int32Array): boolean {
  let any = 0;
  for (let index = 0; index < startWords.length; index++) {
    const word = startWords[index] ?? 0;
    any |= (start[word] ?? 0) & (takes[word] ?? 0);
  }
  if (any === 0) return false;
  for (let word = 0; word < next.length; word++) next[word] = (start[word] ?? 0) & (takes[word] ?? 0);
  return true;
}

/** Goes on by a character, and begins anew at it; answers whether any place is left. */
function step(
  at: Int32Array,
  next: Int32Array,
  { start, shift }: StepTable,
  takes: Int32Array,
  jumps: Int32Array,
): boolean {
  let any = 0;
  let carry = 0;
  for (let word = 0; word < at.length; word++) {
    const moved = (at[word] ?? 0) & (shift[word] ?? 0);
    const bits = ((moved << 1) | carry | (start[word] ?? 0)) & (takes[word] ?? 0);
    next[word] = bits;
    carry = moved >>> 31;
    any |= bits;
  }
  return (any | follow(at, next, jumps)) !== 0;
}

/** Adds the places that are reached by jumps, where they are not there yet. */
function follow(at: Int32Array, next: Int32Array, jumps: Int32Array): number {
  let any = 0;
  for (let index = 0; index < jumps.length; ) {
    const first = jumps[index] ?? 0;
    const end = jumps[index + 1] ?? 0;
    const to = jumps[index + 2] ?? 0;
    const bits = (jumps[index + 3] ?? 0) & ~(next[to] ?? 0);
    index += 4 + end - first;
    if (bits === 0 || !isAtAny(at, first, end, jumps, index - end)) continue;
    next[to] = (next[to] ?? 0) | bits;
    any |= bits;
  }
  return any;
}

/** Whether any of the places in some words is among those of a jump, which begin at `offset` and the first word. */
function isAtAny(at: Int32Array, first: number, end: number, jumps: Int32Array, offset: number): boolean {
  for (let word = first; word < end; word++)
    if (((at[word] ?? 0) & (jumps[offset + word] ?? 0)) !== 0) return true;
  return false;
}
