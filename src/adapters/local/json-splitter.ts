import { ENVELOPE_FIELDS, RECORD_FIELDS } from '#core/record-shape';
import { ByteWindow } from './byte-window.ts';
import { NoiseCollector } from './noise-collector.ts';
import type { SplitLimits, SplitTarget } from './split-target.ts';
import { isSpace, ValueScanner } from './value-scanner.ts';

/**
 * Where in the text the splitter stands: `between` documents, in `noise` that is none, before a `key`, in its text,
 * before the `colon`, before the `value`, in the value of a `member`, in a `list` between elements, in an `element`,
 * in something `oversize` that is only skipped.
 */
type Mode =
  | 'between'
  | 'noise'
  | 'key'
  | 'key-text'
  | 'colon'
  | 'value'
  | 'member'
  | 'list'
  | 'element'
  | 'oversize';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const NEWLINE = 0x0a;
/** White space, commas, byte order marks and the separator of JSON text sequences (RFC 7464). */
const BETWEEN_DOCUMENTS = new Set([0x20, 0x09, 0x0a, 0x0d, COMMA, 0x1e, 0xef, 0xbb, 0xbf]);
const ENVELOPE = new Set(ENVELOPE_FIELDS);
const LONGEST_KEY = 32;
/** Bytes that may be scanned again in any case. */
const RESCAN_FREE = 64 * 1024;
const NONE = -1;

/**
 * Cuts a stream of JSON into values without holding more than one of them: every element of the lists named
 * `lists`, every element of a bare list, and every other document whole.
 *
 * Documents may follow each other with or without anything between. Brackets are counted outside strings, so no text
 * inside a record can fake a border. A document that has the fields of a record before its list is handed over whole,
 * and opened only when it is too large for that. What is broken costs itself: behind it the search goes on at the next line that
 * begins an object. How the stream is cut into chunks makes no difference.
 *
 * One file, though long: each method is one state, and all of them move the same few positions.
 */
export class JsonSplitter {
  private readonly lists: ReadonlySet<string>;
  private readonly target: SplitTarget;
  private readonly limits: SplitLimits;
  private readonly window: ByteWindow;
  private readonly scanner = new ValueScanner();
  private readonly noise: NoiseCollector;

  private mode: Mode = 'between';
  private pos = 0;
  /** Where the key or element in hand begins. */
  private start = 0;
  /** Where the document begins, while it may still have to be handed over whole. */
  private document = NONE;
  private deepest = 0;
  /** The list in hand; `undefined` for a document that is a text. */
  private list: string | undefined;
  private listInObject = false;
  private key = '';
  /** Envelope fields of the document in hand. */
  private fields = new Set<string>();
  /** A list of this document that was not opened, because the document looks like a record. */
  private unopened: { readonly key: string; at: number } | undefined;
  /** What is being skipped: where it began in the stream, and its first bytes. */
  private skipping = { offset: 0, head: Buffer.alloc(0) };
  /** Where the search for the end of something oversize goes on. */
  private searchFrom = 0;
  private rescanned = 0;
  private recovered = false;

  constructor(lists: readonly string[], target: SplitTarget, limits: SplitLimits, offset = 0) {
    this.lists = new Set(lists);
    this.target = target;
    this.limits = limits;
    this.window = new ByteWindow(offset);
    this.noise = new NoiseCollector(limits.rawBytes, target);
  }

  /** Takes the next piece of the stream; it is copied. */
  push(chunk: Uint8Array): void {
    const keep = this.keepFrom();
    this.window.append(chunk, keep);
    this.pos -= keep;
    this.start -= keep;
    this.searchFrom -= keep;
    if (this.document !== NONE) this.document -= keep;
    if (this.unopened) this.unopened.at -= keep;
    do this.run();
    while (this.isTooLarge(this.document));
  }

  /**
   * Tells that the stream is over. `cause` says why, where that was not its proper end.
   *
   * Answers whether something was cut off, and so reported.
   */
  end(cause = 'cut off before its end'): boolean {
    let isCut = false;
    while (this.mode !== 'between' && this.mode !== 'noise' && this.mode !== 'oversize') {
      const from = this.unfinishedFrom();
      this.broken(cause, from, this.window.end);
      isCut = true;
      if (from === this.window.end || !this.recover(from + 1, this.window.end)) break;
      this.run();
    }
    if (this.mode === 'oversize') this.endOversize(this.window.end);
    if (this.mode === 'between' && this.pos < this.window.end) this.takeNoise(this.window.end);
    this.noise.flush();
    return isCut;
  }

  private keepFrom(): number {
    if (this.document !== NONE) return this.document;
    if (this.mode === 'element') return this.start;
    if (this.mode === 'key-text' && this.pos - this.start <= LONGEST_KEY) return this.start;
    return this.mode === 'oversize' ? Math.min(this.pos, this.searchFrom) : this.pos;
  }

  /** Start of what the end of the stream cuts off: a document or element, or nothing but the closing brackets. */
  private unfinishedFrom(): number {
    if (this.document !== NONE) return this.document;
    return this.mode === 'element' ? this.start : this.window.end;
  }

