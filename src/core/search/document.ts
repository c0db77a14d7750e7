/** What a document is about: each family has its own index, named `<prefix>-<family>`. */
export const SEARCH_FAMILIES = ['findings', 'events', 'logs'] as const;
export type SearchFamily = (typeof SEARCH_FAMILIES)[number];

export type SearchBody = { readonly [field: string]: unknown };

/** One document on its way to a search server. Plain JSON, so that it can travel through a queue. */
export interface SearchDocument {
  /** The same for every delivery of the same thing, at most 512 bytes: what makes writing twice harmless. */
  readonly id: string;
  readonly index: SearchFamily;
  /** Must hold `@timestamp`, ISO 8601 UTC. */
  readonly body: SearchBody;
  /**
   * Present for what changes (findings): the newer one wins, whichever comes first. Epoch milliseconds of the change.
   * Absent for what never changes (events, logs): the first one stays.
   */
  readonly version?: number;
  /** The same in a form that no mapping can refuse: sent where the server refuses `body` for a field's type. */
  readonly safeBody?: SearchBody;
  /** It is to be taken out; only for documents that have a `version`. */
  readonly isGone?: true;
}
