import type { SearchHit } from '#ports/search-index';

/** What was found, newest first, and whether there is more. */
export interface Found {
  readonly hits: readonly SearchHit[];
  readonly isCut: boolean;
  /** Part of what was to be searched could not be. */
  readonly isPartial?: boolean;
}

/** Like a server: by `@timestamp`, then by id. */
export function newestFirst(a: SearchHit, b: SearchHit): number {
  const [first, second] = [String(a.body['@timestamp']), String(b.body['@timestamp'])];
  if (first !== second) return first < second ? 1 : -1;
  return a.id < b.id ? -1 : 1;
}

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
