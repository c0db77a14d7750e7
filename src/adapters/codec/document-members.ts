import { DocumentShape } from './document-shape.ts';
import type { ValueCursor } from './value-cursor.ts';
import { isSpace } from './value-scanner.ts';

/** Why reading stopped: at a `list` to be opened, behind the `end` of the document, or for lack of bytes. */
export type MemberStop = 'list' | 'end' | 'more';

/** Before a `key`, in its text, before the `colon`, before the `value`, in the value of a `member`, at the start of a `list`. */
type State = 'key' | 'key-text' | 'colon' | 'value' | 'member' | 'list';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const LONGEST_KEY = 32;

/** Reads the members of a document that is an object, and stops at the lists that are to be opened. */
export class DocumentMembers {
  /** The member in hand; empty where its name is too long to be of interest. */
  key = '';
  readonly shape = new DocumentShape();
  private readonly cursor: ValueCursor;
  private readonly lists: ReadonlySet<string>;
  private state: State = 'key';

  constructor(cursor: ValueCursor, lists: ReadonlySet<string>) {
    this.cursor = cursor;
    this.lists = lists;
  }

  /** Begins a document at the brace the cursor stands at. */
  begin(): void {
    this.shape.reset();
    this.state = 'key';
    this.cursor.pos += 1;
  }

  /**
   * Reads on. At a `list`, `key` is its name and the cursor stands behind its bracket; behind the list, reading can go
   * on. Lists without elements are members like others.
   */
  read(): MemberStop {
    while (this.cursor.hasMore) {
      const stop = this.step();
      if (stop !== undefined) return stop;
    }
    return 'more';
  }

  /** Goes back to the list that was left unopened, as if it had just been met; answers `false` if there is none. */
  backToList(): boolean {
    const { unopened } = this.shape;
    if (unopened === undefined) return false;
    this.key = unopened.key;
    this.state = 'key';
    this.cursor.pos = unopened.offset + 1 - this.cursor.window.base;
    return true;
  }

  /** The first byte that reading on needs. */
  keepFrom(): number {
    const { start, pos } = this.cursor;
    return this.state === 'key-text' && pos - start <= LONGEST_KEY ? start : pos;
  }

  private step(): MemberStop | undefined {
    switch (this.state) {
      case 'key':
        return this.beginKey();
      case 'key-text':
        return this.endKey();
      case 'colon':
        return this.passColon();
      case 'value':
        return this.beginValue();
      case 'member':
        return this.endValue();
      case 'list':
        return this.beginList();
    }
  }

  private beginKey(): 'end' | undefined {
    const { byte } = this.cursor;
    if (byte === QUOTE) {
      this.begun('key-text');
    } else if (byte === CLOSE_BRACE || isSpace(byte) || byte === COMMA || byte === CLOSE_BRACKET) {
      this.cursor.pos += 1;
    } else {
      this.begun('member');
    }
    return byte === CLOSE_BRACE ? 'end' : undefined;
  }

  private endKey(): 'more' | undefined {
    const { cursor } = this;
    if (!cursor.scanned()) return 'more';
    const isShort = cursor.pos - cursor.start <= LONGEST_KEY;
    this.key = isShort ? cursor.window.bytes.toString('latin1', cursor.start + 1, cursor.pos - 1) : '';
    this.shape.sees(this.key);
    this.state = 'colon';
    return undefined;
  }

  private passColon(): undefined {
    const { byte } = this.cursor;
    if (byte === COLON) this.state = 'value';
    else if (!isSpace(byte)) this.state = 'key';
    if (byte === COLON || isSpace(byte)) this.cursor.pos += 1;
  }

  private beginValue(): 'list' | undefined {
    const { cursor, shape } = this;
    const { byte } = cursor;
    if (isSpace(byte)) {
      cursor.pos += 1;
    } else if (byte === COMMA || byte === CLOSE_BRACE) {
      this.state = 'key';
    } else if (byte !== OPEN_BRACKET || !this.lists.has(this.key)) {
      this.begun('member');
    } else if (shape.isLikeRecord()) {
      shape.unopened ??= { key: this.key, offset: cursor.offset };
      this.begun('member');
    } else {
      this.state = 'list';
      cursor.pos += 1;
    }
    return undefined;
  }

  /** A list without elements hides nothing, and what stands beside it may be a record. */
  private beginList(): 'list' | undefined {
    const { byte } = this.cursor;
    if (isSpace(byte)) {
      this.cursor.pos += 1;
      return undefined;
    }
    this.state = 'key';
    if (byte !== CLOSE_BRACKET) return 'list';
    this.shape.deepest = Math.max(this.shape.deepest, 1);
    this.cursor.pos += 1;
    return undefined;
  }

  private endValue(): 'more' | undefined {
    if (!this.cursor.scanned()) return 'more';
    this.shape.deepest = Math.max(this.shape.deepest, this.cursor.deepest);
    this.state = 'key';
    return undefined;
  }

  private begun(state: 'key-text' | 'member'): void {
    this.cursor.begin();
    this.state = state;
  }
}
