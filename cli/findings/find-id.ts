import { TrailhoundError } from '#core/errors';
import type { Finding } from '#core/finding';
import type { FindingStore } from '#ports/finding-store';
import { everyFinding } from './select-findings.ts';

/** Shorter pieces of an id would only match by luck. */
const SHORTEST = 4;
const LISTED = 5;

/**
 * Reads the finding that an id, or the beginning or the end of one, stands for.
 *
 * Throws `TH_STORE_NOT_FOUND` when no finding has it, and `TH_USAGE` when several have.
 */
export async function findById(store: FindingStore, typed: string): Promise<Finding> {
  // As a narrow table shows it.
  const given = typed.replace(/^…|…$/g, '');
  const exact = await store.get(given);
  if (exact) return exact;
  const similar: string[] = [];
  if (given.length >= SHORTEST) {
    for await (const { findingId } of everyFinding(store, {})) {
      if (findingId.startsWith(given) || findingId.endsWith(given)) similar.push(findingId);
    }
  }
  const [only, ...others] = similar;
  if (only !== undefined && others.length > 0) {
    const shown = similar.slice(0, LISTED);
    throw new TrailhoundError(
      'TH_USAGE',
      [`"${given}" stands for ${similar.length} findings:`, ...shown].join('\n'),
    );
  }
  const finding = only === undefined ? undefined : await store.get(only);
  if (!finding) throw new TrailhoundError('TH_STORE_NOT_FOUND', `there is no finding "${given}"`);
  return finding;
}
