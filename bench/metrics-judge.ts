import { observe } from '#core/metrics/observe';
import { DEFAULT_WATCH } from '#core/metrics/watch-settings';
import { type Episode, type Tally, tally } from './metrics-count.ts';
import { distances, PLAIN_DETECTORS, type PlainDetector, plainEpisodes } from './nab-baselines.ts';
import type { LabelledSeries } from './nab-data.ts';
import { type Detection, nabScore } from './nab-score.ts';

/** What one detector found in one series. */
export interface Found {
  readonly series: LabelledSeries;
  readonly episodes: readonly Episode[];
  /** Rows at which it said so, for NAB's score: one an episode, when it became known. */
  readonly detections: readonly Detection[];
}

/** How one detector did on a number of series. */
export interface Verdict {
  readonly tally: Tally;
  readonly nab: number;
}

/** Runs Trailhound's own detector, in its one configuration, from the first point to the last. */
export function findOurs(series: LabelledSeries): Found {
  const { changes } = observe(series.name, undefined, series.points, DEFAULT_WATCH);
  const episodes = new Map<number, Episode>();
  for (const { anomaly } of changes) episodes.set(anomaly.start, anomaly);
  const opened = changes.filter(({ what }) => what === 'opened');
  const detections = opened.map(({ at, anomaly }) => ({ at, score: anomaly.score }));
  return { series, episodes: [...episodes.values()], detections };
}

/** Counts and scores what was found. */
export const judge = (found: readonly Found[]): Verdict => ({
  tally: tally(found),
  nab: nabScore(found).score,
});

const LIMITS = [3, 3.5, 4, 5, 6, 8, 10, 12, 15, 20, 30, 40, 60, 100, 200, 400];

/** One line of the comparison. */
export interface Line {
  readonly name: string;
  readonly found: readonly Found[];
}

/**
 * Each plain detector at 3, and at two limits chosen in hindsight: the best for NAB's score, and the lowest that
 * keeps below one false alarm a series-week. Ours comes first and has no such choice.
 */
export function compare(series: readonly LabelledSeries[]): readonly Line[] {
  const ours = { name: '**Trailhound**', found: series.map(findOurs) };
  return [ours, ...PLAIN_DETECTORS.flatMap((each) => plain(each, series))];
}

/** False alarms of all series together, for each series and week. */
export const falseAlarmsAWeek = ({ tally: { falseAlarms, days } }: Verdict): number =>
  (7 * falseAlarms) / days;

function plain(detector: PlainDetector, series: readonly LabelledSeries[]): readonly Line[] {
  const away = new Map(series.map((each) => [each, distances(each, detector)]));
  const tried = LIMITS.map((limit) => {
    const found = series.map((each) => foundBeyond(each, away.get(each) ?? [], limit));
    return { name: `${limit} ${detector.name}`, found, verdict: judge(found) };
  });
  const best = tried.toSorted((a, b) => b.verdict.nab - a.verdict.nab)[0];
  const quiet = tried.find(({ verdict }) => falseAlarmsAWeek(verdict) < 1);
  const notes = new Map([
    [best, 'best score'],
    [quiet, 'below one a week'],
  ]);
  return tried.flatMap((each, index) => {
    const note = notes.get(each);
    if (index > 0 && note === undefined) return [];
    return [{ name: note ? `${each.name} (${note})` : each.name, found: each.found }];
  });
}

function foundBeyond(series: LabelledSeries, away: readonly (number | undefined)[], limit: number): Found {
  const episodes = plainEpisodes(series, away, limit);
  return { series, episodes, detections: episodes.map(({ start }) => ({ at: start, score: 1 })) };
}
