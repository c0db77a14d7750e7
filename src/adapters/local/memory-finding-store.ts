import { pageOf, planCount, type Tally, tallyPages } from '#core/counting';
import type { Finding } from '#core/finding';
import { alertOrder } from '#core/finding-order';
import { grownSince, markedAlert } from '#core/life-cycle';
import { type FindingDelta, type MergeSettings, mergeDelta } from '#core/merge';
import { fail, ok } from '#core/result';
import type { FindingStore, Recorded } from '#ports/finding-store';
import { queryInMemory } from './memory-finding-query.ts';

/** A finding, and the keys of its events once they are too many for the finding itself. */
interface Kept {
  finding: Finding;
  readonly keys: Set<string>;
  readonly sizes: Map<number, number>;
}

/** Findings in memory, which can be had all at once: pages over what lies here anyway would sort it again for each. */
export interface MemoryFindingStore extends FindingStore {
  /** In no particular order. */
  readonly all: () => readonly Finding[];
}

/** Keeps findings for the life of the process, for `scan` and for tests: the very findings that DynamoDB would hold. */
export function memoryFindingStore(): MemoryFindingStore {
  const kept = new Map<string, Kept>();
  const save = (finding: Finding): void => {
    const known = kept.get(finding.findingId);
    if (known) known.finding = finding;
    else kept.set(finding.findingId, { finding, keys: new Set(), sizes: new Map() });
  };
  const all = (): readonly Finding[] => [...kept.values()].map(({ finding }) => finding);
  return {
    all,
    record: async (deltas, settings) => deltas.map((delta) => recordDelta(kept, delta, settings)),
    get: async (findingId) => kept.get(findingId)?.finding,
    query: async (query, page) => queryInMemory(all(), query, page),
    change: async (findingId, change) => {
      const previous = kept.get(findingId)?.finding;
      if (!previous) return fail('not-found');
      const changed = change(previous);
      if (!changed.ok) return changed;
      const next = grownSince(previous, changed.value);
      save(next);
      return ok(next);
    },
    pendingAlerts: async (limit) =>
      all()
        .filter((finding) => finding.alert.state === 'pending')
        .sort((a, b) => (alertOrder(a) < alertOrder(b) ? -1 : 1))
        .slice(0, limit),
    markAlert: async (seen, outcome) => {
      const current = kept.get(seen.findingId)?.finding;
      const next = current && markedAlert(current, seen, outcome);
      if (next) save(next);
    },
  };
}

function recordDelta(all: Map<string, Kept>, delta: FindingDelta, settings: MergeSettings): Recorded {
  const { findingId } = delta;
  const kept = all.get(findingId);
  const keys = kept?.keys ?? new Set<string>();
  const sizes = kept?.sizes ?? new Map<number, number>();
  const previous = kept?.finding;
  const finding = mergeDelta(previous, delta, settings, tallied(previous, delta, keys, sizes));
  if (kept) kept.finding = finding;
  else all.set(findingId, { finding, keys, sizes });
  // Past the limit nothing is told apart any more.
  if (finding.countCapped) keys.clear();
  const added = finding.count - (previous?.count ?? 0);
  if (previous === undefined) return { findingId, outcome: 'created', added };
  return { findingId, outcome: finding === previous ? 'unchanged' : 'grown', added };
}

function tallied(
  previous: Finding | undefined,
  delta: FindingDelta,
  keys: Set<string>,
  sizes: Map<number, number>,
): Tally {
  const plan = planCount(
    previous,
    delta.events.map((event) => event.key),
    delta.rule.maxCounted,
  );
  if (plan.kind === 'known') return plan.tally;
  for (const key of [...plan.pages.values()].flat()) {
    if (keys.has(key)) continue;
    keys.add(key);
    const page = pageOf(key);
    sizes.set(page, (sizes.get(page) ?? 0) + 1);
  }
  return tallyPages(plan.before, sizes, delta.rule.maxCounted);
}
