import { hasBit, type Instruction, type Places, type Program, placesOf, reachFrom } from './bit-program.ts';
import { type StepTable, stepTable } from './bit-tables.ts';

/** What holds between two characters, as re2js numbers it. */
const BEGIN_LINE = 1;
const END_LINE = 2;
const BEGIN_TEXT = 4;
const END_TEXT = 8;
const WORD_BOUNDARY = 16;
const NO_WORD_BOUNDARY = 32;

/**
 * Makes a matcher of a compiled expression, found anywhere in a text.
 *
 * All places that the expression may be at are the bits of a few words. Each character costs the same, whatever the text:
 * where an automaton of sets would need a new set for every character, this one does not (after Glushkov's construction).
 */
export function bitRegex(program: Program): (text: string) => boolean {
  const places = placesOf(program);
  const tables: (StepTable | undefined)[] = [];
  const tableOf = (before: number, behind: number): StepTable => {
    const known = tables[before * KINDS + behind];
    if (known) return known;
    const table = stepTable(program, places, contextOf(before, behind));
    tables[before * KINDS + behind] = table;
    return table;
  };
  const takes = characterSets(places);
  return (text) => {
    let at = new Uint32Array(places.words);
    let next = new Uint32Array(places.words);
    let before = NOTHING;
    let alive = false;
    for (let index = 0; index < text.length; index++) {
      const rune = text.codePointAt(index) ?? 0;
      const kind = kindOf(rune);
      const table = tableOf(before, kind);
      if (table.start.ends || (alive && meets(at, table.ending))) return true;
      alive = alive ? step(at, next, table, takes(rune)) : begin(next, table.start.bits, takes(rune));
      [at, next] = [next, at];
      before = kind;
      if (rune > 0xffff) index++;
    }
    const table = tableOf(before, NOTHING);
    return table.start.ends || meets(at, table.ending);
  };
}

/** Letters, digits, blanks and the rest: a place that takes two of these takes characters of several kinds. */
const SAMPLES = ['a', 'z', '0', ' ', 'é'].map((one) => one.codePointAt(0) ?? 0);
const ANY_CONTEXT = 63;

/**
 * Counts the places that make sets of places multiply: they take characters of several kinds, and are left with the next
 * character. Places that may be kept, as in `.*`, only ever add to a set.
 */
export function widePlaces(program: Program): number {
  const places = placesOf(program);
  return places.instructions.filter((one, place) => {
    if (SAMPLES.filter((rune) => one.matchRune(rune)).length < 2) return false;
    return !hasBit(reachFrom(program, places, one.out, ANY_CONTEXT).bits, place);
  }).length;
}

/** Begins the expression at a character; answers whether it can be. */
function begin(next: Uint32Array, start: Uint32Array, allowed: Uint32Array): boolean {
  let any = 0;
  for (let word = 0; word < next.length; word++) {
    const bits = (start[word] ?? 0) & (allowed[word] ?? 0);
    next[word] = bits;
    any |= bits;
  }
  return any !== 0;
}

/** Goes on by a character, and begins anew at it; answers whether any place is left. */
function step(at: Uint32Array, next: Uint32Array, table: StepTable, allowed: Uint32Array): boolean {
  const { start, shift, jumps } = table;
  let carry = 0;
  for (let word = 0; word < at.length; word++) {
    const moved = (at[word] ?? 0) & (shift[word] ?? 0);
    next[word] = (moved << 1) | carry | (start.bits[word] ?? 0);
    carry = moved >>> 31;
  }
  for (let index = 0; index < jumps.length; index++) {
    const jump = jumps[index];
    if (!jump || !stands(at, jump.from.first, jump.from.bits)) continue;
    const { first, bits } = jump.to;
    for (let word = 0; word < bits.length; word++) {
      next[first + word] = (next[first + word] ?? 0) | (bits[word] ?? 0);
    }
  }
  return begin(next, next, allowed);
}

function stands(at: Uint32Array, first: number, bits: Uint32Array): boolean {
  for (let word = 0; word < bits.length; word++)
    if (((at[first + word] ?? 0) & (bits[word] ?? 0)) !== 0) return true;
  return false;
}

const meets = (a: Uint32Array, b: Uint32Array): boolean => stands(a, 0, b);

/** Sets of characters that are remembered; a text of all of Unicode begins anew. */
const MOST_RUNES = 4096;

/** For a character, the places that take it. Places with equal classes are asked once. */
function characterSets({ instructions, words }: Places): (rune: number) => Uint32Array {
  const classes = new Map<string, { readonly one: Instruction; readonly bits: Uint32Array }>();
  for (const [place, one] of instructions.entries()) {
    const key = `${one.arg}:${Array.from(one.runes).join()}`;
    const same = classes.get(key) ?? { one, bits: new Uint32Array(words) };
    same.bits[place >>> 5] = (same.bits[place >>> 5] ?? 0) | (1 << (place & 31));
    classes.set(key, same);
  }
  const make = (rune: number): Uint32Array => {
    const allowed = new Uint32Array(words);
    for (const { one, bits } of classes.values()) {
      if (!one.matchRune(rune)) continue;
      for (let word = 0; word < words; word++) allowed[word] = (allowed[word] ?? 0) | (bits[word] ?? 0);
    }
    return allowed;
  };
  const ascii: (Uint32Array | undefined)[] = new Array(128);
  const known = new Map<number, Uint32Array>();
  return (rune) => {
    const found = rune < 128 ? ascii[rune] : known.get(rune);
    if (found) return found;
    const allowed = make(rune);
    if (rune < 128) ascii[rune] = allowed;
    else {
      if (known.size >= MOST_RUNES) known.clear();
      known.set(rune, allowed);
    }
    return allowed;
  };
}

/** Kinds of characters that decide what holds beside them. */
const NOTHING = 0;
const LINE_END = 1;
const WORD = 2;
const OTHER = 3;
const KINDS = 4;

function kindOf(rune: number): number {
  if (rune === 10) return LINE_END;
  const word =
    (rune >= 97 && rune <= 122) || (rune >= 65 && rune <= 90) || (rune >= 48 && rune <= 57) || rune === 95;
  return word ? WORD : OTHER;
}

function contextOf(before: number, behind: number): number {
  let context = (before === WORD) === (behind === WORD) ? NO_WORD_BOUNDARY : WORD_BOUNDARY;
  if (before === NOTHING) context |= BEGIN_TEXT | BEGIN_LINE;
  if (before === LINE_END) context |= BEGIN_LINE;
  if (behind === NOTHING) context |= END_TEXT | END_LINE;
  if (behind === LINE_END) context |= END_LINE;
  return context;
}
