import { ByteWindow } from './byte-window.ts';
import { ValueScanner } from './value-scanner.ts';

/**
 * Where reading stands in a stream that comes in chunks, and the value it is in.
 *
 * Positions are indexes into `window.bytes` and move with them; what has to outlast an `append` is kept as an offset.
 */
export class ValueCursor {
  readonly window: ByteWindow;
  /** The next byte to read. */
  pos = 0;
  /** Where the value in hand begins. */
  start = 0;
  private readonly scanner = new ValueScanner();

  /** Stands at the first byte of a stream that begins at `offset`. */
  constructor(offset = 0) {
    this.window = new ByteWindow(offset);
  }

  /** Tells whether there is a byte to read. */
  get hasMore(): boolean {
    return this.pos < this.window.end;
  }

  /** The next byte; only while there is one. */
  get byte(): number | undefined {
    return this.window.bytes[this.pos];
  }

  /** Offset of the next byte in the stream. */
  get offset(): number {
    return this.window.base + this.pos;
  }

  /** Deepest nesting met in the value in hand. */
  get deepest(): number {
    return this.scanner.deepest;
  }

  /** Adds a copy of the chunk, and lets go of what lies before `keepFrom`. */
  append(chunk: Uint8Array, keepFrom: number): void {
    this.window.append(chunk, keepFrom);
    this.pos -= keepFrom;
    this.start -= keepFrom;
  }

  /** Begins a value at the next byte. */
  begin(): void {
    this.start = this.pos;
    this.scanner.reset();
  }

  /** Scans on in the value in hand; answers whether its end was found, and then stands behind it. */
  scanned(): boolean {
    const found = this.scanner.scan(this.window.bytes, this.pos, this.window.end);
    this.pos = found < 0 ? -1 - found : found;
    return found >= 0;
  }
}
