import type { CloudTrailRecord } from '#core/event';
import { heartbeatKey, heartbeatTime, isHeartbeat } from '#core/heartbeat';
import { type EpochMs, epochMs, isoFromMs, parseTime } from '#core/time';
import type { Clock } from '#ports/clock';
import type { Log } from '#ports/log';
import type { Door, Metrics } from '#ports/metrics';
import type { StateStore } from '#ports/state-store';

/** The newest heartbeat that came through a door, as the state item `heartbeat#<door>` keeps it. */
export interface HeartbeatItem {
  /** When the call was made, ISO 8601 UTC. */
  readonly eventTime: string;
  /** When its batch was stored. */
  readonly seenAt: string;
  /** From the one to the other. */
  readonly latencyMs: number;
}

/** Listens for the heartbeat in what comes through one door. */
export interface Heartbeat {
  /** When the record was made, if it is a heartbeat. Costs one comparison for any other call. */
  readonly timeOf: (
    record: CloudTrailRecord,
    fallbackTime: EpochMs | undefined,
    now: EpochMs,
  ) => EpochMs | undefined;
  /** Notes the newest heartbeat of a batch that is stored. Never rejects: a heartbeat is not worth a batch. */
  readonly note: (at: EpochMs) => Promise<void>;
}

export interface HeartbeatDeps {
  readonly door: Door;
  /** Name of the parameter that the stack overwrites. */
  readonly parameter: string;
  readonly state: StateStore;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly log: Log;
}

const KEPT_MS = 90 * 86_400_000;

/** Makes the listener of one door. It remembers the newest it has seen: sources that repeat cost no read. */
export function heartbeat(deps: HeartbeatDeps): Heartbeat {
  let newest = Number.NEGATIVE_INFINITY;
  return {
    timeOf: (record, fallbackTime, now) =>
      isHeartbeat(record, deps.parameter) ? heartbeatTime(record, fallbackTime, now) : undefined,
    note: async (at) => {
      if (at <= newest) return;
      try {
        await keep(at, deps);
        newest = at;
      } catch (cause) {
        deps.log.error('a heartbeat was seen and could not be kept', { door: deps.door }, cause);
      }
    },
  };
}

/** One read and at most one write. Where another writer was faster, theirs is as good as ours. */
async function keep(at: EpochMs, { door, state, metrics, clock }: HeartbeatDeps): Promise<void> {
  const key = heartbeatKey(door);
  const known = await state.read<HeartbeatItem>(key);
  if (known && (parseTime(known.value.eventTime) ?? 0) >= at) return;
  const now = clock.now();
  const latencyMs = Math.max(0, now - at);
  const item: HeartbeatItem = { eventTime: isoFromMs(at), seenAt: isoFromMs(now), latencyMs };
  if (!(await state.write(key, item, known?.version, epochMs(now + KEPT_MS)))) return;
  metrics.add('HeartbeatLatency', latencyMs, { door });
}
