import type { SearchDocument } from '#core/search/document';

/** A document that the server will never take as it is. */
export interface RefusedDocument {
  /** Place in the list that was put. */
  readonly place: number;
  readonly id: string;
  /** Kind of error as the server names it (`mapper_parsing_exception`) and the HTTP status; never its text, which quotes the document. */
  readonly reason: string;
}

/** What became of the documents of one `put`. */
export interface SearchOutcome {
  /** Documents that are there now because of this call. */
  readonly written: number;
  /** Documents that were there before, or in a newer version. */
  readonly known: number;
  readonly refused: readonly RefusedDocument[];
}

/**
 * Where documents go to be searched. Safe to repeat: a document is there once, in its newest version, however often
 * and in whatever order it is put.
 */
export interface SearchSink {
  /**
   * Resolves when the server has stored every document (a document it refuses is reported, and the others are stored).
   *
   * Documents of several calls travel together: a batch goes out when it is full or when the oldest document in it has
   * waited for the sink's `lingerMs`. A caller that waits for the answer has back-pressure; while too much is under way, the
   * call itself waits. Rejects with `TH_SEARCH_WRITE` or `TH_SEARCH_READ` when the server could not be reached in the time
   * allowed or does not let us in: some documents may be stored then, and putting all again is right.
   */
  readonly put: (documents: readonly SearchDocument[]) => Promise<SearchOutcome>;
  /** Sends what waits, and resolves when nothing is under way any more. Never rejects: each `put` is told. */
  readonly flush: () => Promise<void>;
  /** Takes nothing more, then flushes. */
  readonly close: () => Promise<void>;
}
