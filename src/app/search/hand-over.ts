import type { SearchDocument } from '#core/search/document';
import type { SearchQueue } from '#ports/search-queue';

/** Documents that are made and handed over at a time: a batch of any size needs the memory of one. */
export const AT_A_TIME = 500;

/** Hands documents to the queue; answers how many it did not take. Never rejects. */
export async function handOver(documents: readonly SearchDocument[], queue: SearchQueue): Promise<number> {
  try {
    const { failed } = await queue.send(documents);
    return failed;
  } catch {
    return documents.length;
  }
}
