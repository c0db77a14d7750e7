import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Construct } from 'constructs';
import type { DeploymentSettings } from '#config/deployment/defaults';
import type { FunctionName } from '#config/deployment/input';
import type { PushDown } from '#packing/push-down';
import { allParts, sharedParts } from './assembly.ts';
import { Alarms } from './constructs/alarms.ts';
import { Topics } from './constructs/topics.ts';
import { TrailhoundDashboard } from './constructs/trailhound-dashboard.ts';
import { judgedSettings, type TrailhoundProps } from './trailhound-props.ts';

export type { TrailhoundProps } from './trailhound-props.ts';

/**
 * Trailhound in a stack of yours: CloudTrail in, findings in DynamoDB, alerts from SNS.
 *
 * No resource has a fixed name, so several of them fit into one account. Throws `TH_SETTINGS_REFUSED`,
 * `TH_RULES_REFUSED`, `TH_SUPPRESSIONS_REFUSED` or `TH_BUNDLE_MISSING`, each with all problems at once.
 */
export class Trailhound extends Construct {
  /** Holds the findings; its items can be read without Trailhound (docs/generated/tables.md). */
  readonly findingsTable: TableV2;
  /** Holds checkpoints, counts and what could not be understood. */
  readonly stateTable: TableV2;
  /** Alerts about findings. Filter by the message attributes `severity`, `ruleId`, `accountId` and `kind`. */
  readonly alertTopic: Topic;
  /** News of Trailhound's own health: every alarm, and what it found wrong with itself. */
  readonly healthTopic: Topic;
  /** Alerts for Amazon Q Developer in chat; with `alerts.chat` only. */
  readonly chatTopic: Topic | undefined;
  /** The functions of the doors that are open, and those that are always there. */
  readonly functions: Readonly<Partial<Record<FunctionName, LambdaFunction>>>;
  /** Bus that forwarders of other regions put events on; with `sources.eventBridge` only. */
  readonly forwardedBus: EventBus | undefined;
  /** Its name, known before the deployment. */
  readonly forwardedBusName: string;
  /** Queue that buckets send their news to; with `sources.buckets` only. Point a bucket of another account at it. */
  readonly objectsQueue: Queue | undefined;
  /** Where failed invocations wait to be tried again. */
  readonly failuresBucket: Bucket;
  /** Where logs are taken over HTTP; with `intake` only. */
  readonly intakeUrl: string | undefined;
  /** ARN of the secret that senders show; with `intake` and `auth: secret` only. */
  readonly intakeSecretArn: string | undefined;
  /** Holds the daily reports; unless `digest` is false. */
  readonly reportsBucket: Bucket | undefined;
  /** Name of the dashboard, where there is one. */
  readonly dashboardName: string | undefined;
  /** What the AWS-side filters were made from: a forwarder in another region takes it too. */
  readonly pushDown: PushDown;
  /** The settings with every default filled in. */
  readonly settings: DeploymentSettings;

  constructor(scope: Construct, id: string, props: TrailhoundProps = {}) {
    super(scope, id);
    this.settings = judgedSettings(props);
    const shared = sharedParts(this, this.settings, props);
    const { alarms, dashboard, alerts } = this.settings;
    const topics = new Topics(this, 'Topics', { ...alerts, key: shared.key });
    const parts = allParts(this, shared, topics);
    const watched = { topics, ...parts };
    if (alarms) new Alarms(this, 'Alarms', watched);
    this.dashboardName = dashboard ? new TrailhoundDashboard(this, 'Dashboard', watched).name : undefined;
    this.findingsTable = shared.tables.findings;
    this.stateTable = shared.tables.state;
    this.alertTopic = topics.alerts;
    this.healthTopic = topics.health;
    this.chatTopic = topics.chat;
    this.functions = Object.fromEntries(parts.detectors.map((one) => [one.name, one.function]));
    this.forwardedBus = parts.bus?.forwarded;
    this.forwardedBusName = parts.bus?.name ?? '';
    this.objectsQueue = parts.buckets?.queue;
    this.failuresBucket = shared.delivery.failures;
    this.intakeUrl = parts.intake?.url.url;
    this.intakeSecretArn = parts.intake?.secret?.secretArn;
    this.reportsBucket = parts.digest?.reports;
    this.pushDown = shared.pack.pushDown;
    if (alerts.email.length === 0) this.warnOfSilence();
    this.warnOfPartition();
  }

  /** GovCloud and China have other regions for global services, and no us-east-1. */
  private warnOfPartition(): void {
    const { region } = Stack.of(this);
    const partition = Token.isUnresolved(region) ? undefined : RegionInfo.get(region).partition;
    if (partition === undefined || partition === 'aws') return;
    Annotations.of(this).addWarningV2(
      'trailhound:partition',
      `${region} belongs to the partition ${partition}, which has no us-east-1: the event history, which is read there too, will report failures. Use another source, with eventHistory: false and reconcile: false.`,
    );
  }

  private warnOfSilence(): void {
    Annotations.of(this).addWarningV2(
      'trailhound:nobody-is-told',
      'No e-mail address is set (alerts.email): subscribe to the topics Alerts and Health yourself, or nobody gets an alert.',
    );
  }
}
