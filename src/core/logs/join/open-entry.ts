import type { EpochMs } from '../../time.ts';
import type { LogEntry, LogLevel, LogLine } from '../log-entry.ts';
import { indentOf } from '../read/read-text.ts';
import { jsonSize, shortened } from './bounds.ts';
import type { LineView } from './line-view.ts';

/**
 * What may follow in an open entry. `plain`: indented lines; `head`: an exception was named, its trace may follow;
 * `message`: its text is on the next line; `trace`: frames were seen; `python`: a traceback that has not ended; `ended`:
 * one that has, another may be chained to it; `chain`: that was announced; `go`: goroutines; `source`: a place in the
 * code that Node.js could not run, the exception below it.
 */
export type Mode = 'plain' | 'head' | 'message' | 'trace' | 'python' | 'ended' | 'chain' | 'go' | 'source';

/** An entry whose end is not known yet: plain JSON. */
export interface OpenEntry {
  readonly lane: string;
  mode: Mode;
  /** Of its first line. */
  readonly level: LogLevel | null;
  readonly key: string;
  readonly at: EpochMs | null;
  readonly first: number;
  last: number;
  /** How many blanks its own text begins with, where a head stands before it. */
  readonly indent: number;
  /** Lines came with a head of their own. */
  isHeaded: boolean;
  /** How many lines the stream had when the entry was last added to. */
  touched: number;
  readonly head: string[];
  tail: string[];
  headSize: number;
  tailSize: number;
  /** Lines left out between head and tail. */
  dropped: number;
  /** Lines that belong to the entry if a frame follows them. */
  pending: LogLine[];
}

const HEAD_BYTES = 16_384;
const TAIL_BYTES = 6_144;
const HEAD_LINES = 800;
const TAIL_LINES = 190;

/** Begins an entry with its first line. */
export function openEntry(
  line: LogLine,
  lane: string,
  { level, content, isHeader }: LineView,
  mode: Mode,
): OpenEntry {
  const text = shortened(line.text);
  return {
    lane,
    mode,
    level: level ?? null,
    key: line.key,
    at: line.at ?? null,
    first: line.place,
    last: line.place,
    indent: isHeader ? indentOf(content) : 0,
    isHeaded: false,
    touched: 0,
    head: [text],
    tail: [],
    headSize: jsonSize(text),
    tailSize: 0,
    dropped: 0,
    pending: [],
  };
}

/** Adds a line: at the end of the head while that has room, then to a tail that drops its oldest lines. */
export function append(entry: OpenEntry, line: LogLine): void {
  entry.last = line.place;
  const text = shortened(line.text);
  const size = jsonSize(text);
  const isRoomy = entry.headSize + size <= HEAD_BYTES && entry.head.length < HEAD_LINES;
  if (entry.tail.length === 0 && entry.dropped === 0 && isRoomy) {
    entry.head.push(text);
    entry.headSize += size;
    return;
  }
  entry.tail.push(text);
  entry.tailSize += size;
  while (entry.tail.length > 1 && (entry.tailSize > TAIL_BYTES || entry.tail.length > TAIL_LINES)) {
    entry.tailSize -= jsonSize(entry.tail.shift() ?? '');
    entry.dropped += 1;
  }
}

/** Takes the undecided lines in: a frame has followed them. */
export function commitPending(entry: OpenEntry): void {
  for (const line of entry.pending) append(entry, line);
  entry.pending = [];
}

/** Bytes that an entry takes in the state. */
export const sizeOf = (entry: OpenEntry): number =>
  400 +
  jsonSize(entry.lane) +
  jsonSize(entry.key) +
  entry.headSize +
  entry.tailSize +
  entry.head.length +
  entry.tail.length +
  entry.pending.reduce((sum, line) => sum + 80 + jsonSize(line.text) + jsonSize(line.key), 0);

/** The entry as it is; lines that stay undecided are not part of it. */
export function closed(entry: OpenEntry): LogEntry {
  const cut = entry.dropped === 0 ? [] : [`… ${entry.dropped} lines left out …`];
  return {
    text: [...entry.head, ...cut, ...entry.tail].join('\n'),
    first: entry.first,
    last: entry.last,
    key: entry.key,
    ...(entry.at !== null && { at: entry.at }),
  };
}
