import { Duration } from 'aws-cdk-lib';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { TABLES } from '#config/tables';
import { DetectorFunction } from './detector-function.ts';
import type { SharedParts } from './shared-parts.ts';
import type { Topics } from './topics.ts';

/** The index that holds the findings whose alert is due. */
const PENDING = TABLES.findings.indexes.map(({ name }) => name).filter((name) => name === 'pending-alerts');

/** Sends pending alerts: woken by the findings table's stream, and every five minutes for whatever the stream lost. */
export class Notifier extends Construct {
  readonly detector: DetectorFunction;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly shared: SharedParts; readonly topics: Topics },
  ) {
    super(scope, id);
    const { tables, delivery, schedules } = props.shared;
    const { alerts, chat } = props.topics;
    const notify = new DetectorFunction(this, 'Notify', {
      ground: props.shared,
      name: 'notify',
      description: 'Sends the alerts that are pending in the findings table.',
      environment: {
        TRAILHOUND_FINDINGS_TABLE: tables.findings.tableName,
        TRAILHOUND_STATE_TABLE: tables.state.tableName,
        TRAILHOUND_TOPIC_ARN: alerts.topicArn,
        TRAILHOUND_CHAT_TOPIC_ARN: chat?.topicArn ?? 'none',
      },
    });
    notify.grantTable(tables.findings, ['GetItem', 'BatchGetItem', 'PutItem', 'Query'], PENDING);
    notify.grantTable(tables.state, ['GetItem', 'PutItem']);
    notify.allow(['sns:Publish'], chat ? [alerts.topicArn, chat.topicArn] : [alerts.topicArn]);
    notify.allow(
      ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
      [tables.findingsStreamArn],
    );
    notify.allow(['sqs:SendMessage'], [delivery.deadLetters.queueArn]);
    notify.function.addEventSourceMapping('Stream', {
      eventSourceArn: tables.findingsStreamArn,
      startingPosition: StartingPosition.LATEST,
      batchSize: 100,
      retryAttempts: 10,
      maxRecordAge: Duration.hours(1),
      bisectBatchOnError: true,
      // The stream only wakes it: most writes have nothing pending and need not.
      filters: [
        FilterCriteria.filter({
          dynamodb: { NewImage: { alert: { M: { state: { S: FilterRule.isEqual('pending') } } } } },
        }),
      ],
      onFailure: { bind: () => ({ destination: delivery.deadLetters.queueArn }) },
    });
    notify.leaveFailuresToTheNextRun();
    schedules.wake('Sweep', Duration.minutes(5), notify);
    this.detector = notify;
  }
}
