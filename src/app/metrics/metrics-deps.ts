import type { Severity } from '#core/severity';
import type { Clock } from '#ports/clock';
import type { FindingStore } from '#ports/finding-store';
import type { Log } from '#ports/log';
import type { MetricReader } from '#ports/metric-reader';
import type { StateStore } from '#ports/state-store';
import type { ActiveSuppressions } from '../suppressions.ts';
import type { MetricAccount } from './metric-event.ts';

/** What watching metrics needs from outside. */
export interface WatchMetricsDeps {
  readonly reader: MetricReader;
  readonly findings: FindingStore;
  readonly state: StateStore;
  readonly suppressions: ActiveSuppressions;
  readonly clock: Clock;
  readonly log: Log;
  readonly account: MetricAccount;
  readonly limits: { readonly maxSeries: number; readonly lookBackMs: number };
  readonly settings: {
    /** Findings below this severity raise no alert. */
    readonly alertFloor: Severity;
    readonly retentionDays: number;
  };
}
