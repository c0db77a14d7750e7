import type { SplitLimits, SplitTarget } from './split-target.ts';
import type { ValueCursor } from './value-cursor.ts';

const NONE = -1;

/** Passes over a value that is too large to be held, and reports how large it was. */
export class OversizeSkip {
  private readonly cursor: ValueCursor;
  private readonly target: SplitTarget;
  private readonly limits: SplitLimits;
  /** Where the value began in the stream, and its first bytes. */
  private offset = 0;
  private head = Buffer.alloc(0);
  /** Offset at which the search for a line that begins an object goes on. */
  private searchFrom = 0;

  constructor(cursor: ValueCursor, target: SplitTarget, limits: SplitLimits) {
    this.cursor = cursor;
    this.target = target;
    this.limits = limits;
  }

  /** Begins with the value at `from`, of which more than `valueBytes` are there and hold no such line. */
  begin(from: number): void {
    const { valueBytes, rawBytes } = this.limits;
    const { bytes, base } = this.cursor.window;
    this.offset = base + from;
    this.head = Buffer.from(bytes.subarray(from, from + Math.min(valueBytes, rawBytes)));
    this.searchFrom = this.offset + valueBytes - 1;
    this.cursor.pos = from;
    this.cursor.begin();
  }

  /**
   * Goes on to the end of the value or to the next line that begins an object, whichever comes first; answers `false`
   * when that takes more bytes than there are.
   */
  pass(): boolean {
    const { cursor } = this;
    const { bytes, base, end } = cursor.window;
    const line = bytes.subarray(0, end).indexOf('\n{', Math.max(this.searchFrom - base, 0), 'latin1');
    const complete = cursor.scanned();
    const isCut = line !== NONE && (!complete || line < cursor.pos);
    if (!isCut && !complete) {
      this.searchFrom = Math.max(this.searchFrom, base + end - 1);
      return false;
    }
    this.end(isCut ? line : cursor.pos);
    if (isCut) cursor.pos = line + 1;
    return true;
  }

  /** Says how large it was, now that it is known to end at `to`. */
  end(to: number): void {
    const size = this.cursor.window.base + to - this.offset;
    const reason = `${size} bytes in one record, more than ${this.limits.valueBytes} (limit)`;
    this.target.broken(reason, this.offset, this.head, size);
  }

  /** The first byte that going on needs. */
  keepFrom(): number {
    return Math.min(this.cursor.pos, this.searchFrom - this.cursor.window.base);
  }
}
