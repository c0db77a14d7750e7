import { Aws, Duration } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Door } from '#ports/metrics';
import { DetectorFunction } from './detector-function.ts';
import { listed } from './listed.ts';
import type { SharedParts } from './shared-parts.ts';
import type { Topics } from './topics.ts';
import { DEFAULT_BUS_ARN, WatchdogSignal } from './watchdog-signal.ts';

export interface SelfWatchProps {
  readonly shared: SharedParts;
  readonly topics: Topics;
  /** The doors that are open. */
  readonly doors: readonly Door[];
  /** Those of them that should show a heartbeat. */
  readonly beating: readonly Door[];
  /** The function that log groups deliver to, where that door is open. */
  readonly watchLogs: DetectorFunction | undefined;
  /** Queues that should be empty. */
  readonly deadLetters: readonly Queue[];
  /** Bus of a watchdog in another account. */
  readonly watchdogBusArn: string | undefined;
}

/** Looks at Trailhound itself twice an hour: subscriptions, filters, heartbeats, dead letters. */
export class SelfWatch extends Construct {
  readonly detector: DetectorFunction;

  constructor(scope: Construct, id: string, props: SelfWatchProps) {
    super(scope, id);
    const { shared, topics } = props;
    const { settings, tables, delivery } = shared;
    const { logGroups } = settings.sources;
    const watch = new DetectorFunction(this, 'WatchSelf', {
      ground: shared,
      name: 'watch-self',
      description: 'Looks at Trailhound itself and says what is wrong.',
      environment: {
        TRAILHOUND_STATE_TABLE: tables.state.tableName,
        TRAILHOUND_FINDINGS_TABLE: tables.findings.tableName,
        TRAILHOUND_ALERT_TOPIC_ARN: topics.alerts.topicArn,
        TRAILHOUND_HEALTH_TOPIC_ARN: topics.health.topicArn,
        TRAILHOUND_SUBSCRIBERS: String(settings.alerts.email.length),
        TRAILHOUND_CHAT_TOPIC_ARN: topics.chat?.topicArn ?? 'none',
        TRAILHOUND_LOG_GROUPS: listed(logGroups),
        TRAILHOUND_WATCH_LOGS_ARN: props.watchLogs?.function.functionArn ?? 'none',
        TRAILHOUND_DOORS: listed(props.doors),
        TRAILHOUND_FOREIGN_DOORS: listed(props.doors.filter((door) => !props.beating.includes(door))),
        TRAILHOUND_HEARTBEAT_MINUTES: String(settings.heartbeat || 0),
        TRAILHOUND_FAILURES_BUCKET: delivery.failures.bucketName,
        TRAILHOUND_DEAD_LETTERS_URL: props.deadLetters.map(({ queueUrl }) => queueUrl).join(','),
      },
    });
    watch.grantTable(tables.state, ['GetItem', 'PutItem']);
    const all = [topics.alerts, topics.health, ...(topics.chat === undefined ? [] : [topics.chat])];
    watch.allow(
      ['sns:ListSubscriptionsByTopic'],
      all.map(({ topicArn }) => topicArn),
    );
    watch.allow(['sns:Publish'], [topics.health.topicArn]);
    watch.allow(['s3:ListBucket'], [delivery.failures.bucketArn]);
    watch.allow(
      ['sqs:GetQueueAttributes'],
      props.deadLetters.map(({ queueArn }) => queueArn),
    );
    if (logGroups.length > 0) {
      const arnOf = (name: string) =>
        `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:${name}`;
      watch.allow(
        ['logs:DescribeSubscriptionFilters'],
        logGroups.flatMap((name) => [arnOf(name), `${arnOf(name)}:*`]),
      );
      for (const name of logGroups) {
        watch.acknowledgeWildcard(
          `Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:${name}:*`,
          'The ARN of one log group: CloudWatch Logs writes it with this ending.',
        );
      }
    }
    this.detector = watch;
    const { watchdogBusArn: busArn } = props;
    if (busArn === undefined) watch.leaveFailuresToTheNextRun();
    else {
      watch.allow(['events:PutEvents'], [DEFAULT_BUS_ARN]);
      watch.leaveFailuresToTheNextRun(DEFAULT_BUS_ARN);
      new WatchdogSignal(this, 'Signal', { busArn, alive: watch, deadLetters: delivery.deadLetters });
    }
    shared.schedules.wake('WatchSelf', Duration.minutes(30), watch);
  }
}
