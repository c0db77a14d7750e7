import type { Skim } from '#core/prefilter';
import { LISTS } from '#core/unwrap';
import type { ReadItem } from '#ports/read-item';
import { ItemCollector } from './item-collector.ts';
import { JsonSplitter } from './json-splitter.ts';
import { type LinePart, LineSplitter, type SplitLine } from './line-splitter.ts';
import { extensionOf, isLogName, isPackedName, isQuotingName } from './log-name.ts';
import { READ_LIMITS, type ReadLimits } from './read-limits.ts';
import { beginsLikeJson, isJsonLines, mayHoldRecords, SNIFF_BYTES } from './sniff.ts';
import { ValueScanner } from './value-scanner.ts';

/** Lines of more bytes than this are not held whole; no record of CloudTrail is as large. */
const LONG_LINE = 1024 * 1024;

/** The decoded bytes of one file on their way to items. How they are cut into pieces makes no difference. */
export interface RecordSplitter {
  readonly push: (chunk: Uint8Array) => void;
  /** Ends the file. `cause` says why, where it ended early; then that is one fault, with what it cut off. */
  readonly end: (cause?: string) => void;
  /** Ends a file that is in no format that can be read: passed over by kind, or a fault where a log was expected. */
  readonly refuse: (kind: string, cause: string) => void;
  /** Set once the file turned out to be no log: the rest need not be read. */
  readonly isDone: () => boolean;
  /** What has been found since the last time. */
  readonly take: () => readonly ReadItem[];
  /** The rest, after `end`. */
  readonly takeLast: () => readonly ReadItem[];
}

/** How the splitter goes about a file. */
export interface SplitterOptions {
  /**
   * Reads it whatever it begins with. Otherwise what neither begins like JSON nor shows signs of records is passed over,
   * unless its name is that of a log.
   */
  readonly isNamed: boolean;
  readonly limits: ReadLimits;
  /** Records that it finds clear are only counted. */
  readonly skim?: Skim | undefined;
  /** Tells whether the bytes were unpacked on their way here; asked when the first have come. */
  readonly isUnpacked?: () => boolean;
}

type Reader = Pick<RecordSplitter, 'push'> & { readonly end: (cause?: string) => boolean };

/** Makes the splitter of one file: looks at its beginning, then reads it as JSON lines or as documents. */
export function recordSplitter(file: string, options: SplitterOptions): RecordSplitter {
  const { isNamed, limits, skim, isUnpacked = () => false } = options;
  const collector = new ItemCollector(file, limits.rawBytes, skim);
  let head: Buffer[] = [];
  let headBytes = 0;
  let reader: Reader | undefined;
  let isDone = false;

  const isExpected = isNamed || isLogName(file);
  const fail = (reason: string): void => collector.broken(reason, 0, Buffer.alloc(0));

  const decide = (): void => {
    const all = Buffer.concat(head);
    const first = all.subarray(0, SNIFF_BYTES);
    head = [];
    if (all.length === 0) {
      if (isPackedName(file)) fail('empty where packed logs were expected');
      else collector.pass('empty file');
      isDone = true;
      return;
    }
    if (!isExpected && !beginsLikeJson(first) && (isQuotingName(file) || !mayHoldRecords(first))) {
      if (isPackedName(file) && !isUnpacked()) fail('neither packed, as its name says, nor JSON');
      else collector.pass(`not JSON (${extensionOf(file)})`);
      isDone = true;
      return;
    }
    reader = isJsonLines(first) ? lineReader(collector, limits) : documentReader(collector, limits);
    reader.push(all);
  };

  return {
    push: (chunk) => {
      if (isDone) return;
      if (reader) {
        reader.push(chunk);
        return;
      }
      head.push(Buffer.from(chunk));
      headBytes += chunk.length;
      if (headBytes >= SNIFF_BYTES) decide();
    },
    end: (cause) => {
      if (!reader && !isDone && (headBytes > 0 || cause === undefined)) decide();
      const isReported = reader?.end(cause) ?? (isDone && !isPackedName(file));
      if (cause !== undefined && !isReported) collector.broken(cause, headBytes, Buffer.alloc(0));
      isDone = true;
    },
    refuse: (kind, cause) => {
      if (isExpected || isPackedName(file)) fail(cause);
      else collector.pass(kind);
      isDone = true;
    },
    isDone: () => isDone,
    take: () => collector.take(),
    takeLast: () => collector.takeLast(),
  };
}

/** Splits bytes that are in memory already; for tests and small inputs. `chunkBytes` cuts them into pieces first. */
export function splitRecords(
  bytes: Uint8Array,
  options: {
    readonly file?: string;
    readonly limits?: Partial<ReadLimits>;
    readonly chunkBytes?: number;
    readonly skim?: Skim | undefined;
  } = {},
): readonly ReadItem[] {
  const { file = STDIN_NAME, chunkBytes = Math.max(bytes.length, 1) } = options;
  const splitter = recordSplitter(file, {
    isNamed: true,
    limits: { ...READ_LIMITS, ...options.limits },
    skim: options.skim,
  });
  for (let at = 0; at < bytes.length; at += chunkBytes) splitter.push(bytes.subarray(at, at + chunkBytes));
  splitter.end();
  return splitter.takeLast();
}

const STDIN_NAME = '-';

const documentReader = (collector: ItemCollector, limits: ReadLimits): Reader =>
  new JsonSplitter(LISTS, collector, limits);

/**
 * A line that is one value goes straight to the parser; any other is taken apart like a document. So is a long one, as
 * it comes: it may be a whole log file.
 */
function lineReader(collector: ItemCollector, limits: ReadLimits): Reader {
  const scanner = new ValueScanner();
  let cause: string | undefined;
  let isCut = false;
  let long: JsonSplitter | undefined;
  const isOneValue = ({ bytes, offset }: SplitLine): boolean => {
    if (collector.skipWhole(bytes)) return true;
    scanner.reset();
    if (scanner.scan(bytes, 0, bytes.length) !== bytes.length) return false;
    return collector.offer({ bytes, offset, deepest: scanner.deepest });
  };
  const part = ({ bytes, offset, line, isLast }: LinePart): void => {
    collector.line = line;
    long ??= new JsonSplitter(LISTS, collector, limits, offset);
    long.push(bytes);
    if (!isLast) return;
    isCut = long.end(cause) && cause !== undefined;
    long = undefined;
  };
  const line = (whole: SplitLine): void => {
    collector.line = whole.line;
    if (!isOneValue(whole)) part({ ...whole, isLast: true });
  };
  const lines = new LineSplitter({ line, part }, Math.min(limits.valueBytes, LONG_LINE));
  return {
    push: (chunk) => lines.push(chunk),
    end: (why) => {
      cause = why;
      lines.end();
      return isCut;
    },
  };
}
