import { Aws, CustomResource, Duration } from 'aws-cdk-lib';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { AppLogSettings } from '#core/logs/app-log-settings';
import type { DetectorFunction } from '../constructs/detector-function.ts';
import { listed } from '../constructs/listed.ts';
import type { SharedParts } from '../constructs/shared-parts.ts';
import { appLogFiles, OPEN_STREAM_ACTIONS } from './app-log-files.ts';
import { triageFunction } from './triage-door.ts';

/** How often traces are looked for whose streams have gone silent: what waits for a next line waits no longer. */
const FLUSH = Duration.minutes(1);

/**
 * Log groups of applications: a function that finds them, subscribes `watch-logs` to those with a free slot, and pulls
 * the others. It also ends traces that wait for lines which do not come, those of the HTTP intake too.
 *
 * It runs on a schedule, and with the stack: groups are subscribed as soon as it stands, and set free before it goes.
 */
export class AppLogsDoor extends Construct {
  readonly detector: DetectorFunction;

  constructor(
    scope: Construct,
    id: string,
    /** `watchLogs`: what groups are subscribed to; absent where only shipped logs are watched. */
    props: { readonly shared: SharedParts; readonly watchLogs: DetectorFunction | undefined },
  ) {
    super(scope, id);
    const { shared, watchLogs } = props;
    const { settings, schedules } = shared;
    const carried = appLogFiles(settings);
    this.detector = triageFunction(this, 'PullLogs', shared, {
      name: 'pull-logs',
      description: 'Finds log groups of applications, subscribes to them or reads them, and writes findings.',
      files: carried.files,
      environment: {
        ...carried.environment,
        TRAILHOUND_TRAIL_LOG_GROUPS: listed(settings.sources.logGroups),
        TRAILHOUND_WATCH_LOGS_ARN: watchLogs?.function.functionArn ?? 'none',
      },
      hears: false,
      onState: OPEN_STREAM_ACTIONS,
    });
    this.detector.leaveFailuresToTheNextRun();
    schedules.wake('FlushLogs', FLUSH, this.detector, { mode: 'flush' });
    if (watchLogs && settings.applicationLogs) this.findGroups(shared, settings.applicationLogs, watchLogs);
  }

  private findGroups(shared: SharedParts, logs: AppLogSettings, watchLogs: DetectorFunction): void {
    const groups = `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:*`;
    const permission = new CfnPermission(this, 'Allow', {
      action: 'lambda:InvokeFunction',
      functionName: watchLogs.function.functionArn,
      principal: 'logs.amazonaws.com',
      sourceArn: groups,
      sourceAccount: Aws.ACCOUNT_ID,
    });
    this.allow(this.detector, groups);
    const every = shared.schedules.wake('PullLogs', Duration.minutes(logs.everyMinutes), this.detector);
    const withStack = new CustomResource(this, 'WithStack', {
      serviceToken: this.detector.function.functionArn,
      resourceType: 'Custom::TrailhoundLogSubscriptions',
      // It always answers, unless it can't even begin; CloudFormation would then wait for an hour.
      serviceTimeout: this.detector.timeout.plus(Duration.minutes(2)),
      // Changed settings are a changed resource: groups are then looked for at once.
      properties: { settings: JSON.stringify(logs) },
    });
    withStack.node.addDependency(permission, this.detector);
    // So the schedule goes first: a run after the groups were set free would subscribe to them again.
    every.node.addDependency(withStack);
  }

  private allow(pull: DetectorFunction, groups: string): void {
    pull.allow(
      [
        'logs:DescribeSubscriptionFilters',
        'logs:FilterLogEvents',
        'logs:PutSubscriptionFilter',
        'logs:DeleteSubscriptionFilter',
      ],
      [groups],
    );
    pull.acknowledgeWildcard(
      'Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:*',
      'Log groups are chosen by prefix and tag, so their names are not known before. It may read them and change subscription filters; it changes its own only.',
    );
    pull.allow(['logs:DescribeLogGroups', 'tag:GetResources'], ['*']);
    pull.acknowledgeWildcard(
      'Resource::*',
      'Neither listing log groups nor the Resource Groups Tagging API has resource-level permissions (Service Authorization Reference).',
    );
  }
}

/** Tells readers the names of all log groups of Trailhound itself: what it writes there must never wake it. */
export function tellOwnGroups(readers: readonly DetectorFunction[], all: readonly DetectorFunction[]): void {
  for (const reader of readers) {
    const names = all.map(({ logGroup }) => logGroup.logGroupName).join(',');
    reader.function.addEnvironment('TRAILHOUND_OWN_LOG_GROUPS', names);
  }
}
