/**
 * How many different ids a set has: exact while they are few, then estimated. Plain JSON of at most 525 bytes.
 *
 * `ids`: up to 64 ids, sorted, one behind the other. `sketch`: a HyperLogLog of 512 registers, one character each.
 */
export type DistinctCount = { readonly ids: string } | { readonly sketch: string };

/** Characters of an id: 40 bits of a hash, in base 32. */
export const ID_LENGTH = 8;
const MAX_EXACT = 64;

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
/** 2^9 registers: the standard error of the estimate is 1.04 / sqrt(512) = 4.6%. */
const REGISTERS = 512;
const REGISTER_BITS = 9;
const ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);

/** Nothing counted yet. */
export const NONE_COUNTED: DistinctCount = { ids: '' };

/** Adds ids. Which came first, and how often, makes no difference. */
export function withIds(before: DistinctCount, added: readonly string[]): DistinctCount {
  if ('sketch' in before) return { sketch: sketched(before.sketch, added) };
  const ids = [...new Set([...split(before.ids), ...added])].sort();
  if (ids.length <= MAX_EXACT) return { ids: ids.join('') };
  return { sketch: sketched('a'.repeat(REGISTERS), ids) };
}

/**
 * How many there are.
 *
 * The estimate is that of P. Flajolet, É. Fusy, O. Gandouet, F. Meunier, "HyperLogLog: the analysis of a near-optimal
 * cardinality estimation algorithm", AofA 2007, with linear counting below 2.5 times the number of registers.
 */
export function countOf(count: DistinctCount): number {
  if ('ids' in count) return count.ids.length / ID_LENGTH;
  let sum = 0;
  let empty = 0;
  for (const register of count.sketch) {
    const rank = BASE32.indexOf(register);
    sum += 2 ** -rank;
    if (rank === 0) empty += 1;
  }
  const raw = (ALPHA * REGISTERS * REGISTERS) / sum;
  const isFew = raw <= 2.5 * REGISTERS && empty > 0;
  const estimate = isFew ? REGISTERS * Math.log(REGISTERS / empty) : raw;
  return Math.max(MAX_EXACT + 1, Math.round(estimate));
}

function split(ids: string): readonly string[] {
  return Array.from({ length: ids.length / ID_LENGTH }, (_, at) =>
    ids.slice(at * ID_LENGTH, (at + 1) * ID_LENGTH),
  );
}

function sketched(before: string, ids: readonly string[]): string {
  const registers = [...before];
  for (const id of ids) {
    // 10 bits choose among 1,024: the last of them goes to the rank. The other 30 are the rest of the rank.
    const head = digit(id, 0) * 32 + digit(id, 1);
    const register = head >> (10 - REGISTER_BITS);
    let bits = String(head & 1);
    for (let at = 2; at < ID_LENGTH; at += 1) bits += digit(id, at).toString(2).padStart(5, '0');
    const firstOne = bits.indexOf('1');
    const rank = firstOne < 0 ? bits.length : firstOne + 1;
    const letter = BASE32[Math.min(rank, 31)] ?? 'a';
    const known = registers[register] ?? 'a';
    if (BASE32.indexOf(letter) > BASE32.indexOf(known)) registers[register] = letter;
  }
  return registers.join('');
}

const digit = (id: string, at: number): number => Math.max(0, BASE32.indexOf(id[at] ?? 'a'));
