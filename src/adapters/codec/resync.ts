import type { ByteWindow } from './byte-window.ts';
import { isSpace } from './value-scanner.ts';

const QUOTE = 0x22;
const OPEN_BRACE = 0x7b;
const NEWLINE = 0x0a;
const NONE = -1;
/** Bytes that may be scanned again in any case. */
const RESCAN_FREE = 64 * 1024;

/**
 * Finds where reading can go on behind something broken: the next line that begins an object.
 *
 * A raw line break cannot stand inside a JSON string, so such a line is never text that a caller of AWS chose. Has a
 * budget, or a file of nothing but broken beginnings would be scanned over and over.
 */
export class Resync {
  private readonly rescanFactor: number;
  private rescanned = 0;

  /** `rescanFactor` says how often, on average, a byte may be scanned again. */
  constructor(rescanFactor: number) {
    this.rescanFactor = rescanFactor;
  }

  /** Index of the first such line's brace between `from` and `to`; -1 if there is none, or the budget is used up. */
  find({ bytes, base }: ByteWindow, from: number, to: number): number {
    // Not beyond: behind each of many small broken values, all that follows would be looked through.
    const brace = from < to ? lineWithObject(bytes.subarray(0, to), from, to) : NONE;
    const allowed = RESCAN_FREE + this.rescanFactor * (base + to);
    if (brace === NONE || this.rescanned + to - brace > allowed) return NONE;
    this.rescanned += to - brace;
    return brace;
  }
}

/** Index of the brace in the first line that begins, white space aside, with `{"`; -1 where there is none. */
function lineWithObject(bytes: Buffer, from: number, to: number): number {
  let at = bytes.indexOf(NEWLINE, from);
  while (at !== NONE && at < to) {
    while (at < to && isSpace(bytes[at])) at += 1;
    if (at + 1 < to && bytes[at] === OPEN_BRACE && bytes[at + 1] === QUOTE) return at;
    at = bytes.indexOf(NEWLINE, at);
  }
  return NONE;
}
