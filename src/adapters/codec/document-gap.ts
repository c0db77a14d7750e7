import { NoiseCollector } from './noise-collector.ts';
import type { SplitLimits, SplitTarget } from './split-target.ts';
import type { ValueCursor } from './value-cursor.ts';

/** What begins at the cursor: an object, a bare list, a text that may hold an object; or more bytes are needed. */
export type Opening = 'object' | 'list' | 'text' | 'more';

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const NEWLINE = 0x0a;
/** White space, commas, byte order marks and the separator of JSON text sequences (RFC 7464). */
const SEPARATORS = new Set([0x20, 0x09, 0x0a, 0x0d, COMMA, 0x1e, 0xef, 0xbb, 0xbf]);

/** Passes over what lies between documents, and reports what of it is noise. */
export class DocumentGap {
  /** Set once something was lost: its closing brackets, which are still to come, are no noise. */
  passesClosers = false;
  private readonly cursor: ValueCursor;
  private readonly noise: NoiseCollector;
  private inNoise = false;
  /** Whether only blanks came since the line began, and whether that was so where the noise in hand began. */
  private atLineStart = true;
  private noiseBeganLine = false;

  constructor(cursor: ValueCursor, target: SplitTarget, { rawBytes }: SplitLimits) {
    this.cursor = cursor;
    this.noise = new NoiseCollector(rawBytes, target);
  }

  /** Goes on to the next document and tells what it is; stands at its first byte then. */
  next(): Opening {
    while (this.cursor.hasMore) {
      const opening = this.inNoise ? this.skipNoise() : this.pass();
      if (opening === undefined) continue;
      if (opening !== 'more') {
        this.noise.flush(this.noiseBeganLine);
        this.noiseBeganLine = false;
        this.atLineStart = false;
      }
      return opening;
    }
    return 'more';
  }

  /** Ends the stream in the gap: what is left is noise. */
  end(): void {
    this.takeNoise(this.cursor.window.end);
    this.noise.flush();
  }

  /** One byte on, if it is none of a document's; `undefined` where the gap goes on. */
  private pass(): Opening | undefined {
    const { cursor } = this;
    const { bytes, end } = cursor.window;
    const byte = bytes[cursor.pos] ?? 0;
    const closes = byte === CLOSE_BRACE || byte === CLOSE_BRACKET;
    if (SEPARATORS.has(byte) || (closes && this.passesClosers)) {
      cursor.pos += 1;
      if (byte === NEWLINE) this.endLine();
      return undefined;
    }
    if (byte === OPEN_BRACE) return 'object';
    if (byte === OPEN_BRACKET) return 'list';
    if (byte === QUOTE && cursor.pos + 1 >= end) return 'more';
    if (byte === QUOTE && bytes[cursor.pos + 1] === OPEN_BRACE) return 'text';
    this.inNoise = true;
    this.noiseBeganLine ||= this.atLineStart;
    this.atLineStart = false;
    return undefined;
  }

  private endLine(): void {
    this.atLineStart = true;
    this.noiseBeganLine = false;
    this.noise.lineEnd();
  }

  /** Up to the next line or object; what follows directly is added to it. */
  private skipNoise(): undefined {
    const { bytes, end } = this.cursor.window;
    let at = this.cursor.pos;
    while (at < end && bytes[at] !== NEWLINE && bytes[at] !== OPEN_BRACE) at += 1;
    this.takeNoise(at);
    this.inNoise = at >= end;
  }

  private takeNoise(to: number): void {
    const { cursor } = this;
    this.noise.add(cursor.offset, cursor.window.bytes.subarray(cursor.pos, to));
    cursor.pos = to;
  }
}
