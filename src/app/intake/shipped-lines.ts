import type { EpochMs } from '#core/time';
import type { ShippedRecord } from '#ports/intake';
import { partialLine, recordStream, recordText, textIn } from './record-text.ts';

/** A line of a log as a shipper brought it. */
export interface ShippedLine {
  readonly text: string;
  readonly at: EpochMs;
  readonly key: string;
  /** Its place among the lines of its stream in this batch. */
  readonly place: number;
}

/** The lines of one stream, in the order in which they came. */
export interface ShippedStream {
  /** The tag. */
  readonly group: string;
  readonly stream: string;
  readonly lines: readonly ShippedLine[];
}

/** Pieces of one line are put together up to this many characters. */
const MAX_JOINED = 262_144;

/**
 * Sorts records by tag and stream, and puts lines together that a container's runtime had cut into pieces. What is still
 * incomplete at the end of a batch is given as it is.
 */
export function shippedStreams(records: readonly ShippedRecord[]): readonly ShippedStream[] {
  const streams = new Map<string, StreamLines>();
  for (const shipped of records) {
    const stream = recordStream(shipped.record);
    const id = `${shipped.tag}\0${stream}`;
    const known = streams.get(id) ?? new StreamLines(shipped.tag, stream);
    streams.set(id, known);
    known.add(shipped);
  }
  return [...streams.values()].map((stream) => stream.all());
}

interface Pieces {
  readonly first: ShippedRecord;
  text: string;
}

class StreamLines {
  private readonly lines: ShippedLine[] = [];
  private readonly open = new Map<string, Pieces>();
  private readonly group: string;
  private readonly stream: string;

  constructor(group: string, stream: string) {
    this.group = group;
    this.stream = stream;
  }

  add(shipped: ShippedRecord): void {
    const piece = partialLine(shipped.record);
    const text = textIn(shipped.record);
    const pieces = piece && this.open.get(piece.id);
    if (!piece || text === undefined || (piece.isLast && !pieces)) {
      this.push(shipped, recordText(shipped.record));
      return;
    }
    const joined = pieces ?? { first: shipped, text: '' };
    if (joined.text.length + text.length <= MAX_JOINED) joined.text += text;
    if (!piece.isLast) this.open.set(piece.id, joined);
    else this.close(piece.id, joined);
  }

  all(): ShippedStream {
    for (const [id, pieces] of this.open) this.close(id, pieces);
    return { group: this.group, stream: this.stream, lines: this.lines };
  }

  private close(id: string, { first, text }: Pieces): void {
    this.open.delete(id);
    this.push(first, text);
  }

  private push({ at, key }: ShippedRecord, text: string): void {
    this.lines.push({ text, at, key, place: this.lines.length + 1 });
  }
}
