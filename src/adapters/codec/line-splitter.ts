import { ByteWindow } from './byte-window.ts';
import { isSpace } from './value-scanner.ts';

/** One line without its end and without white space around it. `bytes` is valid during the call only. */
export interface SplitLine {
  readonly bytes: Buffer;
  /** Of the first byte behind leading white space. */
  readonly offset: number;
  /** From 1. */
  readonly line: number;
}

/** A piece of a line that is too long to be held, as it came. `bytes` is valid during the call only. */
export interface LinePart extends SplitLine {
  readonly isLast: boolean;
}

export interface LineTarget {
  readonly line: (line: SplitLine) => void;
  /** The pieces of a line of more than the limit, in order; they are all of it. */
  readonly part: (part: LinePart) => void;
}

const NEWLINE = 0x0a;

/** Cuts a stream into lines, skipping empty ones; holds at most `maxBytes` and a chunk. */
export class LineSplitter {
  private readonly target: LineTarget;
  private readonly maxBytes: number;
  private readonly window: ByteWindow;
  private pos = 0;
  private line = 1;
  /** In a line that was too long: what was seen of it has been handed over. */
  private inParts = false;

  constructor(target: LineTarget, maxBytes: number, offset = 0) {
    this.target = target;
    this.maxBytes = maxBytes;
    this.window = new ByteWindow(offset);
  }

  /** Takes the next piece of the stream; it is copied. */
  push(chunk: Uint8Array): void {
    const searched = this.window.end - this.pos;
    this.window.append(chunk, this.pos);
    this.pos = 0;
    this.run(searched);
  }

  /** Tells that the stream is over: what is left is the last line. */
  end(): void {
    this.hand(this.window.end);
    this.pos = this.window.end;
  }

  private run(searched: number): void {
    const { bytes, end } = this.window;
    let newline = bytes.indexOf(NEWLINE, searched);
    while (newline !== -1 && newline < end) {
      this.hand(newline);
      this.line += 1;
      this.pos = newline + 1;
      newline = bytes.indexOf(NEWLINE, this.pos);
    }
    if (!this.inParts && end - this.pos <= this.maxBytes) return;
    this.inParts = true;
    this.part(end, false);
    this.pos = end;
  }

  /** Hands over the line, or the rest of it, that ends before `to`. */
  private hand(to: number): void {
    if (this.inParts || to - this.pos > this.maxBytes) {
      this.part(to, true);
      this.inParts = false;
      return;
    }
    const { bytes, base } = this.window;
    let first = this.pos;
    let last = to;
    while (first < last && isSpace(bytes[first])) first += 1;
    while (last > first && isSpace(bytes[last - 1])) last -= 1;
    if (first === last) return;
    this.target.line({ bytes: bytes.subarray(first, last), offset: base + first, line: this.line });
  }

  private part(to: number, isLast: boolean): void {
    const { bytes, base } = this.window;
    const piece = bytes.subarray(this.pos, to);
    this.target.part({ bytes: piece, offset: base + this.pos, line: this.line, isLast });
  }
}
