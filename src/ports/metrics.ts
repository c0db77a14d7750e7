/** Ways in which an event can come to a deployed Trailhound. */
export type Door = 'event-history' | 'logs' | 'eventbridge' | 'objects';

/** Every metric, with its unit. Few on purpose: ten are free in an account, each further one costs. */
export const METRICS = {
  EventsRead: 'Count',
  EventsMatched: 'Count',
  InputsQuarantined: 'Count',
  FindingsCritical: 'Count',
  FindingsHigh: 'Count',
  FindingsMedium: 'Count',
  FindingsLow: 'Count',
  /** From the pending mark of an alert to its sending. */
  AlertLatency: 'Milliseconds',
  /** From the call that CloudTrail recorded to the table, with the dimension `door`. */
  HeartbeatLatency: 'Milliseconds',
  /** (event, rule) pairs that a reconciliation found and no other source had brought. */
  EventsMissed: 'Count',
  /** Batches whose delivery failed for good and that wait to be delivered again. */
  DeliveriesWaiting: 'Count',
  /** Problems that the hourly look at itself found. */
  HealthProblems: 'Count',
} as const;
export type MetricName = keyof typeof METRICS;

export interface Metrics {
  readonly add: (name: MetricName, value: number, dimensions?: { readonly door: Door }) => void;
  /** Writes what was added since the last time. Never throws: a metric is not worth a batch. */
  readonly flush: () => void;
}
