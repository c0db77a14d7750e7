import { Aws } from 'aws-cdk-lib';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { TrailhoundError } from '#core/errors';
import { logsFilters } from '#packing/logs-filter-patterns';
import type { DetectorFunction } from '../constructs/detector-function.ts';
import { listed } from '../constructs/listed.ts';
import type { SharedParts } from '../constructs/shared-parts.ts';
import { appLogFiles, OPEN_STREAM_ACTIONS } from './app-log-files.ts';
import { triageFunction } from './triage-door.ts';

/**
 * Log groups that a trail writes to: subscription filters made from the rules, and a function.
 *
 * The same function takes the lines of applications: those groups are found and subscribed at run time (`AppLogsDoor`).
 */
export class LogGroupsDoor extends Construct {
  readonly detector: DetectorFunction;
  private readonly patterns: readonly string[];
  private readonly sources: readonly string[];

  constructor(scope: Construct, id: string, props: { readonly shared: SharedParts }) {
    super(scope, id);
    const { settings, pack, delivery } = props.shared;
    this.sources = settings.sources.logGroups;
    const { filters } = logsFilters(pack.pushDown, settings.sources.filtersPerLogGroup);
    this.patterns = filters.map(({ pattern }) => pattern);
    const appLogs = appLogFiles(settings);
    this.detector = triageFunction(this, 'WatchLogs', props.shared, {
      name: 'watch-logs',
      description:
        'Takes CloudTrail records and lines of applications from CloudWatch Logs and writes findings.',
      files: appLogs.files,
      ...(settings.applicationLogs ? { onState: OPEN_STREAM_ACTIONS } : {}),
      environment: {
        ...appLogs.environment,
        ...(settings.applicationLogs ? { TRAILHOUND_TRAIL_LOG_GROUPS: listed(this.sources) } : {}),
      },
    });
    this.detector.keepFailures(delivery.failures);
    for (const name of this.sources) this.subscribe(name);
  }

  /**
   * Throws `TH_SETTINGS_REFUSED` for a source that is a log group of Trailhound itself: what it logs would wake it again,
   * without end. `own` are all its functions.
   */
  refuse(own: readonly DetectorFunction[]): void {
    const refused = this.sources.filter((name) => own.some((one) => one.mayLogInto(name)));
    if (refused.length === 0) return;
    const lines = refused.map(
      (name) =>
        `sources.logGroups: found ${name}, a log group of Trailhound itself: watching it would never end`,
    );
    throw new TrailhoundError('TH_SETTINGS_REFUSED', lines.join('\n'));
  }

  /** Ids are made from the name: by place, removing one group would have CloudFormation move the filters of all after it. */
  private subscribe(logGroupName: string): void {
    const permission = new CfnPermission(this, `Allow-${logGroupName}`, {
      action: 'lambda:InvokeFunction',
      functionName: this.detector.function.functionArn,
      principal: 'logs.amazonaws.com',
      sourceArn: `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:${logGroupName}:*`,
      sourceAccount: Aws.ACCOUNT_ID,
    });
    this.patterns.forEach((filterPattern, filter) => {
      const made = new CfnSubscriptionFilter(this, `Filter${filter}-${logGroupName}`, {
        logGroupName,
        filterPattern,
        destinationArn: this.detector.function.functionArn,
      });
      // Without the permission CloudWatch Logs refuses the filter.
      made.addResourceDependency(permission);
    });
  }
}
