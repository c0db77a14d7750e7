import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { dynamoClient } from '#adapters/aws/dynamo-client';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { awsDeploymentView } from '#adapters/aws/health-deployment-view';
import { managementEventsOf } from '#app/health/trail-coverage';
import type { DeploymentView } from '#ports/health';
import { AdvisedError } from '../advised-error.ts';

/** What `doctor` asks AWS with. Endpoint and credentials come from the environment. */
export interface DoctorClients {
  readonly region: string;
  readonly cloudformation: CloudFormationClient;
  readonly lambda: LambdaClient;
  /** The questions about one deployment, whose state table is known. */
  readonly viewOf: (stateTable: string) => DeploymentView;
}

/** Makes the clients. Throws `TH_HEALTH_READ` when no region is set. */
export async function doctorClients(given: string | undefined): Promise<DoctorClients> {
  const region = given ?? (await environmentRegion());
  const config = { region, maxAttempts: 4 };
  const lambda = new LambdaClient(config);
  const db = dynamoClient({ region });
  return {
    ...{ region, lambda, cloudformation: new CloudFormationClient(config) },
    viewOf: (stateTable) =>
      awsDeploymentView({
        ...{ region, lambda, db, coverageOf: managementEventsOf },
        state: dynamoStateStore({ db, stateTable }),
        cloudtrail: (home) => new CloudTrailClient({ ...config, region: home }),
        cloudwatch: new CloudWatchClient(config),
        events: new EventBridgeClient(config),
        scheduler: new SchedulerClient(config),
        sns: new SNSClient(config),
        sqs: new SQSClient(config),
        logs: new CloudWatchLogsClient(config),
        s3: new S3Client(config),
      }),
  };
}

async function environmentRegion(): Promise<string> {
  try {
    return await new CloudFormationClient({}).config.region();
  } catch (cause) {
    throw new AdvisedError('TH_HEALTH_READ', 'Which region? Give --region, or set AWS_REGION', { cause });
  }
}
