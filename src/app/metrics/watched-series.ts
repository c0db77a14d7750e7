import { sha256Text } from '#core/digest';
import { TrailhoundError } from '#core/errors';
import type { Log } from '#ports/log';
import type { MetricReader, MetricSeries, MetricWatch } from '#ports/metric-reader';

/** One series that one watch looks at. */
export interface WatchedSeries {
  readonly watch: MetricWatch;
  readonly series: MetricSeries;
}

/** What is remembered of a series lies under this key of the state table. */
export const stateKeyOf = ({
  watch,
  series,
}: {
  readonly watch: Pick<MetricWatch, 'id'>;
  readonly series: Pick<MetricSeries, 'name'>;
}): string => `metric#${sha256Text(JSON.stringify([watch.id, series.name]))}`;

export interface FoundSeries {
  readonly found: readonly WatchedSeries[];
  /** Watches of which not all series are watched, because there are more than `maxSeries` in all. */
  readonly cut: readonly string[];
  /** Watches whose series could not be listed. */
  readonly failed: readonly string[];
}

/**
 * Lists the series of all watches, `maxSeries` at most, watches in their order. One that can't be listed does not keep
 * the others from being watched.
 */
export async function findSeries(
  watches: readonly MetricWatch[],
  maxSeries: number,
  { reader, log }: { readonly reader: MetricReader; readonly log: Log },
): Promise<FoundSeries> {
  const found: WatchedSeries[] = [];
  const cut: string[] = [];
  const failed: string[] = [];
  for (const watch of watches) {
    try {
      const { series, more } = await reader.discover(watch, maxSeries - found.length);
      found.push(...series.map((one) => ({ watch, series: one })));
      if (more) cut.push(watch.id);
    } catch (error) {
      if (!(error instanceof TrailhoundError)) throw error;
      log.error('the series of a watch could not be listed', { watch: watch.id }, error);
      failed.push(watch.id);
    }
  }
  if (cut.length > 0) {
    log.warn('more series than the limit: the rest is NOT watched. Raise maxSeries, or select fewer', {
      maxSeries,
      watches: cut.join(', '),
    });
  }
  return { found, cut, failed };
}
