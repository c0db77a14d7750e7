import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TrailhoundError } from '#core/errors';
import type { ShippedRecord } from '#ports/intake';
import { readLines, toLines } from './intake-lines.ts';
import { openSegment, type SegmentFile } from './intake-segment.ts';

/** Records of one file of the spool, for one of its readers. */
export interface SpoolPart {
  readonly records: readonly ShippedRecord[];
  /** Lines that a fault of the disk has spoilt; they were acknowledged, so somebody has to know. */
  readonly damaged: number;
  /** Says that this reader needs them no more. The last one deletes the file. */
  readonly done: () => Promise<void>;
}

/**
 * Keeps records on disk from the moment they are acknowledged until everybody has processed them. What a crash left is
 * given out again, so that nothing acknowledged is lost; whoever reads must bear to see a record twice.
 */
export interface IntakeSpool {
  /** Resolves when the records are on disk, for good. Rejects with `TH_INTAKE_WRITE` when they are not. */
  readonly put: (records: readonly ShippedRecord[]) => Promise<void>;
  /** Whether so much waits that nothing more should be taken. */
  readonly isFull: () => boolean;
  /** Resolves when there is room. */
  readonly whenRoom: () => Promise<void>;
  /** The oldest part that a reader has not seen; waits for one. `undefined` when the spool is closed and all was read. */
  readonly next: (reader: string) => Promise<SpoolPart | undefined>;
  /** Takes nothing more. Readers get what is left, and then `undefined`. */
  readonly close: () => Promise<void>;
  /** Records found at the start: what a crash left. */
  readonly left: number;
}

export interface SpoolOptions {
  readonly folder: string;
  /** Who reads: each gets every record. */
  readonly readers: readonly string[];
  /** Bytes that may wait before the spool counts as full. */
  readonly maxBytes: number;
}

interface Segment {
  readonly path: string;
  bytes: number;
  readonly waiting: Set<string>;
  readonly given: Set<string>;
}

interface Waiting {
  readonly text: string;
  readonly kept: () => void;
  readonly failed: (cause: unknown) => void;
}

const NAME = /^(\d{12})\.ndjson$/;
/** A file is closed at this size, so that what is processed can be deleted. */
const SEGMENT_BYTES = 8 * 1024 * 1024;

/** Opens the spool of a folder, which is made where it is missing. One process at a time may have it. */
export async function openSpool(options: SpoolOptions): Promise<IntakeSpool> {
  await mkdir(options.folder, { recursive: true });
  const spool = new FileSpool(options);
  await spool.findLeft();
  return spool;
}

class FileSpool implements IntakeSpool {
  left = 0;
  private readonly options: SpoolOptions;
  private readonly segments: Segment[] = [];
  private active: { readonly file: SegmentFile; readonly segment: Segment } | undefined;
  private readonly queue: Waiting[] = [];
  private isWriting = false;
  private isClosed = false;
  private number = 0;
  private wakers: (() => void)[] = [];
  /** Readers that have nothing to do. */
  private idle = 0;

  constructor(options: SpoolOptions) {
    this.options = options;
  }

  async findLeft(): Promise<void> {
    const names = (await readdir(this.options.folder)).filter((name) => NAME.test(name)).sort();
    for (const name of names) {
      const path = join(this.options.folder, name);
      const { size } = await stat(path);
      if (size === 0) await rm(path, { force: true });
      else {
        this.segments.push(this.segmentAt(path, size));
        this.left += readLines(await readFile(path, 'utf8')).records.length;
      }
      this.number = Math.max(this.number, Number(NAME.exec(name)?.[1] ?? 0));
    }
  }

  put = (records: readonly ShippedRecord[]): Promise<void> => {
    if (this.isClosed)
      return Promise.reject(new TrailhoundError('TH_INTAKE_WRITE', 'the listener is stopping'));
    if (records.length === 0) return Promise.resolve();
    return new Promise((kept, failed) => {
      this.queue.push({ text: toLines(records), kept, failed });
      if (!this.isWriting) void this.write();
    });
  };

