import { SHORTEST_PART } from './file-rules.ts';

/** Numbers of rules. */
export type Numbers = readonly number[];

/** Finds parts of a folded text: the rules of each that is there, once, however often it is there. */
export type PartIndex = (text: string) => Iterable<Numbers>;

/** A part, found by three characters of it. */
interface Part {
  readonly text: string;
  /** Where in it they stand. */
  readonly offset: number;
  readonly numbers: Numbers;
}

/** Any number for three characters: different ones may share it. */
const hashAt = (text: string, at: number): number =>
  (text.charCodeAt(at) * 961 + text.charCodeAt(at + 1) * 31 + text.charCodeAt(at + 2)) & LAST_HASH;

const LAST_HASH = (1 << 14) - 1;

/**
 * Prepares many parts to be looked for at once: one pass over a text, whose cost hardly grows with the number of parts.
 *
 * Each part is filed under the three characters in it that fewest parts have.
 */
export function partIndex(parts: ReadonlyMap<string, Numbers>): PartIndex {
  if (parts.size === 0) return () => NOTHING;
  const uses = new Map<number, number>();
  for (const text of parts.keys())
    for (const at of placesIn(text)) uses.set(hashAt(text, at), (uses.get(hashAt(text, at)) ?? 0) + 1);
  const filed = new Map<number, Part[]>();
  // Most characters of a text are told by this alone.
  const isFiled = new Uint8Array(LAST_HASH + 1);
  for (const [text, numbers] of parts) {
    const usesAt = (at: number): number => uses.get(hashAt(text, at)) ?? 0;
    let offset = 0;
    for (const at of placesIn(text)) if (usesAt(at) < usesAt(offset)) offset = at;
    const hash = hashAt(text, offset);
    filed.set(hash, [...(filed.get(hash) ?? []), { text, offset, numbers }]);
    isFiled[hash] = 1;
  }
  return (text) => {
    const found = new Set<Numbers>();
    const end = text.length - SHORTEST_PART;
    for (let at = 0; at <= end; at++) {
      const hash = hashAt(text, at);
      if (isFiled[hash] !== 1) continue;
      for (const part of filed.get(hash) ?? [])
        if (text.startsWith(part.text, at - part.offset)) found.add(part.numbers);
    }
    return found;
  };
}

const NOTHING: readonly Numbers[] = [];
const placesIn = (text: string): Iterable<number> => new Array(text.length - SHORTEST_PART + 1).keys();
