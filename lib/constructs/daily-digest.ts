import { Stack } from 'aws-cdk-lib';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { TelemetrySettings } from '#config/deployment/telemetry-defaults';
import { TABLES } from '#config/tables';
import type { Door } from '#ports/metrics';
import { DetectorFunction } from './detector-function.ts';
import { listed } from './listed.ts';
import { protectedBucket } from './protected-bucket.ts';
import { allowListSetting } from './rule-pack.ts';
import type { SharedParts } from './shared-parts.ts';
import type { Topics } from './topics.ts';

/** The report of every day: a function on a schedule, a bucket, and a word to the topic of alerts. */
export class DailyDigest extends Construct {
  readonly detector: DetectorFunction;
  readonly reports: Bucket;

  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly shared: SharedParts;
      readonly digest: NonNullable<TelemetrySettings['digest']>;
      readonly topics: Topics;
      readonly doors: readonly Door[];
      readonly beating: readonly Door[];
    },
  ) {
    super(scope, id);
    const { shared, topics, doors, beating } = props;
    const { tables, settings, schedules, pack } = shared;
    const { hour, keepDays, quietDays } = props.digest;
    this.reports = protectedBucket(this, 'Reports', {
      keepDays,
      removalPolicy: shared.removalPolicy,
      key: shared.key,
      noAccessLog:
        'Holds daily reports, written by one function. Access logs would need another bucket that outlives the stack.',
    });
    const digest = new DetectorFunction(this, 'Digest', {
      ground: shared,
      name: 'digest',
      description: 'Writes the report of the day.',
      files: pack.allowList,
      environment: {
        TRAILHOUND_FINDINGS_TABLE: tables.findings.tableName,
        TRAILHOUND_STATE_TABLE: tables.state.tableName,
        TRAILHOUND_REPORTS_BUCKET: this.reports.bucketName,
        TRAILHOUND_ALERT_TOPIC_ARN: topics.alerts.topicArn,
        TRAILHOUND_DIGEST_QUIET_DAYS: quietDays ? 'yes' : 'no',
        TRAILHOUND_DIGEST_WATCHED: listed([
          ...(settings.applicationLogs || settings.intake ? ['logs'] : []),
          ...(settings.metrics ? ['metrics'] : []),
        ]),
        TRAILHOUND_DOORS: listed(doors),
        TRAILHOUND_FOREIGN_DOORS: listed(doors.filter((door) => !beating.includes(door))),
        TRAILHOUND_HEARTBEAT_MINUTES: String(settings.heartbeat || 0),
        TRAILHOUND_REGIONS: [...new Set([Stack.of(this).region, ...settings.regions])].join(','),
        ...allowListSetting(pack),
      },
    });
    digest.grantTable(
      tables.findings,
      ['GetItem', 'BatchGetItem', 'Query'],
      TABLES.findings.indexes.map(({ name }) => name),
    );
    digest.grantTable(tables.state, ['GetItem', 'PutItem', 'Query']);
    digest.allow(['s3:PutObject'], [this.reports.arnForObjects('digests/*')]);
    digest.acknowledgeWildcard(
      `Resource::<${Stack.of(this).getLogicalId(this.reports.node.defaultChild as CfnBucket)}.Arn>/digests/*`,
      'Reports are named by their day.',
    );
    digest.allow(['sns:Publish'], [topics.alerts.topicArn]);
    // The next run is about another day.
    digest.keepFailures(shared.delivery.failures);
    schedules.wakeDaily('Digest', hour, digest);
    this.detector = digest;
  }
}
