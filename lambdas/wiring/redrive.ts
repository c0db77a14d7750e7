import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { dynamoClient } from '#adapters/aws/dynamo-client';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { emfMetrics } from '#adapters/aws/emf-metrics';
import { lambdaRedelivery } from '#adapters/aws/lambda-redelivery';
import { powertoolsLog } from '#adapters/aws/powertools-log';
import { s3FailedDeliveries } from '#adapters/aws/s3-failed-deliveries';
import { systemClock } from '#adapters/aws/system-clock';
import { redriveSettings } from '#config/redrive-settings';
import { type Environment, readSettings } from '#config/settings';
import type { RedriveHandlerDeps } from '../redrive/handler.ts';
import { whenFirstUsed } from './when-first-used.ts';

/** Joins the redrive with S3, Lambda and DynamoDB. Throws `TH_SETTINGS_REFUSED`, and so stops the cold start. */
export function wireRedrive(env: Environment): RedriveHandlerDeps {
  const settings = readSettings(redriveSettings, env);
  const { stateTable, failuresBucket, attempts, stopMarginSeconds } = settings;
  const log = powertoolsLog('redrive', settings);
  const db = whenFirstUsed(() => dynamoClient());
  // An invocation that is repeated unseen would be a try that nobody counts.
  const lambda = whenFirstUsed(() => new LambdaClient({ maxAttempts: 1 }));
  return {
    deliveries: s3FailedDeliveries({
      s3: whenFirstUsed(() => new S3Client({ maxAttempts: 4 })),
      bucket: failuresBucket,
    }),
    redelivery: lambdaRedelivery(lambda),
    state: dynamoStateStore({ db, stateTable }),
    metrics: emfMetrics(settings.deployment, log),
    clock: systemClock,
    log,
    settings: { attempts, functions: settings.functions, repeating: settings.repeating },
    stopMarginMs: stopMarginSeconds * 1_000,
  };
}
