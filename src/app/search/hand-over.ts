import type { SearchDocument } from '#core/search/document';
import type { SearchQueue } from '#ports/search-queue';

/** Documents that are made and handed over at a time: a batch of any size needs the memory of one. */
const AT_A_TIME = 500;

/** What became of documents. */
export interface ShipReport {
  readonly shipped: number;
  readonly failed: number;
}

/** Makes a document of each, and hands them to the queue; counts what it did not take. Never rejects for the queue. */
export async function handOver<T>(
  items: readonly T[],
  documentOf: (item: T) => SearchDocument,
  queue: SearchQueue,
): Promise<ShipReport> {
  let [shipped, failed] = [0, 0];
  for (let at = 0; at < items.length; at += AT_A_TIME) {
    const documents = items.slice(at, at + AT_A_TIME).map(documentOf);
    const missed = await notTaken(documents, queue);
    shipped += documents.length - missed;
    failed += missed;
  }
  return { shipped, failed };
}

async function notTaken(documents: readonly SearchDocument[], queue: SearchQueue): Promise<number> {
  try {
    const { failed } = await queue.send(documents);
    return failed;
  } catch {
    return documents.length;
  }
}
