import type { Finding } from './finding.ts';

/** Up to this many events, their keys lie in the finding itself. */
export const INLINE_KEYS = 100;
/** Numbered pages of the state table that hold the keys of a finding with more events. */
export const PAGE_COUNT = 64;
/** Counting stops here, unless a rule stops sooner: the count then means "at least". Keeps every page under 64 KB. */
export const MAX_COUNTED = 200_000;

/** How many distinct events a finding has, and how they are told apart. */
export interface Tally {
  readonly count: number;
  readonly capped: boolean;
  readonly counted: Finding['counted'];
}

/** What has to be done before a tally is known: nothing, or adding keys to pages. */
export type CountPlan =
  | { readonly kind: 'known'; readonly tally: Tally }
  | {
      readonly kind: 'pages';
      readonly pages: ReadonlyMap<number, readonly string[]>;
      readonly before: readonly number[];
    };

/** The page, 0 to 63, that a key belongs to: a function of the key alone (FNV-1a). */
export function pageOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return ((hash >>> 16) ^ hash) & (PAGE_COUNT - 1);
}

/**
 * Plans how the keys of a delta are counted.
 *
 * Few events in all: their keys stay in the finding. Many: all of them go to pages, those of the finding too, so that
 * the outcome depends on how many there are and not on how they arrived. A capped finding takes no more keys.
 */
export function planCount(
  previous: Finding | undefined,
  keys: readonly string[],
  max = MAX_COUNTED,
): CountPlan {
  if (previous?.countCapped) return { kind: 'known', tally: cappedAt(previous.count) };
  if (previous && 'pages' in previous.counted) return paged(keys, previous.counted.pages, max);
  const inline = previous && 'keys' in previous.counted ? previous.counted.keys : [];
  const union = [...new Set([...inline, ...keys])].sort();
  if (union.length > INLINE_KEYS) return paged(union, [], max);
  return { kind: 'known', tally: { count: union.length, capped: false, counted: { keys: union } } };
}

/** The tally once keys were added: sizes only grow, so the larger of two observations of a page is the newer one. */
export function tallyPages(
  before: readonly number[],
  sizes: ReadonlyMap<number, number>,
  max = MAX_COUNTED,
): Tally {
  const pages = Array.from({ length: PAGE_COUNT }, (_, page) =>
    Math.max(before[page] ?? 0, sizes.get(page) ?? 0),
  );
  const count = pages.reduce((sum, size) => sum + size, 0);
  return count >= max ? cappedAt(max) : { count, capped: false, counted: { pages } };
}

/** Which keys were the last to be added depends on the order of arrival; so a capped finding names no pages. */
const cappedAt = (count: number): Tally => ({ count, capped: true, counted: { pages: [] } });

function paged(keys: readonly string[], before: readonly number[], max: number): CountPlan {
  const pages = new Map<number, string[]>();
  for (const key of keys.slice(0, max)) {
    const page = pageOf(key);
    const known = pages.get(page);
    if (known) known.push(key);
    else pages.set(page, [key]);
  }
  return { kind: 'pages', pages, before };
}