  isFull = (): boolean => this.backlog() >= this.options.maxBytes;

  whenRoom = async (): Promise<void> => {
    while (this.isFull() && !this.isClosed) await this.change();
  };

  next = async (reader: string): Promise<SpoolPart | undefined> => {
    for (;;) {
      const segment = await this.segmentFor(reader);
      if (segment) return this.partOf(segment, reader);
      if (this.isClosed && !this.isWriting && this.queue.length === 0 && !this.active) return undefined;
      this.idle += 1;
      await this.change();
      this.idle -= 1;
    }
  };

  close = async (): Promise<void> => {
    this.isClosed = true;
    while (this.isWriting) await this.change();
    await this.rotate();
    this.tell();
  };

  private backlog(): number {
    return this.segments.reduce((sum, { bytes }) => sum + bytes, 0) + (this.active?.segment.bytes ?? 0);
  }

  private segmentAt(path: string, bytes: number): Segment {
    return { path, bytes, waiting: new Set(this.options.readers), given: new Set() };
  }

  /** What came while the disk was busy is written, and synced, at once. */
  private async write(): Promise<void> {
    this.isWriting = true;
    while (this.queue.length > 0) {
      const batch = this.nextBatch();
      try {
        await this.append(batch.map(({ text }) => text).join(''));
        for (const { kept } of batch) kept();
      } catch (cause) {
        await this.rotate().catch(() => undefined);
        const error = new TrailhoundError('TH_INTAKE_WRITE', `${this.options.folder}: not written`, {
          cause,
        });
        for (const { failed } of batch) failed(error);
      }
      this.tell();
    }
    this.isWriting = false;
    this.tell();
  }

  /** Not all at once where much waits: a file must stay small enough to be read again. */
  private nextBatch(): readonly Waiting[] {
    let size = 0;
    let count = 0;
    for (const { text } of this.queue) {
      if (count > 0 && size + text.length > SEGMENT_BYTES) break;
      size += text.length;
      count += 1;
    }
    return this.queue.splice(0, count);
  }

  private async append(text: string): Promise<void> {
    const active = this.active ?? (await this.begin());
    active.segment.bytes += await active.file.append(text);
    // A reader that waits must not wait for ever while others go on writing.
    if (active.segment.bytes >= SEGMENT_BYTES || this.idle > 0) await this.rotate();
  }

  private async begin() {
    this.number += 1;
    const path = join(this.options.folder, `${String(this.number).padStart(12, '0')}.ndjson`);
    this.active = { file: await openSegment(path), segment: this.segmentAt(path, 0) };
    return this.active;
  }

  /** Closes the file that is written, so that it can be read and deleted. */
  private async rotate(): Promise<void> {
    const { active } = this;
    if (!active) return;
    this.active = undefined;
    if (active.segment.bytes > 0) this.segments.push(active.segment);
    await active.file.close();
    if (active.segment.bytes === 0) await rm(active.segment.path, { force: true });
  }

  private async segmentFor(reader: string): Promise<Segment | undefined> {
    const ready = () => this.segments.find(({ waiting, given }) => waiting.has(reader) && !given.has(reader));
    if (!ready() && !this.isWriting && (this.active?.segment.bytes ?? 0) > 0) await this.rotate();
    return ready();
  }

  private async partOf(segment: Segment, reader: string): Promise<SpoolPart> {
    segment.given.add(reader);
    const { records, damaged } = readLines(await readFile(segment.path, 'utf8'));
    return { records, damaged, done: () => this.finish(segment, reader) };
  }

  private async finish(segment: Segment, reader: string): Promise<void> {
    segment.waiting.delete(reader);
    if (segment.waiting.size > 0) return;
    await rm(segment.path, { force: true });
    this.segments.splice(this.segments.indexOf(segment), 1);
    this.tell();
  }

  private change(): Promise<void> {
    return new Promise((resolve) => this.wakers.push(resolve));
  }

  private tell(): void {
    const wakers = this.wakers;
    this.wakers = [];
    for (const wake of wakers) wake();
  }
}
