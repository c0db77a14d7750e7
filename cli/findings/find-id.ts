import { TrailhoundError } from '#core/errors';
import type { Finding } from '#core/finding';
import type { FindingStore } from '#ports/finding-store';
import { AdvisedError } from '../advised-error.ts';
import { everyFinding } from './select-findings.ts';

/** Shorter pieces of an id would only match by luck. */
const SHORTEST = 4;
const LISTED = 5;
/** Characters of the last part that lists show: a thousand million findings before two of a list are likely to share them. */
const SHOWN = 8;

/** The last part of an id: what tells findings of one window apart. */
const digestOf = (findingId: string): string => findingId.slice(findingId.lastIndexOf('-') + 1);

/** What lists show of an id, and `findById` takes: the beginning of its last part. */
export const shortId = (findingId: string): string => digestOf(findingId).slice(0, SHOWN);

/**
 * Reads the finding that an id stands for, or the beginning of one, or the beginning of an id's last part.
 *
 * Throws `TH_STORE_NOT_FOUND` when no finding has it, and `TH_USAGE`, naming the candidates, when several have.
 */
export async function findById(store: FindingStore, given: string): Promise<Finding> {
  if (given.length < SHORTEST) {
    const what = given === '' ? 'the id is empty' : `"${given}" is too short`;
    throw new AdvisedError('TH_USAGE', `${what}: give at least ${SHORTEST} characters of the id`);
  }
  const exact = await store.get(given);
  if (exact) return exact;
  const similar: string[] = [];
  for await (const { findingId } of everyFinding(store, {})) {
    if (findingId.startsWith(given) || digestOf(findingId).startsWith(given)) similar.push(findingId);
  }
  const [only, ...others] = similar;
  if (only !== undefined && others.length > 0) throw ambiguous(given, similar);
  const finding = only === undefined ? undefined : await store.get(only);
  if (!finding) throw new TrailhoundError('TH_STORE_NOT_FOUND', `there is no finding "${given}"`);
  return finding;
}

function ambiguous(given: string, similar: readonly string[]): TrailhoundError {
  const more = similar.length - LISTED;
  const lines = [...similar.slice(0, LISTED), ...(more > 0 ? [`and ${more} more`] : [])];
  return new TrailhoundError(
    'TH_USAGE',
    [`"${given}" stands for ${similar.length} findings:`, ...lines].join('\n'),
  );
}
