import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DATA_VERSION_KEY, type DataVersion } from '#core/data-version';
import type { DeploymentView } from '#ports/health';
import { learnConcurrency, learnFunctions } from './health-functions.ts';
import { learn } from './health-learn.ts';
import { learnProgress, learnQuarantined } from './health-progress.ts';
import { awsSelfView, type SelfViewDeps } from './health-self-view.ts';
import { learnAlarms, learnRule, learnSchedule } from './health-switches.ts';
import { type CoverageOf, learnTrails } from './health-trails.ts';

export interface DeploymentViewDeps extends SelfViewDeps {
  readonly region: string;
  readonly cloudtrail: (region: string) => CloudTrailClient;
  readonly cloudwatch: CloudWatchClient;
  readonly events: EventBridgeClient;
  readonly lambda: LambdaClient;
  readonly scheduler: SchedulerClient;
  readonly db: DynamoDBDocumentClient;
  readonly coverageOf: CoverageOf;
}

/** Looks at a deployment from outside, with AWS's own calls; every one of them only reads. */
export const awsDeploymentView = (deps: DeploymentViewDeps): DeploymentView => ({
  ...awsSelfView(deps),
  trails: () => learnTrails(deps.cloudtrail, deps.region, deps.coverageOf),
  progress: (stateTable) => learnProgress(deps.db, deps.state, stateTable),
  quarantined: (stateTable) => learnQuarantined(deps.db, stateTable),
  dataVersion: () =>
    learn(
      'dynamodb:GetItem',
      async () => (await deps.state.read<DataVersion>(DATA_VERSION_KEY))?.value.version,
    ),
  alarms: (names) => learnAlarms(deps.cloudwatch, names),
  schedule: (name) => learnSchedule(deps.scheduler, name),
  rule: (name) => learnRule(deps.events, name),
  functions: (names, now) => learnFunctions(deps.cloudwatch, names, now),
  concurrency: () => learnConcurrency(deps.lambda),
});