  private run(): void {
    while (this.pos < this.window.end && this.step());
  }

  /** Goes on to the next mode; answers `false` when that takes more bytes than there are. */
  private step(): boolean {
    switch (this.mode) {
      case 'between':
        return this.beginDocument();
      case 'noise':
        return this.skipNoise();
      case 'key':
        return this.beginKey();
      case 'key-text':
        return this.endKey();
      case 'colon':
        return this.passColon();
      case 'value':
        return this.beginMember();
      case 'member':
        return this.endMember();
      case 'list':
        return this.beginElement();
      case 'element':
        return this.endElement();
      case 'oversize':
        return this.skipOversize();
    }
  }

  private beginDocument(): boolean {
    const { bytes, end } = this.window;
    const byte = bytes[this.pos] ?? 0;
    const closes = byte === CLOSE_BRACE || byte === CLOSE_BRACKET;
    if (BETWEEN_DOCUMENTS.has(byte) || (closes && this.recovered)) {
      this.pos += 1;
    } else if (byte === OPEN_BRACE) {
      this.noise.flush();
      this.document = this.pos;
      this.deepest = 0;
      this.fields.clear();
      this.unopened = undefined;
      this.pos += 1;
      this.mode = 'key';
    } else if (byte === OPEN_BRACKET) {
      this.noise.flush();
      this.openList('list', false);
    } else if (byte === QUOTE && this.pos + 1 >= end) {
      return false;
    } else if (byte === QUOTE && bytes[this.pos + 1] === OPEN_BRACE) {
      this.noise.flush();
      this.list = undefined;
      this.begin('element');
    } else {
      this.mode = 'noise';
    }
    return true;
  }

  /** Up to the next line or object; what follows directly is added to it. */
  private skipNoise(): boolean {
    const { bytes, end } = this.window;
    let at = this.pos;
    while (at < end && bytes[at] !== NEWLINE && bytes[at] !== OPEN_BRACE) at += 1;
    this.takeNoise(at);
    if (at < end) this.mode = 'between';
    return at < end;
  }

  private takeNoise(to: number): void {
    this.noise.add(this.window.base + this.pos, this.window.bytes.subarray(this.pos, to));
    this.pos = to;
  }

  private beginKey(): boolean {
    const byte = this.window.bytes[this.pos];
    if (byte === CLOSE_BRACE) {
      this.pos += 1;
      this.endDocument();
    } else if (byte === QUOTE) {
      this.begin('key-text');
    } else if (isSpace(byte) || byte === COMMA || byte === CLOSE_BRACKET) {
      this.pos += 1;
    } else {
      this.begin('member');
    }
    return true;
  }

  private endKey(): boolean {
    if (!this.scanned()) return false;
    const isShort = this.pos - this.start <= LONGEST_KEY;
    this.key = isShort ? this.window.bytes.toString('latin1', this.start + 1, this.pos - 1) : '';
    if (ENVELOPE.has(this.key)) this.fields.add(this.key);
    this.mode = 'colon';
    return true;
  }

  private passColon(): boolean {
    const byte = this.window.bytes[this.pos];
    if (byte === COLON) this.mode = 'value';
    else if (!isSpace(byte)) this.mode = 'key';
    if (byte === COLON || isSpace(byte)) this.pos += 1;
    return true;
  }

  private beginMember(): boolean {
    const byte = this.window.bytes[this.pos];
    if (isSpace(byte)) {
      this.pos += 1;
    } else if (byte === OPEN_BRACKET && this.lists.has(this.key) && this.fields.size < RECORD_FIELDS) {
      if (!this.isTooLarge(this.document)) this.openList(this.key, true);
    } else if (byte === COMMA || byte === CLOSE_BRACE) {
      this.mode = 'key';
    } else {
      if (byte === OPEN_BRACKET && this.lists.has(this.key))
        this.unopened ??= { key: this.key, at: this.pos };
      this.begin('member');
    }
    return true;
  }

  private endMember(): boolean {
    if (!this.scanned()) return false;
    this.deepest = Math.max(this.deepest, this.scanner.deepest);
    this.mode = 'key';
    return true;
  }

  private endDocument(): void {
    const from = this.document;
    if (this.isTooLarge(from)) return;
    this.mode = 'between';
    this.document = NONE;
    if (from === NONE) {
      this.tellLostRecord();
      return;
    }
    this.list = undefined;
    this.hand(from, this.deepest + 1);
  }

  /** A record's own fields beside a list that was opened: the list was read, the record can't be any more. */
  private tellLostRecord(): void {
    if (this.fields.has('eventName') && this.fields.has('eventSource')) {
      this.broken('a record around a list of others: only the list was read', this.pos, this.pos);
    }
  }

