import { TrailhoundError } from '#core/errors';
import type { SearchBody, SearchDocument } from '#core/search/document';
import type { KeepingSettings } from '#core/search/index-template';
import type { Clock } from '#ports/clock';
import type { Log } from '#ports/log';
import type { SearchOutcome, SearchSink } from '#ports/search-sink';
import { batchPump } from './batch-pump.ts';
import { bulkLines } from './bulk-items.ts';
import { BULK_LIMITS, type BulkLimits, type Settled, type Waiting } from './bulk-queue.ts';
import { sendBatch } from './bulk-send.ts';
import { putTally } from './put-tally.ts';
import { isServerless, type SearchAuth } from './search-auth.ts';
import { searchHttp } from './search-http.ts';
import { type SinkPlace, sinkPlaces } from './sink-places.ts';

export type SearchSinkOptions = SinkPlace & {
  readonly url: URL;
  readonly auth: SearchAuth;
  readonly clock: Clock;
  readonly log: Log;
  /** In [0, 1): spreads repeated tries. Default: `Math.random`. */
  readonly random?: () => number;
  readonly keeping?: Partial<KeepingSettings>;
  /** Longest time that a document waits for others to travel with; at most a minute. Default: 1,000; 0: not at all. */
  readonly lingerMs?: number;
  /** How long one batch is tried. Default: a minute. */
  readonly patienceMs?: number;
  readonly limits?: BulkLimits;
  /** Bytes that may wait or be under way before `put` waits itself. Default: 32 MB. */
  readonly mostWaitingBytes?: number;
};

export const DEFAULT_KEEPING: KeepingSettings = { retentionDays: 30, replicas: 'auto' };
const DEFAULT_LINGER_MS = 1_000;
const MOST_LINGER_MS = 60_000;
const DEFAULT_PATIENCE_MS = 60_000;
const MOST_WAITING_BYTES = 32_000_000;
/** Room for the action line of a document beside its id and name. */
const ACTION_BYTES = 120;
const NOTHING: SearchOutcome = { written: 0, known: 0, refused: [] };

/**
 * Makes the sink of one search server. Nothing is asked of the server before the first `put`; then templates, policies
 * and indices are set up where they are missing or old. Where the server can't delete old indices by itself, the sink
 * does, every few hours while it is used.
 */
export function searchSink(options: SearchSinkOptions): SearchSink {
  const { auth, clock, log, limits = BULK_LIMITS, patienceMs = DEFAULT_PATIENCE_MS } = options;
  const random = options.random ?? Math.random;
  const http = searchHttp({ url: options.url, auth, clock, random });
  const places = sinkPlaces({
    ...{ http, clock, log, patienceMs, place: options },
    isServerless: isServerless(auth),
    keeping: { ...DEFAULT_KEEPING, ...options.keeping },
  });
  const sending = {
    ...{ http, clock, random, patienceMs, setUpAgain: places.forget },
    placeOf: ({ document }: Waiting) => places.of(document.index),
  };
  const pump = batchPump({
    ...{ clock, limits, send: (batch: readonly Waiting[]) => sendBatch(batch, sending) },
    lingerMs: Math.min(options.lingerMs ?? DEFAULT_LINGER_MS, MOST_LINGER_MS),
    mostWaitingBytes: options.mostWaitingBytes ?? MOST_WAITING_BYTES,
  });
  let isClosed = false;
  /** Calls that wait for room. */
  let waiting = 0;
  const flush = async (): Promise<void> => {
    do await pump.drain();
    while (waiting > 0);
  };

  const enqueue = (document: SearchDocument, settle: (fate: Settled) => void): void => {
    const whole = sizeOf(document, document.body);
    // Its safe form is bounded: better found by its first words than not at all.
    const isSafe = whole > limits.bytes && document.safeBody !== undefined;
    const bytes = isSafe && document.safeBody ? sizeOf(document, document.safeBody) : whole;
    if (bytes > limits.bytes) settle({ kind: 'refused', reason: `413 larger than ${limits.bytes} bytes` });
    else pump.add({ document, settle, bytes, isSafe, tries: 0 });
  };
  return {
    put: async (documents) => {
      if (isClosed) throw new TrailhoundError('TH_SEARCH_WRITE', 'the sink is closed');
      if (documents.length === 0) return NOTHING;
      // Not awaited where there is room: a flush right after this call must find the documents.
      waiting += 1;
      while (!pump.hasRoom()) await pump.oneDone();
      waiting -= 1;
      const tally = putTally(documents.length);
      for (const [place, document] of documents.entries())
        enqueue(document, tally.settler(place, document.id));
      pump.start();
      return tally.outcome();
    },
    flush,
    close: async () => {
      isClosed = true;
      await flush();
    },
  };
}

const sizeOf = (document: SearchDocument, body: SearchBody): number =>
  Buffer.byteLength(bulkLines(document, { name: '', shape: 'alias' }, body)) + ACTION_BYTES;
