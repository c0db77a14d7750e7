import type { MetricPoint } from '#core/metrics/metric-point';
import { type EpochMs, epochMs, floorTo } from '#core/time';

/** A point may still change for a while after its period has ended: agents and services report late. */
const SETTLE_MS = 180_000;
/** What has not come by then counts as missing. Until then the points behind a gap wait, because order matters. */
const LATE_MS = 600_000;

/** Whether a point behind the last one that was taken may be final by now: before, asking would only cost money. */
export const isDue = (after: EpochMs, periodMs: number, now: EpochMs): boolean =>
  after + 2 * periodMs + SETTLE_MS <= now;

export interface FinalSpan {
  readonly periodMs: number;
  /** Time of the last point that was taken; absent for the first reading of a series. */
  readonly after: EpochMs | undefined;
  /** Nothing before this is taken. */
  readonly notBefore: EpochMs;
  readonly now: EpochMs;
}

/**
 * Turns what CloudWatch gave into one point a period, up to where nothing can change any more; `null` where none came.
 *
 * The first reading begins with the first value. The same points come out however often and in whatever pieces they are
 * read, but for what arrives later than 10 minutes after its period.
 */
export function finalPoints(
  given: readonly MetricPoint[],
  { periodMs, after, notBefore, now }: FinalSpan,
): readonly MetricPoint[] {
  const values = new Map(given.map(({ at, value }) => [floorTo(at, periodMs), value]));
  const [first] = given;
  const begin = after === undefined ? first?.at : epochMs(after + periodMs);
  if (begin === undefined) return [];
  const points: MetricPoint[] = [];
  for (let at = floorTo(epochMs(Math.max(begin, notBefore)), periodMs); ; at = epochMs(at + periodMs)) {
    const value = values.get(at) ?? null;
    const wait = value === null ? LATE_MS : SETTLE_MS;
    if (at + periodMs + wait > now) return points;
    points.push({ at, value });
  }
}