  private beginElement(): boolean {
    const byte = this.window.bytes[this.pos];
    if (isSpace(byte) || byte === COMMA) {
      this.pos += 1;
    } else if (byte === CLOSE_BRACKET) {
      this.pos += 1;
      this.mode = this.listInObject ? 'key' : 'between';
    } else if (byte === CLOSE_BRACE) {
      this.broken('a list that is not closed', this.pos, this.pos);
      this.pos += 1;
      this.mode = 'between';
    } else {
      this.begin('element');
    }
    return true;
  }

  private endElement(): boolean {
    if (this.pos === this.start && this.skipped()) return true;
    const complete = this.scanned();
    if (this.isTooLarge(this.start)) return true;
    if (!complete) return false;
    this.mode = this.list === undefined ? 'between' : 'list';
    this.hand(this.start, this.scanner.deepest);
    return true;
  }

  /** Passes over an element that lies here whole and that nobody wants; any other is scanned as if this had not been. */
  private skipped(): boolean {
    if (this.list === undefined) return false;
    const end = Math.min(this.window.end, this.start + this.limits.valueBytes);
    const behind = this.target.skip?.(this.window.bytes, this.start, end) ?? NONE;
    if (behind === NONE) return false;
    this.pos = behind;
    this.mode = 'list';
    return true;
  }

  private openList(list: string, inObject: boolean): void {
    this.list = list;
    this.listInObject = inObject;
    this.document = NONE;
    this.pos += 1;
    this.mode = 'list';
  }

  private begin(mode: 'key-text' | 'member' | 'element'): void {
    this.start = this.pos;
    this.scanner.reset();
    this.mode = mode;
  }

  /** Scans on in the value in hand; answers whether its end was found. */
  private scanned(): boolean {
    const found = this.scanner.scan(this.window.bytes, this.pos, this.window.end);
    this.pos = found < 0 ? -1 - found : found;
    return found >= 0;
  }

  /** Hands a value over that ends here; if it is not JSON, goes back into it where another may begin. */
  private hand(from: number, deepest: number): void {
    const { bytes, base } = this.window;
    const value = { bytes: bytes.subarray(from, this.pos), offset: base + from, deepest };
    const isJson = this.target.value(this.list === undefined ? value : { ...value, list: this.list });
    if (!isJson) this.recover(from + 1, this.pos);
  }

  private broken(reason: string, from: number, to: number): void {
    this.target.broken(reason, this.window.base + from, this.window.bytes.subarray(from, to));
  }

  /**
   * Goes back to the first line behind `from` that begins an object, if there is one before `to`.
   *
   * A raw line break cannot stand inside a JSON string, so such a line is never text that a caller of AWS chose.
   */
  private recover(from: number, to: number): boolean {
    const brace = lineWithObject(this.window.bytes, from, to);
    const allowed = RESCAN_FREE + this.limits.rescanFactor * (this.window.base + to);
    if (brace === NONE || this.rescanned + to - brace > allowed) return false;
    this.rescanned += to - brace;
    this.recovered = true;
    this.document = NONE;
    this.pos = brace;
    this.mode =
      this.list !== undefined && (this.mode === 'list' || this.mode === 'element') ? 'list' : 'between';
    return true;
  }

  /** Refuses what began at `from` once it is larger than allowed, and goes on in or behind it. */
  private isTooLarge(from: number): boolean {
    const { valueBytes, rawBytes } = this.limits;
    if (from === NONE || this.pos - from <= valueBytes) return false;
    if (from === this.document && this.unopened) {
      this.pos = this.unopened.at;
      this.openList(this.unopened.key, true);
      return true;
    }
    const limit = from + valueBytes;
    const { bytes, base } = this.window;
    if (this.recover(from + 1, limit)) {
      this.broken(`more than ${valueBytes} bytes in one record (limit)`, from, limit);
      return true;
    }
    const head = Buffer.from(bytes.subarray(from, Math.min(limit, from + rawBytes)));
    this.skipping = { offset: base + from, head };
    if (this.document !== NONE) this.list = undefined;
    this.document = NONE;
    this.start = from;
    this.pos = from;
    this.scanner.reset();
    this.searchFrom = limit - 1;
    this.mode = 'oversize';
    return true;
  }

  /** To the end of the value or to the next line that begins an object, whichever comes first. */
  private skipOversize(): boolean {
    const { bytes, end } = this.window;
    const line = bytes.subarray(0, end).indexOf('\n{', Math.max(this.searchFrom, 0), 'latin1');
    const complete = this.scanned();
    const isCut = line !== NONE && (!complete || line < this.pos);
    if (!isCut && !complete) {
      this.searchFrom = Math.max(this.searchFrom, end - 1);
      return false;
    }
    this.endOversize(isCut ? line : this.pos);
    if (isCut) this.pos = line + 1;
    this.recovered = true;
    this.mode = this.list === undefined ? 'between' : 'list';
    return true;
  }

  /** Says how large it was, now that it is known. */
  private endOversize(to: number): void {
    const { offset, head } = this.skipping;
    const size = this.window.base + to - offset;
    const reason = `${size} bytes in one record, more than ${this.limits.valueBytes} (limit)`;
    this.target.broken(reason, offset, head, size);
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
