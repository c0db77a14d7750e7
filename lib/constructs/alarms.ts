import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import type { Door } from '#ports/metrics';
import { droppedCalls, ownMetric, type WatchedParts } from './watched-parts.ts';

const QUARTER = Duration.minutes(15);
const HOUR = Duration.hours(1);

interface Watch {
  readonly metric: IMetric;
  /** What is wrong and what to do, for whoever gets the mail. */
  readonly says: string;
  readonly threshold: number;
  /** @default above the threshold */
  readonly below?: boolean;
  /** Periods in a row. @default 1 */
  readonly periods?: number;
  /** Whether silence is what is wrong. @default false */
  readonly silenceIsBad?: boolean;
}

/** The sum of metrics; one without data counts as 0. */
const total = (
  label: string,
  usingMetrics: Readonly<Record<string, IMetric>>,
  period: Duration,
): MathExpression =>
  new MathExpression({
    label,
    expression: Object.keys(usingMetrics)
      .map((name) => `FILL(${name}, 0)`)
      .join(' + '),
    usingMetrics,
    period,
  });

/**
 * At most ten alarms, each of them to the health topic; by default seven, of ten metrics.
 *
 * A function that should speak and does not is worse than one that fails: where silence is bad, missing data is an alarm.
 * Such an alarm goes off once after the first deployment, until the first data are there.
 */
export class Alarms extends Construct {
  private readonly watched: WatchedParts;

  constructor(scope: Construct, id: string, watched: WatchedParts) {
    super(scope, id);
    this.watched = watched;
    const watches: readonly (readonly [string, Watch])[] = [
      ['Failing', this.failing()],
      ['DeadLetters', this.deadLetters()],
      ['Waiting', this.waiting()],
      ['Behind', this.behind()],
      ['Missed', this.missed()],
      ['Health', this.health()],
      ...watched.beating.map((door) => [`Silent-${door}`, this.silent(door)] as const),
    ];
    for (const [name, watch] of watches) this.alarm(name, watch);
  }

  private alarm(id: string, watch: Watch): void {
    const alarm = new Alarm(this, id, {
      alarmDescription: watch.says,
      metric: watch.metric,
      threshold: watch.threshold,
      comparisonOperator: watch.below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: watch.periods ?? 1,
      treatMissingData: watch.silenceIsBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    const action = new SnsAction(this.watched.topics.health);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }

  /** Redrive and self-watch are left out: their own metrics stop when they fail, which is an alarm of its own. */
  private failing(): Watch {
    const functions = [...this.watched.takers, this.watched.notify];
    const usingMetrics: Record<string, IMetric> = {};
    functions.forEach((one, index) => {
      usingMetrics[`e${index}`] = one.function.metricErrors({ period: QUARTER });
      usingMetrics[`t${index}`] = one.function.metricThrottles({ period: QUARTER });
    });
    return {
      metric: total('errors and throttles', usingMetrics, QUARTER),
      says: 'Functions of Trailhound fail or are throttled. Nothing is lost yet: look into their logs (docs/guides/operations.md).',
      threshold: 0,
      periods: 2,
    };
  }

  private deadLetters(): Watch {
    const visible = this.watched.deadLetters.map((queue) =>
      queue.metricApproximateNumberOfMessagesVisible({ period: QUARTER, statistic: Stats.MAXIMUM }),
    );
    const named = visible.map((metric, index) => [String.fromCharCode(0x61 + index), metric] as const);
    const [only] = visible;
    return {
      metric:
        only !== undefined && visible.length === 1
          ? only
          : total('dead letters', Object.fromEntries(named), QUARTER),
      says: 'Deliveries ended in a dead-letter queue and are not tried again by themselves: redrive them (docs/guides/operations.md).',
      threshold: 0,
    };
  }

  private waiting(): Watch {
    return {
      metric: ownMetric(this.watched.shared, 'DeliveriesWaiting', {
        statistic: Stats.MAXIMUM,
        period: QUARTER,
      }),
      says: 'Failed deliveries have been waiting for an hour, or the function that tries them again has stopped.',
      threshold: 0,
      periods: 4,
      silenceIsBad: true,
    };
  }

  private behind(): Watch {
    const metric = this.watched.notify.function.metric('IteratorAge', {
      statistic: Stats.MAXIMUM,
      period: QUARTER,
    });
    return {
      metric,
      says: 'The notifier is more than ten minutes behind the findings table. The sweep sends alerts all the same, later.',
      threshold: Duration.minutes(10).toMilliseconds(),
    };
  }

  /** With the functions that have no alarm of their own: ten alarms are free, and each takes ten metrics. */
  private missed(): Watch {
    const { shared, besides } = this.watched;
    const dropped = droppedCalls(shared, { statistic: Stats.SUM, period: HOUR });
    const says = 'A schedule of Trailhound gave up calling its function.';
    if (besides.length === 0) return { metric: dropped, says, threshold: 0 };
    const errors = besides.map(
      (one, index) => [`e${index}`, one.function.metricErrors({ period: HOUR })] as const,
    );
    return {
      metric: total('given up, and errors', { dropped, ...Object.fromEntries(errors) }, HOUR),
      says: `${says.slice(0, -1)}, or functions for application logs, metrics, logs over HTTP or search fail: look into their logs (docs/guides/operations.md).`,
      threshold: 0,
    };
  }

  private health(): Watch {
    return {
      metric: ownMetric(this.watched.shared, 'HealthProblems', { statistic: Stats.MAXIMUM, period: HOUR }),
      says: 'Trailhound found something wrong with itself, or has stopped looking. Run: npx trailhound doctor',
      threshold: 0,
      silenceIsBad: true,
    };
  }

  private silent(door: Door): Watch {
    return {
      metric: ownMetric(this.watched.shared, 'HeartbeatLatency', {
        door,
        statistic: Stats.SAMPLE_COUNT,
        period: HOUR,
      }),
      says: `No heartbeat has come through the source ${door} for two hours: it brings nothing. Run: npx trailhound doctor`,
      threshold: 1,
      below: true,
      periods: 2,
      silenceIsBad: true,
    };
  }
}
