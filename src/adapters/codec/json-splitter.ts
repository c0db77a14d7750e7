import { DocumentGap } from './document-gap.ts';
import { DocumentMembers } from './document-members.ts';
import { ListElements } from './list-elements.ts';
import { OversizeSkip } from './oversize-skip.ts';
import { Resync } from './resync.ts';
import type { SplitLimits, SplitTarget } from './split-target.ts';
import { ValueCursor } from './value-cursor.ts';

/**
 * Where in the text the splitter stands: `between` documents, among the `members` of one, in a `list` between
 * elements, in an `element`, in something `oversize` that is only skipped. A document that is a text is an element
 * of no list.
 */
type Mode = 'between' | 'members' | 'list' | 'element' | 'oversize';

const NONE = -1;

/**
 * Cuts a stream of JSON into values without holding more than one of them: every element of the lists named
 * `lists`, every element of a bare list, and every other document whole.
 *
 * Documents may follow each other with or without anything between. Brackets are counted outside strings, so no text
 * inside a record can fake a border. A document that has the fields of a record before its list is handed over whole,
 * and opened only when it is too large for that. What is broken costs itself: behind it the search goes on at the next
 * line that begins an object. How the stream is cut into chunks makes no difference.
 *
 * Each part goes on in one place, moves the one cursor, and says where it stopped; only what that means for the
 * document in hand is decided here. Longer than most files, because every such decision sets the same few fields.
 */
export class JsonSplitter {
  private readonly target: SplitTarget;
  private readonly limits: SplitLimits;
  private readonly cursor: ValueCursor;
  private readonly gap: DocumentGap;
  private readonly members: DocumentMembers;
  private readonly elements: ListElements;
  private readonly oversize: OversizeSkip;
  private readonly resync: Resync;

  private mode: Mode = 'between';
  /** Offset at which the document begins, while it may still have to be handed over whole. */
  private document = NONE;
  /** The list in hand; `undefined` for a document that is a text. */
  private list: string | undefined;
  private listInObject = false;

  constructor(lists: readonly string[], target: SplitTarget, limits: SplitLimits, offset = 0) {
    this.target = target;
    this.limits = limits;
    this.cursor = new ValueCursor(offset);
    this.gap = new DocumentGap(this.cursor, target, limits);
    this.members = new DocumentMembers(this.cursor, new Set(lists));
    this.elements = new ListElements(this.cursor, target, limits);
    this.oversize = new OversizeSkip(this.cursor, target, limits);
    this.resync = new Resync(limits.rescanFactor);
  }

  /** Takes the next piece of the stream; it is copied. */
  push(chunk: Uint8Array): void {
    this.cursor.append(chunk, this.keepFrom());
    do this.run();
    while (this.isDocumentTooLarge());
  }

  /**
   * Tells that the stream is over. `cause` says why, where that was not its proper end.
   *
   * Answers whether something was cut off, and so reported.
   */
  end(cause = 'cut off before its end'): boolean {
    const { window } = this.cursor;
    let isCut = false;
    while (this.mode !== 'between' && this.mode !== 'oversize') {
      const from = this.held() ?? window.end;
      this.broken(cause, from, window.end);
      isCut = true;
      if (from === window.end || !this.recover(from + 1, window.end)) break;
      this.run();
    }
    if (this.mode === 'oversize') this.oversize.end(window.end);
    if (this.mode === 'between') this.gap.end();
    return isCut;
  }

  /** The first byte that going on needs. */
  private keepFrom(): number {
    if (this.mode === 'oversize') return this.oversize.keepFrom();
    return this.held() ?? (this.mode === 'members' ? this.members.keepFrom() : this.cursor.pos);
  }

  /** Where the document or element begins that is held until it is whole; nothing else is. */
  private held(): number | undefined {
    if (this.document !== NONE) return this.document - this.cursor.window.base;
    return this.mode === 'element' ? this.cursor.start : undefined;
  }

  private run(): void {
    while (this.cursor.hasMore && this.step());
  }

  /** Goes on to the next mode; answers `false` when that takes more bytes than there are. */
  private step(): boolean {
    switch (this.mode) {
      case 'between':
        return this.beginDocument();
      case 'members':
        return this.readMembers();
      case 'list':
        return this.beginElement();
      case 'element':
        return this.endElement();
      case 'oversize':
        return this.skipOversize();
    }
  }

