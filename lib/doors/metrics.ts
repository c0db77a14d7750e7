import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { TelemetrySettings } from '#config/deployment/telemetry-defaults';
import { DetectorFunction } from '../constructs/detector-function.ts';
import { regexFile } from '../constructs/files-beside.ts';
import { allowListSetting } from '../constructs/rule-pack.ts';
import type { SharedParts } from '../constructs/shared-parts.ts';

/** CloudWatch metrics on a schedule. */
export class MetricsDoor extends Construct {
  readonly detector: DetectorFunction;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly shared: SharedParts; readonly metrics: NonNullable<TelemetrySettings['metrics']> },
  ) {
    super(scope, id);
    const { settings, schedules, tables, pack, bundles } = props.shared;
    const { everyMinutes, watch } = props.metrics;
    const watchMetrics = new DetectorFunction(this, 'WatchMetrics', {
      ground: props.shared,
      name: 'watch-metrics',
      description: 'Reads CloudWatch metrics and writes findings about what is unusual.',
      // The allow-list may have regular expressions.
      files: { ...pack.allowList, ...regexFile(bundles), 'metrics.json': JSON.stringify(watch) },
      environment: {
        TRAILHOUND_FINDINGS_TABLE: tables.findings.tableName,
        TRAILHOUND_STATE_TABLE: tables.state.tableName,
        TRAILHOUND_ALERT_FLOOR: settings.alerts.minSeverity,
        TRAILHOUND_RETENTION_DAYS: String(settings.retention.findingDays),
        TRAILHOUND_METRICS_FILE: 'metrics.json',
        ...allowListSetting(pack),
      },
    });
    watchMetrics.grantTable(tables.findings, ['GetItem', 'BatchGetItem', 'PutItem']);
    watchMetrics.grantTable(tables.state, ['GetItem', 'PutItem', 'UpdateItem', 'BatchWriteItem']);
    watchMetrics.allow(['cloudwatch:ListMetrics', 'cloudwatch:GetMetricData', 'tag:GetResources'], ['*']);
    watchMetrics.acknowledgeWildcard(
      'Resource::*',
      'Neither CloudWatch nor the Resource Groups Tagging API has resource-level permissions for reading (Service Authorization Reference).',
    );
    watchMetrics.leaveFailuresToTheNextRun();
    schedules.wake('WatchMetrics', Duration.minutes(everyMinutes), watchMetrics);
    this.detector = watchMetrics;
  }
}
