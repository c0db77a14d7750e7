/** One instruction of a compiled expression, as re2js has it (Go's regexp/syntax, whose design it follows). */
export interface Instruction {
  readonly op: number;
  readonly out: number;
  readonly arg: number;
  readonly runes: Iterable<number>;
  readonly matchRune: (rune: number) => boolean;
}

/** A compiled expression. */
export interface Program {
  readonly inst: readonly Instruction[];
  readonly start: number;
}

const ALT = 1;
const ALT_MATCH = 2;
const CAPTURE = 3;
const EMPTY_WIDTH = 4;
const MATCH = 6;
const NOP = 7;
const RUNE = 8;
const RUNE_ANY_NOT_NL = 11;

/** Places in an expression that take one character. */
export interface Places {
  /** Number of 32-bit words that a set of places needs. */
  readonly words: number;
  /** By instruction: which place it is, or -1. */
  readonly numbers: Int32Array;
  readonly instructions: readonly Instruction[];
}

/** Numbers the places of a program. */
export function placesOf({ inst }: Program): Places {
  const numbers = new Int32Array(inst.length).fill(-1);
  const instructions: Instruction[] = [];
  for (const [pc, one] of inst.entries()) {
    if (one.op < RUNE || one.op > RUNE_ANY_NOT_NL) continue;
    numbers[pc] = instructions.length;
    instructions.push(one);
  }
  return { words: Math.max(1, Math.ceil(instructions.length / 32)), numbers, instructions };
}

/** Places that may come next, and whether the expression may end. */
export interface Reach {
  readonly bits: Int32Array;
  readonly ends: boolean;
}

/** All that can be reached without taking a character, where `context` says what holds between two characters. */
export function reachFrom(program: Program, places: Places, pc: number, context: number): Reach {
  const bits = new Int32Array(places.words);
  const seen = new Uint8Array(program.inst.length);
  const pending = [pc];
  let ends = false;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const one = program.inst[next];
    if (!one || seen[next]) continue;
    seen[next] = 1;
    const place = places.numbers[next] ?? -1;
    if (place >= 0) setBit(bits, place);
    else if (one.op === MATCH) ends = true;
    else pending.push(...followers(one, context));
  }
  return { bits, ends };
}

/** What of that which holds between characters, such as the start of a line, decides anything. */
export const askedContext = ({ inst }: Program): number =>
  inst.reduce((asked, { op, arg }) => (op === EMPTY_WIDTH ? asked | arg : asked), 0);

function followers({ op, out, arg }: Instruction, context: number): readonly number[] {
  if (op === ALT || op === ALT_MATCH) return [arg, out];
  if (op === CAPTURE || op === NOP) return [out];
  return op === EMPTY_WIDTH && (arg & ~context) === 0 ? [out] : [];
}

/** Puts a place into a set. */
export function setBit(bits: Int32Array, place: number): void {
  const word = place >>> 5;
  bits[word] = (bits[word] ?? 0) | (1 << (place & 31));
}

/** Whether a set has a place. */
export const hasBit = (bits: Int32Array, place: number): boolean =>
  (((bits[place >>> 5] ?? 0) >>> (place & 31)) & 1) === 1;
