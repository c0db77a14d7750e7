import { memoryStateStore } from '#adapters/local/memory-state-store';
import type { CollectDeps } from '#app/collect-region';
import type { Incoming } from '#app/detector';
import { addCounts, type TriageCounts } from '#app/triage';
import { type EpochMs, epochMs } from '#core/time';
import type { Clock } from '#ports/clock';
import type { Log } from '#ports/log';
import type { QuarantinedInput } from '#ports/quarantine';
import type { StateStore } from '#ports/state-store';
import type { TrailPageRequest, TrailReader } from '#ports/trail-reader';

/** A clock that stands still but for sleeping, which takes no real time. */
export interface VirtualClock extends Clock {
  readonly advance: (ms: number) => void;
}

/** Makes a clock that begins at `start`. */
export function virtualClock(start: EpochMs): VirtualClock {
  let now: number = start;
  return {
    now: () => epochMs(now),
    advance: (ms) => {
      now += ms;
    },
    sleep: async (ms, signal) => {
      const until = now + ms;
      await Promise.resolve();
      signal?.throwIfAborted();
      now = Math.max(now, until);
    },
  };
}

/** What a run of the collector did, besides its report. */
export interface Seen {
  /** `eventID`s that were stored, with how often. */
  readonly stored: Map<string, number>;
  readonly asked: (TrailPageRequest & { readonly when: EpochMs })[];
  readonly quarantined: QuarantinedInput[];
  readonly warnings: string[];
}

/** Notes nothing yet. */
export const nothingSeen = (): Seen => ({ stored: new Map(), asked: [], quarantined: [], warnings: [] });

/** Dependencies of the collector around a reader, with everything noted in `seen`. */
export function collecting(
  given: { readonly reader: TrailReader; readonly clock: Clock; readonly state?: StateStore },
  seen: Seen = nothingSeen(),
): CollectDeps & { readonly seen: Seen } {
  const { clock } = given;
  return {
    clock,
    state: given.state ?? memoryStateStore(),
    random: () => 0.5,
    quarantine: {
      put: async (inputs) => {
        seen.quarantined.push(...inputs);
      },
    },
    log: notingLog(seen),
    reader: {
      page: async (request) => {
        seen.asked.push({ ...request, when: clock.now() });
        return given.reader.page(request);
      },
    },
    triage: async (batch) => store(batch, seen),
    seen,
  };
}

function store(batch: readonly Incoming[], seen: Seen): TriageCounts {
  for (const { record } of batch) {
    const id = String(record['eventID']);
    seen.stored.set(id, (seen.stored.get(id) ?? 0) + 1);
  }
  return { ...addCounts(), events: batch.length };
}

const notingLog = (seen: Seen): Log => ({
  debug: () => {},
  info: () => {},
  warn: (message) => seen.warnings.push(message),
  error: (message) => seen.warnings.push(message),
});
