import { canonicalJson } from '#core/canonical-json';
import { sha256Text } from '#core/digest';
import { storableNumber } from '#core/finding-context';
import { parseJson } from '#core/json-text';
import type { Anomaly } from '#core/metrics/anomaly';
import type { MetricState } from '#core/metrics/metric-state';
import { type EpochMs, isoFromMs, parseTime } from '#core/time';
import type { MetricWatch } from '#ports/metric-reader';

/** An episode that is not over, and the findings that tell of it. */
export interface OpenEpisode {
  readonly anomaly: Anomaly;
  /** More than one where a suppression began or ended meanwhile. */
  readonly findingIds: readonly string[];
  /** Thresholds that hold it open, where they are more than one. */
  readonly limits?: number;
}

/** What is remembered of one series for one watch. */
export interface SeriesMemory {
  /** Time of the last point that was taken. */
  readonly until: EpochMs;
  /** Time of the last point that had a value. */
  readonly lastValue: EpochMs;
  readonly state: MetricState;
  readonly open: readonly OpenEpisode[];
}

/** The same as it lies in the state table: readable, and the detector's own part as one text, which is smaller so. */
export interface StoredMemory {
  readonly series: string;
  readonly watch: string;
  /** Of the part of the watch that the points were judged by. */
  readonly judgedBy: string;
  readonly until: string;
  readonly lastValue: string;
  readonly state: string;
  readonly open: readonly {
    readonly kind: Anomaly['kind'];
    readonly start: string;
    readonly peak: number;
    readonly expected: number;
    readonly score: number;
    readonly findingIds: readonly string[];
    readonly limits?: number;
  }[];
}

/** Changes whenever points would be judged in another way: then a series is learnt anew. */
export const judgedBy = ({ statistic, periodSeconds, thresholds, baseline }: MetricWatch): string =>
  sha256Text(canonicalJson({ statistic, periodSeconds, thresholds, baseline }));

/** Prepares what is remembered for the state table. */
export function storedMemory(name: string, watch: MetricWatch, memory: SeriesMemory): StoredMemory {
  return {
    series: name,
    watch: watch.id,
    judgedBy: judgedBy(watch),
    until: isoFromMs(memory.until),
    lastValue: isoFromMs(memory.lastValue),
    state: JSON.stringify(memory.state),
    open: memory.open.map(({ anomaly: { kind, start, peak, expected, score }, ...held }) => ({
      ...{ kind, start: isoFromMs(start), score, ...held },
      ...{ peak: storableNumber(peak), expected: storableNumber(expected) },
    })),
  };
}

/** Reads it back; `undefined` for what nobody here wrote, which then counts as never seen. */
export function memoryOf(stored: StoredMemory): SeriesMemory | undefined {
  const [until, lastValue] = [parseTime(stored.until), parseTime(stored.lastValue)];
  const state = parseJson(typeof stored.state === 'string' ? stored.state : '');
  if (until === undefined || lastValue === undefined || !state.ok || !Array.isArray(stored.open))
    return undefined;
  const open = stored.open.flatMap(({ kind, start, peak, expected, score, ...held }): OpenEpisode[] => {
    const begun = parseTime(start);
    if (begun === undefined) return [];
    const anomaly = { series: stored.series, start: begun, end: undefined, peak, expected, score, kind };
    return [{ anomaly, ...held }];
  });
  return { until, lastValue, state: state.value as MetricState, open };
}
