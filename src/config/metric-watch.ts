import { isObject } from '#core/field-text';
import { fail, ok, type Result } from '#core/result';
import type { MetricWatch } from '#ports/metric-reader';
import { foundOf } from './found-of.ts';
import { BUILT_IN_WATCHES } from './metric-watch-built-in.ts';
import { readWatch } from './metric-watch-entry.ts';
import { type Problems, problemsAt, unknownKeys } from './metric-watch-problems.ts';

/** Which metrics are watched, and how many at most. */
export interface MetricWatchConfig {
  readonly watches: readonly MetricWatch[];
  /** Series that are read at most, of all watches together: what CloudWatch charges grows with them. */
  readonly maxSeries: number;
  /** How far back a series is read when it is met for the first time: what its baseline learns from. */
  readonly lookBackDays: number;
}

/** What `maxSeries` is unless it is given: at most $17.28 a month when read every five minutes, see docs/guides/metrics.md. */
export const DEFAULT_MAX_SERIES = 200;
const MOST_SERIES = 5_000;
/** One-minute points are kept for 15 days (CloudWatch User Guide, "Metrics retention"). */
const DEFAULT_LOOK_BACK_DAYS = 14;
const MOST_LOOK_BACK_DAYS = 63;
const KEYS = ['builtIn', 'watches', 'maxSeries', 'lookBackDays'] as const;

/**
 * Reads what a person wrote about metrics (`metrics:` of trailhound.yml, or metrics.json), and adds the defaults.
 *
 * `true`, and nothing at all, means the built-in watches; a map may have `watches`, `builtIn`, `maxSeries` and
 * `lookBackDays`. Own watches stand instead of the built-in ones unless `builtIn: true` is given; one with the id of a
 * built-in one replaces it. Fails with one line for every problem: path, what was found, what is expected.
 */
export function readMetricWatches(value: unknown): Result<MetricWatchConfig, readonly string[]> {
  const given = value === true || value === undefined || value === null ? {} : value;
  if (!isObject(given)) return fail([`metrics: found ${foundOf(given)}, expected true or a map`]);
  const problems: string[] = [];
  const at = problemsAt('metrics', problems);
  unknownKeys(given, KEYS, at);
  const own = ownWatches(given['watches'], at);
  const builtIn = at.boolean('builtIn', given['builtIn'], own.length === 0);
  const ids = new Set(own.map(({ id }) => id));
  const config = {
    watches: [...(builtIn ? BUILT_IN_WATCHES.filter(({ id }) => !ids.has(id)) : []), ...own],
    maxSeries: at.whole('maxSeries', given['maxSeries'], [1, MOST_SERIES], DEFAULT_MAX_SERIES),
    lookBackDays: at.whole(
      'lookBackDays',
      given['lookBackDays'],
      [1, MOST_LOOK_BACK_DAYS],
      DEFAULT_LOOK_BACK_DAYS,
    ),
  };
  if (config.watches.length === 0) at.add('watches', 'found none', 'at least one, or builtIn: true');
  return problems.length > 0 ? fail(problems) : ok(config);
}

function ownWatches(value: unknown, at: Problems): readonly MetricWatch[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    at.add('watches', `found ${foundOf(value)}`, 'a list');
    return [];
  }
  const places = new Map<string, number>();
  return value.flatMap((entry, index) => {
    const watch = readWatch(entry, at.inside(`watches[${index}]`));
    if (!watch) return [];
    const first = places.get(watch.id);
    if (first !== undefined)
      at.add(`watches[${index}].id`, `found "${watch.id}", as in watches[${first}]`, 'an id of its own');
    places.set(watch.id, first ?? index);
    return [watch];
  });
}
