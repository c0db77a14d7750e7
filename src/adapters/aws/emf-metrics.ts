import { Metrics as Powertools } from '@aws-lambda-powertools/metrics';
import type { Log } from '#ports/log';
import { type Door, METRICS, type MetricName, type Metrics } from '#ports/metrics';

/** CloudWatch namespace of all our metrics. */
export const METRICS_NAMESPACE = 'Trailhound';

/** Values of one metric with one set of dimensions since the last flush. */
interface Series {
  readonly name: MetricName;
  readonly door: Door | undefined;
  values: number[];
}

/**
 * Writes metrics to standard output in CloudWatch's embedded metric format: no call, no permission, and one line of log.
 *
 * Every metric has the dimension `deployment` and no other, because each further combination is another metric on the
 * bill; one with a door is written by itself, with `door` beside it. Counts are added up; times are kept one by one.
 * Powertools writes past Lambda's console, which would put time and request id in text before the line, and begins a new
 * line where the format allows no more values.
 */
export function emfMetrics(deployment: string, log: Log): Metrics {
  const powertools = withDimensions(new Powertools({ namespace: METRICS_NAMESPACE, logger: log }), {
    deployment,
  });
  let pending = new Map<string, Series>();
  return {
    add: (name, value, dimensions) => {
      if (!Number.isFinite(value)) return;
      const key = `${name} ${dimensions?.door ?? ''}`;
      const series = pending.get(key) ?? { name, door: dimensions?.door, values: [] };
      pending.set(key, series);
      if (METRICS[name] === 'Count') series.values = [(series.values[0] ?? 0) + value];
      else series.values.push(value);
    },
    flush: () => {
      const written = [...pending.values()];
      pending = new Map();
      try {
        write(written, powertools, deployment);
      } catch (cause) {
        // Not thrown: by now everything is stored, and a throw would have the batch delivered again.
        log.error('metrics could not be written', { metrics: written.length }, cause);
      }
    },
  };
}

function write(all: readonly Series[], powertools: Powertools, deployment: string): void {
  for (const { name, door, values } of all) {
    if (door === undefined) for (const value of values) powertools.addMetric(name, METRICS[name], value);
  }
  if (powertools.hasStoredMetrics()) powertools.publishStoredMetrics();
  for (const { name, door, values } of all) {
    if (door === undefined) continue;
    // It publishes with each value.
    const single = withDimensions(powertools.singleMetric(), { deployment, door });
    for (const value of values) single.addMetric(name, METRICS[name], value);
  }
}

/** Puts dimensions in the place of `service`, which Powertools gives to every metric. */
function withDimensions(metrics: Powertools, dimensions: Readonly<Record<string, string>>): Powertools {
  metrics.clearDefaultDimensions();
  return metrics.setDefaultDimensions(dimensions);
}
