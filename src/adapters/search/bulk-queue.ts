import type { SearchDocument } from '#core/search/document';

/** One document that waits to be sent, or is under way. */
export interface Waiting {
  readonly document: SearchDocument;
  /** Called once, when it is decided. */
  readonly settle: (fate: Settled) => void;
  /** Size of its lines in bytes, about. */
  readonly bytes: number;
  /** The mapping has refused its body once: its safe form goes next. */
  isSafe: boolean;
  /** Times it came back. */
  tries: number;
}

export type Settled =
  | { readonly kind: 'written' | 'known' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly error: Error };

export interface BulkLimits {
  readonly documents: number;
  readonly bytes: number;
}

/** OpenSearch and Elasticsearch take 100 MB; Amazon's small domains 10 MB (OpenSearch Service quotas); half of that goes through everywhere. */
export const BULK_LIMITS: BulkLimits = { documents: 1_000, bytes: 5_000_000 };

/** Documents in the order in which they came, handed out in batches. */
export interface BulkQueue {
  readonly add: (waiting: Waiting) => void;
  /** Whether a batch is full. */
  readonly isFull: () => boolean;
  readonly isEmpty: () => boolean;
  /** Takes up to a full batch; empty when there is none. */
  readonly take: () => readonly Waiting[];
}

/** Makes an empty queue. */
export function bulkQueue(limits: BulkLimits): BulkQueue {
  let waiting: Waiting[] = [];
  let bytes = 0;
  return {
    add: (one) => {
      waiting.push(one);
      bytes += one.bytes;
    },
    isFull: () => waiting.length >= limits.documents || bytes >= limits.bytes,
    isEmpty: () => waiting.length === 0,
    take: () => {
      let size = 0;
      let count = 0;
      for (const one of waiting) {
        if (count >= limits.documents || (count > 0 && size + one.bytes > limits.bytes)) break;
        size += one.bytes;
        count += 1;
      }
      const batch = waiting.slice(0, count);
      waiting = waiting.slice(count);
      bytes -= size;
      return batch;
    },
  };
}
