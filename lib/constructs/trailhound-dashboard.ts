import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, type IWidget, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { droppedCalls, ownMetric, type WatchedParts } from './watched-parts.ts';

const PERIOD = Duration.minutes(5);
const sum = { statistic: Stats.SUM, period: PERIOD };
const max = { statistic: Stats.MAXIMUM, period: PERIOD };

/** What comes in, what is found, how fast people hear of it, how Trailhound fares, and what drives its cost. */
export class TrailhoundDashboard extends Construct {
  readonly name: string;
  private readonly watched: WatchedParts;

  constructor(scope: Construct, id: string, watched: WatchedParts) {
    super(scope, id);
    this.watched = watched;
    const dashboard = new Dashboard(this, 'Board', {
      defaultInterval: Duration.days(1),
      widgets: [this.findings(), this.speed(), this.trouble(), this.cost()],
    });
    this.name = dashboard.dashboardName;
  }

  private findings(): IWidget[] {
    const own = (name: Parameters<typeof ownMetric>[1], label: string) =>
      ownMetric(this.watched.shared, name, { ...sum, label });
    return [
      row('Events', [
        own('EventsRead', 'read (event history: each about five times)'),
        own('EventsMatched', 'matched a rule'),
        own('InputsQuarantined', 'quarantined'),
        own('EventsMissed', 'found by reconciliation only'),
      ]),
      row('Findings by severity', [
        own('FindingsCritical', 'critical'),
        own('FindingsHigh', 'high'),
        own('FindingsMedium', 'medium'),
        own('FindingsLow', 'low'),
      ]),
    ];
  }

  private speed(): IWidget[] {
    const { shared, beating } = this.watched;
    const latency = (statistic: string) =>
      ownMetric(shared, 'AlertLatency', { statistic, period: PERIOD, label: statistic });
    return [
      row('From finding to alert (ms)', [latency('p50'), latency('p99')]),
      row(
        'From call to table: heartbeat (ms)',
        beating.map((door) => ownMetric(shared, 'HeartbeatLatency', { door, ...max, label: door })),
      ),
    ];
  }

  private trouble(): IWidget[] {
    const { shared, detectors, deadLetters, workQueues, notify } = this.watched;
    const queues = [...deadLetters, ...workQueues];
    return [
      row('Errors and throttles', [
        ...detectors.map((one) => one.function.metricErrors({ ...sum, label: `${one.name} errors` })),
        ...detectors.map((one) => one.function.metricThrottles({ ...sum, label: `${one.name} throttles` })),
      ]),
      row('Waiting', [
        ...queues.map((queue) =>
          queue.metricApproximateNumberOfMessagesVisible({ ...max, label: queue.node.id }),
        ),
        ownMetric(shared, 'DeliveriesWaiting', { ...max, label: 'failed deliveries' }),
        ownMetric(shared, 'HealthProblems', { ...max, label: 'health problems' }),
        droppedCalls(shared, { ...sum, label: 'schedules given up' }),
        notify.function.metric('IteratorAge', { ...max, label: 'notifier behind (ms)' }),
      ]),
    ];
  }

  private cost(): IWidget[] {
    const { shared, detectors } = this.watched;
    const { findings, state } = shared.tables;
    return [
      row(
        'Cost: invocations',
        detectors.map((one) => one.function.metricInvocations({ ...sum, label: one.name })),
      ),
      row(
        'Cost: duration (ms)',
        detectors.map((one) => one.function.metricDuration({ ...sum, label: one.name })),
      ),
      row('Cost: table units', [
        findings.metricConsumedWriteCapacityUnits({ ...sum, label: 'findings written' }),
        state.metricConsumedWriteCapacityUnits({ ...sum, label: 'state written' }),
        findings.metricConsumedReadCapacityUnits({ ...sum, label: 'findings read' }),
        state.metricConsumedReadCapacityUnits({ ...sum, label: 'state read' }),
      ]),
      row(
        'Cost: own logs (bytes)',
        detectors.map((one) => one.logGroup.metricIncomingBytes({ ...sum, label: one.name })),
      ),
    ];
  }
}

const row = (title: string, left: readonly IMetric[]): GraphWidget =>
  new GraphWidget({ title, left: [...left], width: 12, height: 6 });
