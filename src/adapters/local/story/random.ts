/** A small source of repeatable randomness: the same seed gives the same values for ever, on every machine. */
export interface Random {
  /** A number from 0 (included) to 1 (excluded). */
  next(): number;
  /** A whole number, both ends included. */
  int(low: number, high: number): number;
  /** One of the list. Throws a RangeError for an empty one. */
  pick<T>(list: readonly T[]): T;
  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean;
  /** Lower-case hexadecimal digits. */
  hex(digits: number): string;
  /** Capital letters and the digits 2 to 7, as AWS ids have them. */
  letters(count: number): string;
  /** A version 4 UUID. */
  uuid(): string;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Makes a `Random` from a seed and the name of what it is for, so that streams of one seed do not move together. */
export function seededRandom(seed: number, stream = ''): Random {
  const word = mulberry32(
    [...stream].reduce((mixed, c) => Math.imul(mixed ^ c.charCodeAt(0), 0x01000193), seed | 0),
  );
  const next = () => word() / 0x1_0000_0000;
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const hex = (digits: number): string => {
    let text = '';
    while (text.length < digits) text += word().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  };
  const letters = (count: number): string => {
    let text = '';
    for (let i = 0; i < count; i++) text += LETTERS.charAt(word() & 31);
    return text;
  };
  const pick = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new RangeError('Nothing to pick from an empty list.');
    return list[int(0, list.length - 1)] as T;
  };
  const uuid = (): string => {
    const h = hex(32);
    const variant = '89ab'.charAt(word() & 3);
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-${variant}${h.slice(17, 20)}-${h.slice(20)}`;
  };
  return { next, int, pick, chance: (probability) => next() < probability, hex, letters, uuid };
}

/** Yields 32-bit words; the public-domain generator known as mulberry32. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
