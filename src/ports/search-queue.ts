import type { SearchDocument } from '#core/search/document';

/** Where documents wait for the function that writes them to the search server. */
export interface SearchQueue {
  /**
   * Hands documents over, at least once each. Resolves with how many could not be handed over after the queue's own
   * retries; rejects never for that.
   */
  readonly send: (documents: readonly SearchDocument[]) => Promise<{ readonly failed: number }>;
}
