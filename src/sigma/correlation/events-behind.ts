import type { Entry, Stretch } from './entries.ts';

/** The events behind entries: their ids for people, each once, and when the first of them happened. */
export function eventsBehind(entries: readonly Entry[]): {
  readonly ids: ReadonlySet<string>;
  readonly firstAt: number;
} {
  const ids = new Set<string>();
  let first = Number.POSITIVE_INFINITY;
  // Windows of inner firings overlap: of each list every entry is told once, however many windows hold it.
  const untold = new Map<readonly Entry[], Int32Array>();
  const tell = ({ entries: list, first: begin, end }: Stretch): void => {
    const next = untold.get(list) ?? Int32Array.from({ length: list.length + 1 }, (_, index) => index);
    untold.set(list, next);
    for (let place = nextUntold(next, begin); place < end; place = nextUntold(next, place)) {
      next[place] = place + 1;
      const { at, id, eventId = id, behind } = list[place] as Entry;
      if (behind) tell(behind);
      else {
        first = Math.min(first, at);
        ids.add(eventId);
      }
    }
  };
  tell({ entries, first: 0, end: entries.length });
  return { ids, firstAt: first };
}

/** Ids for people, each once. */
export const eventIdsOf = (entries: readonly Entry[]): readonly string[] => [...eventsBehind(entries).ids];

/** The first place from `from` on that was not told; shortens the way for whoever comes next. */
function nextUntold(next: Int32Array, from: number): number {
  let found = from;
  for (let step = next[found] ?? found; step !== found; step = next[found] ?? found) found = step;
  for (let at = from; at !== found; ) {
    const step = next[at] ?? found;
    next[at] = found;
    at = step;
  }
  return found;
}
