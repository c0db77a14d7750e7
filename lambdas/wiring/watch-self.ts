import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { dynamoClient } from '#adapters/aws/dynamo-client';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { emfMetrics } from '#adapters/aws/emf-metrics';
import { snsHealthSink } from '#adapters/aws/health-messaging';
import { awsSelfView } from '#adapters/aws/health-self-view';
import { powertoolsLog } from '#adapters/aws/powertools-log';
import { systemClock } from '#adapters/aws/system-clock';
import { expectedSelf } from '#app/health/expected-self';
import type { WatchSelfDeps } from '#app/health/watch-self';
import { migrate } from '#app/migrate';
import { type Environment, readSettings } from '#config/settings';
import { watchSelfSettings } from '#config/watch-self-settings';
import { whenFirstUsed } from './when-first-used.ts';

/** Joins the look at itself with what it looks at. Throws `TH_SETTINGS_REFUSED`, and so stops the cold start. */
export function wireWatchSelf(env: Environment): WatchSelfDeps {
  const settings = readSettings(watchSelfSettings, env);
  const log = powertoolsLog('watch-self', settings);
  const db = whenFirstUsed(() => dynamoClient());
  const { findingsTable, stateTable } = settings;
  const state = dynamoStateStore({ db, stateTable });
  const findings = dynamoFindingStore({ db, findingsTable, stateTable });
  const config = { maxAttempts: 4 };
  const sns = whenFirstUsed(() => new SNSClient(config));
  return {
    view: awsSelfView({
      sns,
      sqs: whenFirstUsed(() => new SQSClient(config)),
      logs: whenFirstUsed(() => new CloudWatchLogsClient(config)),
      s3: whenFirstUsed(() => new S3Client(config)),
      state,
    }),
    sink: snsHealthSink(sns, settings.healthTopicArn),
    state,
    metrics: emfMetrics(settings.deployment, log),
    clock: systemClock,
    log,
    migrate: () => migrate({ findings, state, clock: systemClock, log }),
    expected: expectedSelf(settings),
  };
}
