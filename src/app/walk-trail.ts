import { TrailhoundError } from '#core/errors';
import type { EpochMs } from '#core/time';
import { epochMs } from '#core/time';
import type { Clock } from '#ports/clock';
import type { TrailAttribute, TrailPage, TrailReader } from '#ports/trail-reader';
import type { Gate } from './gate.ts';
import type { Pacer } from './pacer.ts';

/** Two requests a second a region is the service's limit; the rest is room for a clock and a network that jitter. */
export const REQUEST_INTERVAL_MS = 520;
/** Refusals in a row after which a walk gives up. With the waits between them about a minute and a half. */
const MAX_REFUSALS = 8;
const FIRST_BACK_OFF_MS = 1_000;
const LONGEST_BACK_OFF_MS = 20_000;
/** A walk restarts where it stands when its token expired; more often than this without a step down is no accident. */
const MAX_RESTARTS = 3;

/** A range of one region's history. */
export interface Walk {
  readonly region: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly attribute?: TrailAttribute | undefined;
  /** No request begins at or after this. */
  readonly deadline?: EpochMs | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface WalkDeps {
  readonly reader: TrailReader;
  readonly clock: Clock;
  /** In [0, 1): spreads retries. */
  readonly random: () => number;
  readonly pacer: Pacer;
  /** Holds a place while a page is asked for and worked on, never while waiting for a turn. */
  readonly gate: Gate;
}

/** A page as the walk hands it over. */
export interface WalkedPage {
  readonly events: TrailPage['events'];
  /** Down to here the range has surely been read: see `surelyReadTo`. `undefined` for an empty page. */
  readonly readTo: EpochMs | undefined;
  /** Whether the range goes on below this page. */
  readonly more: boolean;
}

/** `done`: to the bottom; `deadline`: time is up; `busy`: refused too often; `stopped`: by who handles the pages. */
export type WalkEnd = 'done' | 'deadline' | 'busy' | 'stopped';

/** Where a walk stands: its upper end sinks when it has to begin again. */
interface Place {
  readonly to: EpochMs;
  readonly token?: string | undefined;
  /** Where it surely has read to, by the last page that had any events. */
  readonly reached: EpochMs;
  /** The lowest of these. */
  readonly lowest: EpochMs;
  readonly refusals: number;
  readonly restarts: number;
}

/**
 * Reads a range newest first, one page after the other, and waits for each to be handled before it asks for the next.
 *
 * Rejects when the reader does, when handling does, and with the signal's reason.
 */
export async function walkTrail(
  walk: Walk,
  deps: WalkDeps,
  handle: (page: WalkedPage) => Promise<'go on' | 'stop'>,
): Promise<WalkEnd> {
  let place: Place = { to: walk.to, reached: walk.to, lowest: walk.to, refusals: 0, restarts: 0 };
  for (;;) {
    if (!(await deps.pacer.turn(walk.deadline, walk.signal))) return 'deadline';
    const step = await deps.gate(() => takeStep(walk, place, deps, handle));
    if (typeof step === 'string') return step;
    place = step;
  }
}

async function takeStep(
  walk: Walk,
  place: Place,
  deps: WalkDeps,
  handle: (page: WalkedPage) => Promise<'go on' | 'stop'>,
): Promise<Place | WalkEnd> {
  const { region, from, attribute } = walk;
  const page = await deps.reader.page({
    region,
    from,
    to: place.to,
    ...(attribute && { attribute }),
    ...(place.token !== undefined && { nextToken: place.token }),
  });
  if (!page.ok) return page.error === 'busy' ? afterRefusal(place, deps) : afterExpiry(place, region);
  const { events, nextToken } = page.value;
  const readTo = surelyReadTo(events);
  const more = nextToken !== undefined;
  const answer = await handle({ events, readTo, more });
  if (answer === 'stop') return 'stopped';
  if (!more) return 'done';
  const reached = readTo ?? place.reached;
  const isLower = reached < place.lowest;
  const lowest = isLower ? reached : place.lowest;
  const restarts = isLower ? 0 : place.restarts;
  return { to: place.to, token: nextToken, reached, lowest, refusals: 0, restarts };
}

/**
 * The median time of a page, the upper one of two. Pages come newest first, yet an old event may come before its turn,
 * and trusting the last event would then pass over what lies between. Half a page is read again where a run was cut.
 */
function surelyReadTo(events: TrailPage['events']): EpochMs | undefined {
  const times = events.map(({ at }) => at).sort((a, b) => b - a);
  return times[Math.floor((times.length - 1) / 2)];
}

/** Full jitter: several callers that were refused together do not come back together. */
function afterRefusal(place: Place, deps: WalkDeps): Place | WalkEnd {
  const refusals = place.refusals + 1;
  if (refusals >= MAX_REFUSALS) return 'busy';
  const longest = Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** refusals);
  deps.pacer.rest(REQUEST_INTERVAL_MS + deps.random() * longest);
  return { ...place, refusals };
}

function afterExpiry(place: Place, region: string): Place {
  if (place.restarts >= MAX_RESTARTS) {
    throw new TrailhoundError(
      'TH_TRAIL_READ',
      `${region}: tokens expire before the next page can be asked for`,
    );
  }
  // Rounded up: the second in which the walk stood may have been read in part.
  const to = epochMs(Math.min(place.to, Math.ceil(place.reached / 1000) * 1000));
  const { token: _expired, ...rest } = place;
  return { ...rest, to, restarts: place.restarts + 1 };
}
