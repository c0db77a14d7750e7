import { type Instruction, type Places, setBit } from './bit-program.ts';

/** Tells which places take a character: characters that the same places take are one class. */
export interface RuneClasses {
  readonly classOf: (rune: number) => number;
  /** By class, the places that take its characters. */
  readonly allowed: readonly Int32Array[];
  /** Where what any place takes begins or has just ended, in order: characters without case are alike from one to the next. */
  readonly edges: Int32Array;
}

/** Classes are remembered for so many neighbouring characters at once. */
const PAGE = 256;
const UNKNOWN = -1;

/** Sorts characters into classes as they are met. All of Unicode takes two megabytes, and most texts some hundred bytes. */
export function runeClasses(places: Places): RuneClasses {
  const pages: (Int16Array | undefined)[] = [];
  const { classify, allowed, edges } = classifier(distinctKinds(places), places.words);
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
  return { classOf, allowed, edges };
}

/**
 * Finds the class of a character. Asking every kind of place may be thousands of questions, so they are asked once for
 * all characters between two edges. Only letters are asked for by themselves: the edges of (?i) are not known.
 */
function classifier(kinds: readonly Kind[], words: number) {
  const edges = edgesOf(kinds);
  const byEdge = new Map<number, number>();
  const numbers = new Map<string, number>();
  const allowed: Int32Array[] = [];
  const ask = (rune: number): number => {
    const taking = kinds.filter(({ one }) => one.matchRune(rune));
    const key = taking.map(({ number }) => number).join();
    const known = numbers.get(key) ?? allowed.length;
    if (known === allowed.length) allowed.push(joined(taking, words));
    numbers.set(key, known);
    return known;
  };
  const classify = (rune: number): number => {
    if (hasCase(rune)) return ask(rune);
    const edge = edgeBefore(edges, rune);
    const known = byEdge.get(edge) ?? ask(rune);
    byEdge.set(edge, known);
    return known;
  };
  return { classify, allowed, edges };
}

function edgesOf(kinds: readonly Kind[]): Int32Array {
  const edges = new Set<number>();
  for (const { one } of kinds) {
    const ends = Array.from(one.runes);
    // A single character stands alone, and is first and last at once.
    for (let at = 0; at < ends.length; at += 2) {
      const first = ends[at] ?? 0;
      edges.add(first).add((ends[at + 1] ?? first) + 1);
    }
  }
  return Int32Array.from(edges).sort();
}

/** The number of edges up to a character. */
function edgeBefore(edges: Int32Array, rune: number): number {
  let from = 0;
  let to = edges.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((edges[middle] ?? 0) <= rune) from = middle + 1;
    else to = middle;
  }
  return from;
}

function hasCase(rune: number): boolean {
  const character = String.fromCodePoint(rune);
  return character.toLowerCase() !== character || character.toUpperCase() !== character;
}

/** Places that take the same characters. */
interface Kind {
  readonly number: number;
  readonly one: Instruction;
  readonly bits: Int32Array;
}

function distinctKinds({ instructions, words }: Places): readonly Kind[] {
  const kinds = new Map<string, Kind>();
  // Repeated places share what they take, which may be a thousand numbers.
  const written = new Map<Iterable<number>, string>();
  for (const [place, one] of instructions.entries()) {
    const runes = written.get(one.runes) ?? Array.from(one.runes).join();
    written.set(one.runes, runes);
    const key = `${one.op}:${one.arg}:${runes}`;
    const kind = kinds.get(key) ?? { number: kinds.size, one, bits: new Int32Array(words) };
    setBit(kind.bits, place);
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
