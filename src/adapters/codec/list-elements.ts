import type { SplitLimits, SplitTarget } from './split-target.ts';
import type { ValueCursor } from './value-cursor.ts';
import { isSpace } from './value-scanner.ts';

/** Why reading stopped: at an `element`, behind the list's `end`, at a `brace` that closes no list, for lack of bytes. */
export type ElementStop = 'element' | 'end' | 'brace' | 'more';

const COMMA = 0x2c;
const CLOSE_BRACE = 0x7d;
const CLOSE_BRACKET = 0x5d;
const NONE = -1;

/** Goes from element to element of a list, past those that nobody wants. */
export class ListElements {
  private readonly cursor: ValueCursor;
  private readonly target: SplitTarget;
  private readonly limits: SplitLimits;

  constructor(cursor: ValueCursor, target: SplitTarget, limits: SplitLimits) {
    this.cursor = cursor;
    this.target = target;
    this.limits = limits;
  }

  /** Goes on to the next element that is wanted, and begins it; or to whatever stands in its place. */
  next(): ElementStop {
    const { cursor } = this;
    while (cursor.hasMore) {
      const { byte } = cursor;
      if (isSpace(byte) || byte === COMMA) {
        cursor.pos += 1;
      } else if (byte === CLOSE_BRACKET) {
        cursor.pos += 1;
        return 'end';
      } else if (byte === CLOSE_BRACE) {
        return 'brace';
      } else if (!this.skipped()) {
        cursor.begin();
        return 'element';
      }
    }
    return 'more';
  }

  /** Passes over an element that lies here whole and that nobody wants; any other is read as if this had not been. */
  private skipped(): boolean {
    const { window, pos } = this.cursor;
    const end = Math.min(window.end, pos + this.limits.valueBytes);
    const behind = this.target.skip?.(window.bytes, pos, end) ?? NONE;
    if (behind === NONE) return false;
    this.cursor.pos = behind;
    return true;
  }
}
