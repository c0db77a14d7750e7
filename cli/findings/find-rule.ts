import { TrailhoundError } from '#core/errors';
import type { FindingStore } from '#ports/finding-store';
import { everyFinding } from './select-findings.ts';

/**
 * Answers the id of the rule that is meant: by its id, or by its title in any case, as stored findings have it.
 *
 * What no finding has is answered as it is. Throws `TH_USAGE`, naming their ids, when several rules have the title.
 */
export async function findRule(store: Pick<FindingStore, 'query'>, given: string): Promise<string> {
  const { findings } = await store.query({ by: 'rule', ruleId: given }, { limit: 1 });
  if (findings.length > 0) return given;
  const title = given.toLowerCase();
  const ids = new Set<string>();
  for await (const { ruleId, ruleTitle } of everyFinding(store, {})) {
    if (ruleTitle.toLowerCase() === title) ids.add(ruleId);
  }
  const [only] = ids;
  if (only === undefined) return given;
  if (ids.size === 1) return only;
  throw new TrailhoundError(
    'TH_USAGE',
    [`${ids.size} rules are called "${given}"; name one by its id:`, ...ids].join('\n'),
  );
}
