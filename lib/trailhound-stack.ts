import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Annotations, CfnOutput, Duration, type RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { StackSettings } from '#config/stack-settings';
import { TABLES } from '#config/tables';
import { DetectorFunction } from './constructs/detector-function.ts';
import { Tables } from './constructs/tables.ts';

export interface TrailhoundStackProps extends StackProps {
  readonly settings: StackSettings;
  /** @default RemovalPolicy.RETAIN - findings outlive the stack */
  readonly removalPolicy?: RemovalPolicy;
  /** Folder of the built functions. @default - dist/lambdas of this package */
  readonly bundles?: string;
}

const DIST = fileURLToPath(new URL('../dist/lambdas', import.meta.url));

/** CloudTrail's event history in, findings in DynamoDB, alerts at an SNS topic. */
export class TrailhoundStack extends Stack {
  private readonly settings: StackSettings;
  private readonly bundles: string;
  private readonly tables: Tables;

  constructor(scope: Construct, id: string, props: TrailhoundStackProps) {
    super(scope, id, props);
    this.settings = props.settings;
    this.bundles = props.bundles ?? DIST;
    this.tables = new Tables(
      this,
      'Tables',
      props.removalPolicy === undefined ? {} : { removalPolicy: props.removalPolicy },
    );
    this.collector();
    const topic = this.topic();
    this.notifier(topic);
    const { findings, state } = this.tables;
    new CfnOutput(this, 'FindingsTable', { value: findings.tableName });
    new CfnOutput(this, 'StateTable', { value: state.tableName });
    new CfnOutput(this, 'ListFindings', {
      description: 'Lists the open findings; run it in a checkout of Trailhound.',
      value: `npx --no trailhound findings list --table ${findings.tableName} --state-table ${state.tableName} --region ${this.region}`,
    });
    new CfnOutput(this, 'AlertTopic', { value: topic.topicArn });
  }

  private collector(): void {
    const bundle = join(this.bundles, 'collect-cloudtrail');
    const collect = new DetectorFunction(this, 'CollectCloudtrail', {
      bundle,
      description: 'Reads the CloudTrail event history and writes findings.',
      timeout: Duration.minutes(4),
      memorySize: 512,
      environment: {
        ...this.tableNames(),
        TRAILHOUND_ALERT_FLOOR: this.settings.alertFloor,
        TRAILHOUND_REGIONS: this.settings.regions.join(','),
        // Built from suppressions.yml, where the checkout has one.
        ...(existsSync(join(bundle, 'suppressions.json'))
          ? { TRAILHOUND_SUPPRESSIONS_FILE: 'suppressions.json' }
          : {}),
      },
    });
    collect.grantTable(this.tables.findings, ['GetItem', 'BatchGetItem', 'PutItem']);
    collect.grantTable(this.tables.state, ['GetItem', 'PutItem', 'UpdateItem', 'BatchWriteItem']);
    // LookupEvents has no resource-level permissions (Service Authorization Reference, AWS CloudTrail).
    collect.function.addToRolePolicy(
      new PolicyStatement({ actions: ['cloudtrail:LookupEvents'], resources: ['*'] }),
    );
    this.every('CollectSchedule', Duration.minutes(this.settings.everyMinutes), collect);
  }

  private notifier(topic: Topic): void {
    const notify = new DetectorFunction(this, 'Notify', {
      bundle: join(this.bundles, 'notify'),
      description: 'Sends the alerts that are pending in the findings table.',
      timeout: Duration.minutes(1),
      environment: { ...this.tableNames(), TRAILHOUND_TOPIC_ARN: topic.topicArn },
    });
    const pending = TABLES.findings.indexes
      .filter((index) => index.name === 'pending-alerts')
      .map(({ name }) => name);
    notify.grantTable(this.tables.findings, ['GetItem', 'BatchGetItem', 'PutItem', 'Query'], pending);
    notify.grantTable(this.tables.state, ['GetItem', 'PutItem']);
    topic.grantPublish(notify.function);
    this.tables.findings.grantStreamRead(notify.function);
    notify.function.addEventSourceMapping('Stream', {
      eventSourceArn: this.tables.findingsStreamArn,
      startingPosition: StartingPosition.LATEST,
      batchSize: 100,
      retryAttempts: 3,
      bisectBatchOnError: true,
      // The stream only wakes it: most writes have nothing pending and need not.
      filters: [
        FilterCriteria.filter({
          dynamodb: { NewImage: { alert: { M: { state: { S: FilterRule.isEqual('pending') } } } } },
        }),
      ],
      onFailure: new SqsDlq(notify.failures),
    });
    this.every('SweepSchedule', Duration.minutes(5), notify);
  }

  private every(id: string, rate: Duration, target: DetectorFunction): void {
    new Schedule(this, id, {
      schedule: ScheduleExpression.rate(rate),
      target: new LambdaInvoke(target.function, { deadLetterQueue: target.failures, retryAttempts: 2 }),
    });
  }

  private topic(): Topic {
    const topic = new Topic(this, 'Alerts', { displayName: 'Trailhound', enforceSSL: true });
    if (this.settings.email !== '') topic.addSubscription(new EmailSubscription(this.settings.email));
    else {
      Annotations.of(this).addWarningV2(
        'trailhound:nobody-is-told',
        'No e-mail address is set (trailhound.email in cdk.json): subscribe to the topic AlertTopic yourself, or nobody gets an alert.',
      );
    }
    return topic;
  }

  private tableNames(): Record<string, string> {
    return {
      TRAILHOUND_FINDINGS_TABLE: this.tables.findings.tableName,
      TRAILHOUND_STATE_TABLE: this.tables.state.tableName,
    };
  }
}