  private beginDocument(): boolean {
    const opening = this.gap.next();
    if (opening === 'object') {
      this.document = this.cursor.offset;
      this.members.begin();
      this.mode = 'members';
    } else if (opening === 'list') {
      this.cursor.pos += 1;
      this.openList('list', false);
    } else if (opening === 'text') {
      this.list = undefined;
      this.cursor.begin();
      this.mode = 'element';
    }
    return opening !== 'more';
  }

  private readMembers(): boolean {
    const stop = this.members.read();
    if (stop === 'more') return false;
    if (this.isDocumentTooLarge()) return true;
    if (stop === 'list') this.openList(this.members.key, true);
    else this.endDocument();
    return true;
  }

  private endDocument(): void {
    const { document, members } = this;
    this.mode = 'between';
    this.document = NONE;
    if (document !== NONE) {
      this.list = undefined;
      this.hand(document - this.cursor.window.base, members.shape.deepest + 1);
    } else if (members.shape.isEvent()) {
      // Its list was read already, so the record around it can't be any more.
      this.broken('a record around a list of others: only the list was read');
    } else if (members.shape.isWrapping()) {
      this.broken('a wrapping beside a list: only the list was read');
    }
  }

  private beginElement(): boolean {
    const stop = this.elements.next();
    if (stop === 'element') {
      this.mode = 'element';
    } else if (stop === 'end') {
      this.mode = this.listInObject ? 'members' : 'between';
    } else if (stop === 'brace') {
      this.broken('a list that is not closed');
      this.cursor.pos += 1;
      this.mode = 'between';
    }
    return stop !== 'more';
  }

  private endElement(): boolean {
    const { cursor } = this;
    const complete = cursor.scanned();
    if (cursor.pos - cursor.start > this.limits.valueBytes) {
      this.refuse(cursor.start);
      return true;
    }
    if (!complete) return false;
    this.mode = this.list === undefined ? 'between' : 'list';
    this.hand(cursor.start, cursor.deepest);
    return true;
  }

  private skipOversize(): boolean {
    if (!this.oversize.pass()) return false;
    this.gap.passesClosers = true;
    this.mode = this.list === undefined ? 'between' : 'list';
    return true;
  }

  private openList(list: string, inObject: boolean): void {
    this.list = list;
    this.listInObject = inObject;
    this.document = NONE;
    this.mode = 'list';
  }

  /** Hands a value over that ends here; if it is not JSON, goes back into it where another may begin. */
  private hand(from: number, deepest: number): void {
    const { window, pos } = this.cursor;
    const value = { bytes: window.bytes.subarray(from, pos), offset: window.base + from, deepest };
    const isJson = this.target.value(this.list === undefined ? value : { ...value, list: this.list });
    if (!isJson) this.recover(from + 1, pos);
  }

  private broken(reason: string, from = this.cursor.pos, to = from): void {
    const { bytes, base } = this.cursor.window;
    this.target.broken(reason, base + from, bytes.subarray(from, to));
  }

  /** Goes back to the first line behind `from` that begins an object, if there is one before `to`. */
  private recover(from: number, to: number): boolean {
    const brace = this.resync.find(this.cursor.window, from, to);
    if (brace === NONE) return false;
    const inList = this.list !== undefined && (this.mode === 'list' || this.mode === 'element');
    this.gap.passesClosers = true;
    this.document = NONE;
    this.cursor.pos = brace;
    this.mode = inList ? 'list' : 'between';
    return true;
  }

  /** Opens or refuses the document in hand once it is larger than allowed, and goes on in or behind it. */
  private isDocumentTooLarge(): boolean {
    const { cursor, document } = this;
    if (document === NONE || cursor.offset - document <= this.limits.valueBytes) return false;
    if (this.members.backToList()) this.openList(this.members.key, true);
    else this.refuse(document - cursor.window.base);
    return true;
  }

  /** Goes on in what began at `from` and is larger than allowed, or behind it. */
  private refuse(from: number): void {
    const { valueBytes } = this.limits;
    const limit = from + valueBytes;
    if (this.recover(from + 1, limit)) {
      this.broken(`more than ${valueBytes} bytes in one record (limit)`, from, limit);
      return;
    }
    if (this.document !== NONE) this.list = undefined;
    this.document = NONE;
    this.oversize.begin(from);
    this.mode = 'oversize';
  }
}
