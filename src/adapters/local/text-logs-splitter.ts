const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** One line of a text, as it is: blanks are kept, because they tell what belongs to a stack trace. */
export interface TextLine {
  /** Without its end; bytes that are no UTF-8 become U+FFFD. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
  /** More bytes than are kept. */
  readonly isCut: boolean;
}

/** Cuts a stream of bytes into lines; of a line it keeps `maxBytes` at most. Ends are `\n` and `\r\n`. */
export class TextLineSplitter {
  private readonly maxBytes: number;
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: false });
  private parts: Buffer[] = [];
  private kept = 0;
  private isCut = false;
  private line = 1;
  private isEmpty = true;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** Takes the next piece and answers the lines that end in it. */
  push(chunk: Buffer): readonly TextLine[] {
    const lines: TextLine[] = [];
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      lines.push(this.take(chunk.subarray(from, at)));
      from = at + 1;
    }
    if (from < chunk.length) this.keep(chunk.subarray(from), true);
    return lines;
  }

  /** The last line, where it has no end. */
  end(): readonly TextLine[] {
    return this.isEmpty ? [] : [this.take(Buffer.alloc(0))];
  }

  private take(last: Buffer): TextLine {
    this.keep(last, false);
    const [only] = this.parts;
    const bytes = this.parts.length === 1 && only ? only : Buffer.concat(this.parts);
    const end = bytes.at(-1) === RETURN ? bytes.length - 1 : bytes.length;
    const found = { text: this.decoder.decode(bytes.subarray(0, end)), line: this.line, isCut: this.isCut };
    this.parts = [];
    this.kept = 0;
    this.isCut = false;
    this.isEmpty = true;
    this.line += 1;
    return found;
  }

  /** `isCopied`: the chunk is used again by whoever reads. */
  private keep(bytes: Buffer, isCopied: boolean): void {
    this.isEmpty = false;
    const room = this.maxBytes - this.kept;
    if (bytes.length > room) this.isCut = true;
    if (room <= 0 || bytes.length === 0) return;
    const piece = bytes.subarray(0, room);
    this.parts.push(isCopied ? Buffer.from(piece) : piece);
    this.kept += piece.length;
  }
}
