import { TrailhoundError } from '#core/errors';
import { type EpochMs, epochMs, floorTo, isoFromMs } from '#core/time';
import { HISTORY_MS } from '#core/trail-cursor';
import type { TrailAttribute } from '#ports/trail-reader';
import { type CollectDeps, WRITES_ONLY } from './collect-region.ts';
import { type Gate, gate } from './gate.ts';
import { pacer } from './pacer.ts';
import { problemOf } from './region-report.ts';
import { triagePage } from './trail-page.ts';
import { addCounts, type TriageCounts } from './triage.ts';
import { REQUEST_INTERVAL_MS, type WalkEnd, walkTrail } from './walk-trail.ts';

export interface RangeRequest {
  readonly regions: readonly string[];
  /** Inclusive, cut to whole seconds. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Only this call; upper and lower case count (LookupEvents compares exactly). */
  readonly eventName?: string;
  /** Without an event name: ask for `ReadOnly=false` only. */
  readonly writesOnly: boolean;
  readonly signal?: AbortSignal;
  /** Called after every page. */
  readonly onProgress?: (progress: RangeProgress) => void;
}

/** How far the reading of one region is. */
export interface RangeProgress {
  readonly region: string;
  readonly pages: number;
  readonly events: number;
  /** Reading goes back in time: from the range's end down to here. */
  readonly readDownTo: EpochMs;
  /** 0 to 1, by time, not by events. */
  readonly share: number;
}

export interface RangeReport {
  readonly regions: readonly {
    readonly region: string;
    readonly end: WalkEnd | 'failed';
    readonly pages: number;
    readonly counts: TriageCounts;
    readonly problem?: string;
  }[];
  readonly counts: TriageCounts;
  /** Regions that were not read to the end. */
  readonly incomplete: readonly string[];
}

/** What reading by hand needs: no checkpoints. */
export type RangeDeps = Omit<CollectDeps, 'state'>;

const PAGES_AT_ONCE = 4;
/** A range that was typed as "90d" a moment ago still counts as 90 days. */
const GRACE_MS = 3_600_000;

/**
 * Reads a range of the event history by hand. No checkpoint is read or moved; findings that exist do not change.
 *
 * Throws `TH_USAGE` for a range that is empty or begins more than 90 days back: the history is no longer than that.
 * Rejects with the signal's reason when it is aborted. A region that fails is part of the report.
 */
export async function collectRange(request: RangeRequest, deps: RangeDeps): Promise<RangeReport> {
  checkRange(request, deps.clock.now());
  const room = gate(PAGES_AT_ONCE);
  const regions = await Promise.all(
    [...new Set(request.regions)].map((region) => readRegion(region, request, { ...deps, gate: room })),
  );
  return {
    regions,
    counts: addCounts(...regions.map((one) => one.counts)),
    incomplete: regions.filter((one) => one.end !== 'done').map((one) => one.region),
  };
}

function checkRange({ from, to }: RangeRequest, now: EpochMs): void {
  if (from > to) {
    throw new TrailhoundError(
      'TH_USAGE',
      `the range ends (${isoFromMs(to)}) before it begins (${isoFromMs(from)})`,
    );
  }
  if (from < now - HISTORY_MS - GRACE_MS) {
    const oldest = isoFromMs(epochMs(now - HISTORY_MS));
    throw new TrailhoundError(
      'TH_USAGE',
      `the event history holds 90 days, from ${oldest} on; the range begins at ${isoFromMs(from)}. ` +
        'Older events are only where a trail has written them: scan its files.',
    );
  }
}

async function readRegion(
  region: string,
  request: RangeRequest,
  deps: RangeDeps & { readonly gate: Gate },
): Promise<RangeReport['regions'][number]> {
  let [pages, counts] = [0, addCounts()];
  const from = wholeSecond(request.from);
  const to = wholeSecond(request.to);
  const range = { region, from, to, attribute: attributeOf(request), signal: request.signal };
  try {
    const pace = pacer(deps.clock, REQUEST_INTERVAL_MS);
    const end = await walkTrail(range, { ...deps, pacer: pace }, async (page) => {
      const more = await triagePage(region, page.events, deps);
      if (more) counts = addCounts(counts, more);
      pages += 1;
      const readDownTo = page.more ? (page.events.at(-1)?.at ?? to) : from;
      const share = to === from ? 1 : Math.min(1, Math.max(0, (to - readDownTo) / (to - from)));
      request.onProgress?.({ region, pages, events: counts.events, readDownTo, share });
      return 'go on';
    });
    return { region, end, pages, counts };
  } catch (error) {
    request.signal?.throwIfAborted();
    deps.log.error('a region could not be collected', { region }, error);
    return { region, end: 'failed', pages, counts, problem: problemOf(error) };
  }
}

const wholeSecond = (at: EpochMs): EpochMs => floorTo(at, 1000);

function attributeOf({ eventName, writesOnly }: RangeRequest): TrailAttribute | undefined {
  if (eventName !== undefined) return { key: 'EventName', value: eventName };
  return writesOnly ? WRITES_ONLY : undefined;
}
