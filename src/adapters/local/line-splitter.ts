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

export interface LineTarget {
  readonly line: (line: SplitLine) => void;
  /** A line of more than the limit; `bytes` is its start. */
  readonly tooLong: (line: SplitLine) => void;
}

const NEWLINE = 0x0a;

/** Cuts a stream into lines, skipping empty ones; holds at most `maxBytes` and a chunk. */
export class LineSplitter {
  private readonly target: LineTarget;
  private readonly maxBytes: number;
  private readonly window: ByteWindow;
  private pos = 0;
  private line = 1;
  /** In a line that was refused already: nothing of it is kept. */
  private skipping = false;

  constructor(target: LineTarget, maxBytes: number, offset = 0) {
    this.target = target;
    this.maxBytes = maxBytes;
    this.window = new ByteWindow(offset);
  }

  /** Takes the next piece of the stream; it is copied. */
  push(chunk: Uint8Array): void {
    const keep = this.skipping ? this.window.end : this.pos;
    const searched = this.window.end - keep;
    this.window.append(chunk, keep);
    this.pos = 0;
    this.run(searched);
  }

  /** Tells that the stream is over: what is left is the last line. */
  end(): void {
    if (!this.skipping) this.hand(this.pos, this.window.end);
    this.pos = this.window.end;
  }

  private run(searched: number): void {
    const { bytes, end } = this.window;
    let newline = bytes.indexOf(NEWLINE, searched);
    while (newline !== -1 && newline < end) {
      if (!this.skipping) this.hand(this.pos, newline);
      this.skipping = false;
      this.line += 1;
      this.pos = newline + 1;
      newline = bytes.indexOf(NEWLINE, this.pos);
    }
    if (this.skipping || end - this.pos <= this.maxBytes) return;
    this.refuse(this.pos);
    this.skipping = true;
  }

  private hand(from: number, to: number): void {
    if (to - from > this.maxBytes) {
      this.refuse(from);
      return;
    }
    const { bytes, base } = this.window;
    let first = from;
    let last = to;
    while (first < last && isSpace(bytes[first])) first += 1;
    while (last > first && isSpace(bytes[last - 1])) last -= 1;
    if (first === last) return;
    this.target.line({ bytes: bytes.subarray(first, last), offset: base + first, line: this.line });
  }

  private refuse(from: number): void {
    const { bytes, base } = this.window;
    const head = bytes.subarray(from, from + this.maxBytes);
    this.target.tooLong({ bytes: head, offset: base + from, line: this.line });
  }
}
