import { hasBit, type Places, type Program, type Reach, reachFrom, setBit } from './bit-program.ts';

/** Places with the same followers besides the next one, which shifting reaches. Only words that are not empty are looked at. */
interface Jump {
  readonly from: Span;
  readonly to: Span;
}

/** The words of a set between the first and the last that are not empty. */
interface Span {
  readonly first: number;
  readonly bits: Uint32Array;
}

/** What follows what, in one context. */
export interface StepTable {
  readonly start: Reach;
  /** Places behind which the next one may come. */
  readonly shift: Uint32Array;
  readonly jumps: readonly Jump[];
  /** Places behind which the expression may end. */
  readonly ending: Uint32Array;
}

/** Computes what may follow each place of a program. */
export function stepTable(program: Program, places: Places, context: number): StepTable {
  const shift = new Uint32Array(places.words);
  const ending = new Uint32Array(places.words);
  const groups = new Map<string, { readonly from: Uint32Array; readonly to: Uint32Array }>();
  for (const [place, { out }] of places.instructions.entries()) {
    const { bits, ends } = reachFrom(program, places, out, context);
    if (ends) setBit(ending, place);
    if (hasBit(bits, place + 1)) {
      setBit(shift, place);
      const word = (place + 1) >>> 5;
      bits[word] = (bits[word] ?? 0) & ~(1 << ((place + 1) & 31));
    }
    if (bits.every((word) => word === 0)) continue;
    const key = bits.join();
    const group = groups.get(key) ?? { from: new Uint32Array(places.words), to: bits };
    setBit(group.from, place);
    groups.set(key, group);
  }
  const jumps = [...groups.values()].map(({ from, to }) => ({ from: spanOf(from), to: spanOf(to) }));
  return { start: reachFrom(program, places, program.start, context), shift, jumps, ending };
}

function spanOf(bits: Uint32Array): Span {
  const first = bits.findIndex((word) => word !== 0);
  const last = bits.findLastIndex((word) => word !== 0);
  return { first, bits: bits.slice(first, last + 1) };
}
