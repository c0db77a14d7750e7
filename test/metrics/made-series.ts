import type { AnomalyChange } from '#core/metrics/anomaly';
import type { MetricPoint } from '#core/metrics/metric-point';
import { observe } from '#core/metrics/observe';
import { DEFAULT_WATCH } from '#core/metrics/watch-settings';
import { epochMs } from '#core/time';

/** A Monday. */
export const FIRST = Date.UTC(2026, 0, 5);
export const HOUR = 3_600_000;

/** What a made-up series is made of. */
export interface Moment {
  readonly day: number;
  /** Of the day, with its fraction. */
  readonly hour: number;
  /** Bell-shaped, between -2 and 2. */
  readonly noise: number;
  /** Evenly spread between 0 and 1. */
  readonly chance: number;
}

/** A seeded series from FIRST on. */
export function madeSeries(
  { days, minutes, seed = 1 }: { days: number; minutes: number; seed?: number },
  valueAt: (moment: Moment) => number | null,
): readonly MetricPoint[] {
  const random = randomOf(seed);
  return Array.from({ length: (days * 1440) / minutes }, (_, index) => {
    const minute = index * minutes;
    const noise = random() + random() + random() + random() - 2;
    const moment = { day: Math.floor(minute / 1440), hour: (minute % 1440) / 60, noise, chance: random() };
    return { at: epochMs(FIRST + minute * 60_000), value: valueAt(moment) };
  });
}

/** Between 100 and 180, lowest at three in the night, with a little noise. */
export const everyDay = ({ hour, noise }: Moment): number =>
  140 + 40 * Math.sin(((hour - 9) / 24) * 2 * Math.PI) + 5 * noise;

/** The anomalies of a series as they were told last. */
export function anomaliesOf(points: readonly MetricPoint[]) {
  const { changes } = observe('made', undefined, points, DEFAULT_WATCH);
  const opened = changes.filter(({ what }) => what === 'opened');
  return opened.map((change) => lastOf(changes, change));
}

function lastOf(changes: readonly AnomalyChange[], opened: AnomalyChange) {
  const { start } = opened.anomaly;
  const last = changes.filter(({ anomaly }) => anomaly.start === start).at(-1) ?? opened;
  return {
    ...last.anomaly,
    knownAfterHours: (opened.at - start) / HOUR,
    startDay: (start - FIRST) / (24 * HOUR),
    hours: last.anomaly.end === undefined ? undefined : (last.anomaly.end - start) / HOUR,
  };
}

function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
