import type { Context } from 'aws-lambda';
import { flushAfter } from '#app/flush-after';
import type { WatchMetricsDeps } from '#app/metrics/metrics-deps';
import { type MetricsReport, watchMetrics } from '#app/metrics/watch-metrics';
import { TrailhoundError } from '#core/errors';
import { epochMs } from '#core/time';
import type { MetricWatch } from '#ports/metric-reader';
import type { Metrics } from '#ports/metrics';

/** What the handler needs: the use case's dependencies but for the account, which the call itself tells. */
export interface WatchMetricsHandlerDeps extends Omit<WatchMetricsDeps, 'account'> {
  readonly metrics: Metrics;
  readonly watches: readonly MetricWatch[];
  /** Kept of the time limit for the batch in work. */
  readonly stopMarginMs: number;
}

type CallContext = Pick<Context, 'getRemainingTimeInMillis' | 'invokedFunctionArn'>;

/**
 * A schedule -> what is new in every watched metric, as findings that open, grow and close.
 *
 * The event itself says nothing. What does not fit into the time limit is read by the next run. When something could not
 * be read it throws `TH_METRICS_READ`, after the rest was: AWS counts an error, and the alarm sees it.
 */
export const createHandler = (deps: WatchMetricsHandlerDeps) =>
  flushAfter(deps.metrics, async (_event: unknown, context: CallContext): Promise<MetricsReport> => {
    const left = context.getRemainingTimeInMillis() - deps.stopMarginMs;
    const account = accountOf(context.invokedFunctionArn);
    const report = await watchMetrics(deps.watches, epochMs(deps.clock.now() + left), { ...deps, account });
    if (report.failed.length > 0) throw failure(report);
    return report;
  });

/** `arn:aws:lambda:<region>:<account>:function:<name>`. */
function accountOf(arn: string): WatchMetricsDeps['account'] {
  const [, , , region = '', accountId = ''] = arn.split(':');
  return { region, accountId };
}

function failure({ failed, series, read }: MetricsReport): TrailhoundError {
  const shown = failed.slice(0, 10).join('\n');
  return new TrailhoundError(
    'TH_METRICS_READ',
    `${read} of ${series} series read; the next run goes on with the others. Not read: ${failed.length}\n${shown}`,
  );
}
