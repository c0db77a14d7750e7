import type { Door, MetricName, Metrics } from '#ports/metrics';

/** One addition as a test compares it: name, value and, where there is one, the door. */
export type Noted = readonly [name: MetricName, value: number, door?: Door];

/** Metrics that a test looks at. */
export interface NotedMetrics extends Metrics {
  readonly added: Noted[];
  /** What had been added whenever they were flushed. */
  readonly flushed: (readonly Noted[])[];
}

/** Notes what is added, and when it is flushed. */
export function notedMetrics(): NotedMetrics {
  const added: Noted[] = [];
  const flushed: (readonly Noted[])[] = [];
  return {
    add: (name, value, dimensions) => {
      added.push(dimensions ? [name, value, dimensions.door] : [name, value]);
    },
    flush: () => {
      flushed.push([...added]);
    },
    added,
    flushed,
  };
}
