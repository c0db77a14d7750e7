import type { FindingQuery, FindingStore, FindingSummary } from '#ports/finding-store';

const PAGE = 1000;

export interface PagedRange {
  /** `firstSeen` in [from, to], ISO 8601 UTC. */
  readonly from?: string;
  readonly to: string;
}

/** Hands every finding of one access pattern to `take`, at most `mostPages` thousand; answers whether some were left. */
export async function readPages(
  store: Pick<FindingStore, 'query'>,
  query: FindingQuery,
  range: PagedRange,
  mostPages: number,
  take: (finding: FindingSummary) => void,
): Promise<boolean> {
  let cursor: string | undefined;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page = await store.query(query, {
      limit: PAGE,
      ...range,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const finding of page.findings) take(finding);
    cursor = page.cursor;
    if (cursor === undefined) return false;
  }
  return true;
}
