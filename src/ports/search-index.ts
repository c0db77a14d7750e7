import type { SearchBody, SearchFamily } from '#core/search/document';
import type { EpochMs } from '#core/time';

/** What is looked for. */
export interface SearchQuery {
  /** Lucene query syntax, as far as the index knows it; `*` for everything. */
  readonly query: string;
  readonly families: readonly SearchFamily[];
  /** `@timestamp` in [since, until]. */
  readonly since?: EpochMs;
  readonly until?: EpochMs;
}

export interface SearchHit {
  readonly id: string;
  readonly family: SearchFamily;
  readonly body: SearchBody;
}

/** Where documents are looked for. */
export interface SearchIndex {
  /**
   * Goes through what is found, newest first, each document once; the caller stops when it has enough.
   *
   * Throws `TH_USAGE` for a query that the index does not understand, naming what it is about, and `TH_SEARCH_READ`
   * where it can't be asked.
   */
  readonly search: (query: SearchQuery) => AsyncIterable<SearchHit>;
}
