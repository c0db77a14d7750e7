import type { Instruction, Places } from './bit-program.ts';

/** Tells which places take a character: characters that the same places take are one class. */
export interface RuneClasses {
  readonly classOf: (rune: number) => number;
  /** By class, the places that take its characters. */
  readonly allowed: readonly Int32Array[];
}

/** Classes are remembered for so many neighbouring characters at once. */
const PAGE = 256;
const UNKNOWN = -1;

/** Sorts characters into classes as they are met. All of Unicode takes two megabytes, and most texts some hundred bytes. */
export function runeClasses(places: Places): RuneClasses {
  const kinds = distinctKinds(places);
  const pages: (Int16Array | undefined)[] = [];
  const numbers = new Map<string, number>();
  const allowed: Int32Array[] = [];
  const classify = (rune: number): number => {
    const taking = kinds.filter(({ one }) => one.matchRune(rune));
    const key = taking.map(({ number }) => number).join();
    const known = numbers.get(key) ?? allowed.length;
    if (known === allowed.length) allowed.push(joined(taking, places.words));
    numbers.set(key, known);
    return known;
  };
  const classOf = (rune: number): number => {
    const number = rune >>> 8;
    let page = pages[number];
    if (!page) {
      page = new Int16Array(PAGE).fill(UNKNOWN);
      pages[number] = page;
    }
    const known = page[rune & (PAGE - 1)] ?? UNKNOWN;
    if (known !== UNKNOWN) return known;
    const found = classify(rune);
    page[rune & (PAGE - 1)] = found;
    return found;
  };
  return { classOf, allowed };
}

/** Places that take the same characters. */
interface Kind {
  readonly number: number;
  readonly one: Instruction;
  readonly bits: Int32Array;
}

function distinctKinds({ instructions, words }: Places): readonly Kind[] {
  const kinds = new Map<string, Kind>();
  for (const [place, one] of instructions.entries()) {
    const key = `${one.op}:${one.arg}:${Array.from(one.runes).join()}`;
    const kind = kinds.get(key) ?? { number: kinds.size, one, bits: new Int32Array(words) };
    kind.bits[place >>> 5] = (kind.bits[place >>> 5] ?? 0) | (1 << (place & 31));
    kinds.set(key, kind);
  }
  return [...kinds.values()];
}

function joined(kinds: readonly Kind[], words: number): Int32Array {
  const all = new Int32Array(words);
  for (const { bits } of kinds)
    for (let word = 0; word < words; word++) all[word] = (all[word] ?? 0) | (bits[word] ?? 0);
  return all;
}
