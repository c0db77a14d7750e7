import type { SearchHit } from '#ports/search-index';

/** The newest of many hits, in memory for a few. */
export interface NewestHits {
  readonly add: (hit: SearchHit) => void;
  readonly end: () => { readonly hits: readonly SearchHit[]; readonly isCut: boolean };
}

/** Keeps the first `limit` by an order; sorts now and then, so that adding stays cheap. */
export function newestHits(limit: number, order: (a: SearchHit, b: SearchHit) => number): NewestHits {
  let kept: SearchHit[] = [];
  let isCut = false;
  const trim = (): void => {
    kept.sort(order);
    isCut ||= kept.length > limit;
    kept = kept.slice(0, limit);
  };
  return {
    add: (hit) => {
      kept.push(hit);
      if (kept.length > 2 * limit + 1_000) trim();
    },
    end: () => {
      trim();
      return { hits: kept, isCut };
    },
  };
}
