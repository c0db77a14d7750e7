import { Aws, CustomResource, Duration } from 'aws-cdk-lib';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { DetectorFunction } from '../constructs/detector-function.ts';
import type { SharedParts } from '../constructs/shared-parts.ts';
import { appLogFiles } from './app-log-files.ts';
import { triageFunction } from './triage-door.ts';

/**
 * Log groups of applications: a function that finds them, subscribes `watch-logs` to those with a free slot, and pulls
 * the others.
 *
 * It runs on a schedule, and with the stack: groups are subscribed as soon as it stands, and set free before it goes.
 */
export class AppLogsDoor extends Construct {
  readonly detector: DetectorFunction;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly shared: SharedParts; readonly watchLogs: DetectorFunction },
  ) {
    super(scope, id);
    const { shared, watchLogs } = props;
    const { settings, schedules } = shared;
    const carried = appLogFiles(settings);
    const pull = triageFunction(this, 'PullLogs', shared, {
      name: 'pull-logs',
      description: 'Finds log groups of applications, subscribes to them or reads them, and writes findings.',
      files: carried.files,
      environment: { ...carried.environment, TRAILHOUND_WATCH_LOGS_ARN: watchLogs.function.functionArn },
    });
    const groups = `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:*`;
    const permission = new CfnPermission(this, 'Allow', {
      action: 'lambda:InvokeFunction',
      functionName: watchLogs.function.functionArn,
      principal: 'logs.amazonaws.com',
      sourceArn: groups,
      sourceAccount: Aws.ACCOUNT_ID,
    });
    this.allow(pull, groups);
    pull.leaveFailuresToTheNextRun();
    schedules.wake('PullLogs', Duration.minutes(settings.applicationLogs?.everyMinutes ?? 60), pull);
    const withStack = new CustomResource(this, 'WithStack', {
      serviceToken: pull.function.functionArn,
      resourceType: 'Custom::TrailhoundLogSubscriptions',
      // Changed settings are a changed resource: groups are then looked for at once.
      properties: { settings: JSON.stringify(settings.applicationLogs) },
    });
    withStack.node.addDependency(permission, pull);
    this.detector = pull;
  }

  private allow(pull: DetectorFunction, groups: string): void {
    pull.allow(
      [
        'logs:DescribeLogGroups',
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
    pull.allow(['tag:GetResources'], ['*']);
    pull.acknowledgeWildcard(
      'Resource::*',
      'The Resource Groups Tagging API has no resource-level permissions (Service Authorization Reference).',
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
