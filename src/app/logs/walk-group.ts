import { type EpochMs, epochMs } from '#core/time';
import type { Clock } from '#ports/clock';
import type { LogEvents, LogGroupEvent, LogPage, LogPageRefusal } from '#ports/log-groups';
import type { Pacer } from '../pacer.ts';

/** Five requests a second an account and region is the least that any region allows (CloudWatch Logs quotas). */
export const LOG_REQUEST_INTERVAL_MS = 220;
const MAX_REFUSALS = 8;
const FIRST_BACK_OFF_MS = 500;
const LONGEST_BACK_OFF_MS = 20_000;
const MAX_RESTARTS = 3;

export interface GroupWalk {
  readonly group: string;
  /** Both inclusive. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly pattern: string;
  /**
   * Reads the range in slices of so many milliseconds: behind each, the group has been read so far, also where no event fits the
   * pattern, which a page does not tell. @default - all at once
   */
  readonly sliceMs?: number | undefined;
  /** No request begins at or after this. */
  readonly deadline?: EpochMs | undefined;
}

export interface GroupWalkDeps {
  readonly events: LogEvents;
  readonly clock: Clock;
  /** In [0, 1): spreads retries. */
  readonly random: () => number;
  readonly pacer: Pacer;
}

/** Events of one page, in order of time, and how far the group has been read with them. */
export interface WalkedEvents {
  readonly events: readonly LogGroupEvent[];
  readonly readTo: EpochMs;
  readonly more: boolean;
}

/** `done`: to the end; `deadline`: time is up; `busy`: refused too often; `gone`: no such group; `stopped`: by the handler. */
export type GroupWalkEnd = 'done' | 'deadline' | 'busy' | 'gone' | 'stopped';

/**
 * Reads a range of a log group, oldest first, one page after the other, and waits for each to be handled before it asks
 * for the next. A token that expired begins again where the walk stands, so that events of one instant may come twice.
 */
export async function walkGroup(
  walk: GroupWalk,
  deps: GroupWalkDeps,
  handle: (page: WalkedEvents) => Promise<'go on' | 'stop'>,
): Promise<GroupWalkEnd> {
  let place: Place = {
    ...{ from: walk.from, to: endOfSlice(walk.from, walk), readTo: walk.from, refusals: 0, restarts: 0 },
  };
  for (;;) {
    if (!(await deps.pacer.turn(walk.deadline))) return 'deadline';
    const { group, pattern } = walk;
    const page = await deps.events.page({
      ...{ group, from: place.from, to: place.to, pattern },
      ...(place.token === undefined ? {} : { nextToken: place.token }),
    });
    const next = page.ok ? await handled(page.value, walk, place, handle) : refused(page.error, place, deps);
    if (typeof next === 'string') return next;
    place = next;
  }
}

/** Where a walk stands. */
interface Place {
  readonly from: EpochMs;
  /** End of the slice. */
  readonly to: EpochMs;
  readonly token?: string;
  readonly readTo: EpochMs;
  readonly refusals: number;
  readonly restarts: number;
}

const endOfSlice = (from: EpochMs, { to, sliceMs = Number.POSITIVE_INFINITY }: GroupWalk): EpochMs =>
  epochMs(Math.min(to, from + sliceMs));

async function handled(
  { events, nextToken }: LogPage,
  walk: GroupWalk,
  place: Place,
  handle: (page: WalkedEvents) => Promise<'go on' | 'stop'>,
): Promise<Place | GroupWalkEnd> {
  const newest = events.reduce<number>((latest, { at }) => Math.max(latest, at), place.readTo);
  const isSliceRead = nextToken === undefined;
  const readTo = isSliceRead ? place.to : epochMs(Math.min(newest, place.to));
  const more = !isSliceRead || place.to < walk.to;
  const answer = await handle({ events, readTo, more });
  if (answer === 'stop') return 'stopped';
  if (!isSliceRead) return { ...place, token: nextToken, readTo, refusals: 0 };
  const from = epochMs(place.to + 1);
  return more ? { ...{ from, to: endOfSlice(from, walk), readTo }, refusals: 0, restarts: 0 } : 'done';
}

/** Full jitter: several callers that were refused together do not come back together. */
function refused(why: LogPageRefusal, place: Place, deps: GroupWalkDeps): Place | GroupWalkEnd {
  if (why === 'gone') return 'gone';
  if (why === 'busy') {
    const refusals = place.refusals + 1;
    const longest = Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** refusals);
    deps.pacer.rest(LOG_REQUEST_INTERVAL_MS + deps.random() * longest);
    return refusals >= MAX_REFUSALS ? 'busy' : { ...place, refusals };
  }
  const { token: _expired, ...rest } = place;
  const restarts = place.restarts + 1;
  return restarts > MAX_RESTARTS ? 'busy' : { ...rest, from: place.readTo, restarts };
}
