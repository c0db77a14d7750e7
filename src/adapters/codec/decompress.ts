import { createGunzip } from 'node:zlib';
import { Meter, PackedInputError, stepsOf, type UnpackLimits } from './meter.ts';

/** A format that is not unpacked here. `format` names it. */
export class UnknownPackingError extends PackedInputError {
  readonly format: string;

  /** `inside` says what it lies packed in. */
  constructor(format: string, inside?: string) {
    super(`${inside ? `${inside} that holds ` : ''}a ${format} file, which is not read; unpack it first`);
    this.format = format;
  }
}

/** How a stream is packed, by its first bytes; `unsupported` names what can't be unpacked here. */
export type Packing =
  | { readonly kind: 'plain' | 'gzip' | 'zstd' | 'utf-16le' | 'utf-16be' }
  | { readonly kind: 'unsupported'; readonly name: string };

/** Packed bytes that are unpacked at a time: bounds what a bomb can put into memory before its size is checked. */
const GZIP_STEP = 4 * 1024;
const OUTPUT_CHUNK = 256 * 1024;
const HISTORY_BYTES = 1024 * 1024;

const UNSUPPORTED: readonly (readonly [name: string, magic: readonly number[]])[] = [
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27]],
  ['Parquet', [0x50, 0x41, 0x52, 0x31]],
];

const PRINTABLE_FIRST = 0x09;
const PRINTABLE_LAST = 0x7e;
/** Two characters of ASCII in UTF-16 without a byte order mark: every other byte is zero. */
const isUtf16 = (head: Uint8Array, isLittle: boolean): boolean =>
  [0, 2].every((at) => {
    const letter = head[isLittle ? at : at + 1] ?? 0;
    return head[isLittle ? at + 1 : at] === 0 && letter >= PRINTABLE_FIRST && letter <= PRINTABLE_LAST;
  });

/** Most bytes that `packingOf` looks at. */
export const MAGIC_BYTES = 5;

/** Tells by the first bytes, never by the name, how a stream is packed. */
export function packingOf(head: Uint8Array): Packing {
  if (head[0] === 0x1f && head[1] === 0x8b) return { kind: 'gzip' };
  if (isZstd(head)) return { kind: 'zstd' };
  if ((head[0] === 0xff && head[1] === 0xfe) || isUtf16(head, true)) return { kind: 'utf-16le' };
  if ((head[0] === 0xfe && head[1] === 0xff) || isUtf16(head, false)) return { kind: 'utf-16be' };
  const known = UNSUPPORTED.find(([, magic]) => magic.every((byte, at) => head[at] === byte));
  return known ? { kind: 'unsupported', name: known[0] } : { kind: 'plain' };
}

/** A frame, or one of the skippable frames that may stand before it (RFC 8878). */
function isZstd(head: Uint8Array): boolean {
  const first = head[0] ?? 0;
  const isFrame = first === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd;
  const isSkippable = (first & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18;
  return isFrame || isSkippable;
}

/**
 * Unpacks gzip, also of several members. Yields pieces as they come, so that what lies before damage is kept.
 *
 * Throws `PackedInputError` for damage, a cut-off end and bombs; at most a few megabytes are held at a time.
 */
export async function* gunzip(
  packed: AsyncIterable<Uint8Array>,
  limits: UnpackLimits,
): AsyncGenerator<Buffer> {
  const meter = new Meter('gzip', limits);
  const stream = new GunzipStream();
  const history = new History();
  try {
    for await (const chunk of packed) {
      for (const step of stepsOf(chunk, GZIP_STEP)) {
        const pieces = await stream.write(step);
        yield* meter.passing(stream.failure ? await salvage(history, step, pieces) : pieces, step.length);
        if (stream.failure) {
          throw new PackedInputError(`damaged gzip behind ${meter.unpacked} unpacked bytes`);
        }
        history.add(step);
      }
    }
    yield* meter.passing(await stream.end(), 0);
    if (stream.failure)
      throw new PackedInputError(`gzip that is cut off behind ${meter.unpacked} unpacked bytes`);
  } finally {
    stream.close();
  }
}

/** Node's decompressor, one step at a time. It never calls back for a write that fails, and keeps its output. */
class GunzipStream {
  failure: Error | undefined;
  private readonly unzip = createGunzip({ chunkSize: OUTPUT_CHUNK });
  private readonly closed: Promise<void>;
  private isOver = false;
  private ready: Buffer[] = [];

  constructor() {
    const { unzip } = this;
    unzip.on('data', (piece: Buffer) => this.ready.push(piece));
    unzip.on('error', (error) => {
      this.failure ??= error;
    });
    this.closed = new Promise((resolve) => {
      for (const over of ['end', 'error', 'close']) unzip.once(over, resolve);
    });
    void this.closed.then(() => {
      this.isOver = true;
    });
  }

  /** What this step unpacks to. Zeros behind the last member end the stream; what follows them is padding. */
  async write(step: Uint8Array): Promise<readonly Buffer[]> {
    if (this.isOver) return [];
    const written = new Promise<void>((resolve) => void this.unzip.write(step, () => resolve()));
    await Promise.race([written, this.closed]);
    return this.take();
  }

  async end(): Promise<readonly Buffer[]> {
    if (!this.isOver) this.unzip.end();
    await this.closed;
    return this.take();
  }

  close(): void {
    this.unzip.destroy();
  }

  private take(): readonly Buffer[] {
    const taken = this.ready;
    this.ready = [];
    return taken;
  }
}

/** The packed bytes so far, as long as they are few: most files of CloudTrail are smaller than this. */
class History {
  bytes: Buffer[] | undefined = [];
  private total = 0;

  add(step: Uint8Array): void {
    this.total += step.length;
    if (this.total > HISTORY_BYTES) this.bytes = undefined;
    else this.bytes?.push(Buffer.from(step));
  }
}

/** Unpacks what lies in a failed step before the damage, byte by byte: in one piece most is lost with the damage. */
async function salvage(
  history: History,
  failed: Uint8Array,
  otherwise: readonly Buffer[],
): Promise<readonly Buffer[]> {
  if (!history.bytes) return otherwise;
  const stream = new GunzipStream();
  for (const step of history.bytes) await stream.write(step);
  const saved: Buffer[] = [];
  for (const byte of stepsOf(failed, 1)) {
    saved.push(...(await stream.write(byte)));
    if (stream.failure) break;
  }
  stream.close();
  return saved;
}

/** Turns UTF-16, which PowerShell writes by default, into UTF-8. */
export async function* recode(
  chunks: AsyncIterable<Uint8Array>,
  from: 'utf-16le' | 'utf-16be',
): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(from);
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}
