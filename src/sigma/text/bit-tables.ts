import { hasBit, type Places, type Program, reachFrom, setBit } from './bit-program.ts';

/** What follows what, in one context. */
export interface StepTable {
  /** Places that the expression begins with. */
  readonly start: Int32Array;
  /** Words of `start` that are not empty. */
  readonly startWords: readonly number[];
  /** Whether the expression needs no character at all. */
  readonly endsAtOnce: boolean;
  /** Places behind which the next one may come. */
  readonly shift: Int32Array;
  /** Places that come behind others than the one before them. */
  readonly jumps: readonly Jump[];
  /** Places behind which the expression may end. */
  readonly ending: Int32Array;
  /** Words of `ending` that are not empty. */
  readonly endingWords: readonly number[];
}

/** Places of one word, and those that they may come behind. */
export interface Jump {
  readonly word: number;
  readonly bits: number;
  /** First word of those others. */
  readonly first: number;
  readonly from: Int32Array;
}

/**
 * The jumps to places that take a character, in one row of numbers, which is read fastest. Of each: first word and word
 * behind the last of the others, word and bits of the places, then the others word by word.
 */
export function jumpsInto(jumps: readonly Jump[], takes: Int32Array): Int32Array {
  return Int32Array.from(
    jumps.flatMap(({ word, bits, first, from }) => {
      const taking = bits & (takes[word] ?? 0);
      return taking === 0 ? [] : [first, first + from.length, word, taking, ...from];
    }),
  );
}

/** Computes what may follow each place of a program. */
export function stepTable(program: Program, places: Places, context: number): StepTable {
  const shift = new Int32Array(places.words);
  const ending = new Int32Array(places.words);
  const sources = new Map<string, Omit<Jump, 'first'>>();
  for (const [place, { out }] of places.instructions.entries()) {
    const { bits, ends } = reachFrom(program, places, out, context);
    if (ends) setBit(ending, place);
    if (hasBit(bits, place + 1)) {
      setBit(shift, place);
      clearBit(bits, place + 1);
    }
    for (const [word, to] of bits.entries()) {
      if (to === 0) continue;
      const key = `${word}:${to}`;
      const source = sources.get(key) ?? { word, bits: to, from: new Int32Array(places.words) };
      setBit(source.from, place);
      sources.set(key, source);
    }
  }
  const { bits: start, ends: endsAtOnce } = reachFrom(program, places, program.start, context);
  const jumps = [...sources.values()].map(({ word, bits, from }): Jump => {
    const used = filled(from);
    const first = used[0] ?? 0;
    return { word, bits, first, from: from.slice(first, (used.at(-1) ?? 0) + 1) };
  });
  const words = { startWords: filled(start), endingWords: filled(ending) };
  return { start, endsAtOnce, shift, jumps, ending, ...words };
}

function clearBit(bits: Int32Array, place: number): void {
  const word = place >>> 5;
  bits[word] = (bits[word] ?? 0) & ~(1 << (place & 31));
}

const filled = (bits: Int32Array): readonly number[] =>
  Array.from(bits.keys()).filter((word) => bits[word] !== 0);
