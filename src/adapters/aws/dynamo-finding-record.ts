import { planCount, tallyPages } from '#core/counting';
import type { Finding } from '#core/finding';
import { type FindingDelta, laterExpiry, type MergeSettings, mergeDelta } from '#core/merge';
import type { Recorded } from '#ports/finding-store';
import { getAll, mapPool, untilDone } from './dynamo-calls.ts';
import { eventPages, keepPages } from './dynamo-event-pages.ts';
import { findingOf } from './dynamo-finding-item.ts';
import { type FindingTable, getFinding, putFinding } from './dynamo-finding-table.ts';

const FINDINGS_AT_ONCE = 8;

/**
 * Counts deltas into the findings table: one read for up to 100 findings, and one write for each that changes.
 *
 * A finding with many events takes one more write for each page that its keys fall on. Pages come first: if the
 * process dies between them and the finding, the next delivery of the same events sees more keys on the pages than
 * the finding counts, and does everything that growth asks for.
 */
export async function recordDeltas(
  table: FindingTable,
  deltas: readonly FindingDelta[],
  settings: MergeSettings,
): Promise<readonly Recorded[]> {
  const ids = [...new Set(deltas.map((delta) => delta.findingId))];
  const keys = ids.map((findingId) => ({ findingId }));
  const items = await getAll(table.db, table.findingsTable, keys, table.patience);
  const known = new Map(items.map(findingOf).map((finding) => [finding.findingId, finding]));
  return mapPool(deltas, FINDINGS_AT_ONCE, (delta) =>
    recordDelta(table, delta, settings, known.get(delta.findingId)),
  );
}

async function recordDelta(
  table: FindingTable,
  delta: FindingDelta,
  settings: MergeSettings,
  known: Finding | undefined,
): Promise<Recorded> {
  const { findingId } = delta;
  const { maxCounted } = delta.rule;
  const keys = delta.events.map((event) => event.key);
  const addToPages = eventPages(table.db, table.stateTable, findingId, laterExpiry(known, settings));
  let previous = known;
  let isRepeat: boolean | undefined;
  return untilDone<Recorded>(`writing finding ${findingId}`, table.patience, async () => {
    const plan = planCount(previous, keys, maxCounted);
    const tally =
      plan.kind === 'known' ? plan.tally : tallyPages(plan.before, await addToPages(plan.pages), maxCounted);
    // By the first look: after a lost race, the winner's count holds our keys already.
    isRepeat ??= tally.count === previous?.count;
    const next = mergeDelta(previous, delta, settings, tally, isRepeat);
    const added = next.count - (previous?.count ?? 0);
    if (next === previous) return { done: { findingId, outcome: 'unchanged', added } };
    await keepPages(table.db, table.stateTable, previous, next);
    if (await putFinding(table, next, previous)) {
      return { done: { findingId, outcome: previous === undefined ? 'created' : 'grown', added } };
    }
    previous = await getFinding(table, findingId);
    return undefined;
  });
}
