import { SNSClient } from '@aws-sdk/client-sns';
import { dynamoClient } from '#adapters/aws/dynamo-client';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { emfMetrics } from '#adapters/aws/emf-metrics';
import { powertoolsLog } from '#adapters/aws/powertools-log';
import { snsAlertSink } from '#adapters/aws/sns-alert-sink';
import { snsChatSink } from '#adapters/aws/sns-chat-sink';
import { systemClock } from '#adapters/aws/system-clock';
import { DEFAULT_NOTIFY, type NotifyDeps } from '#app/notify';
import { notifySettings } from '#config/notify-settings';
import { type Environment, readSettings } from '#config/settings';
import { whenFirstUsed } from './when-first-used.ts';

/** Joins the notifier with DynamoDB and SNS. Throws `TH_SETTINGS_REFUSED`, and so stops the cold start. */
export function wireNotifier(env: Environment): NotifyDeps {
  const settings = readSettings(notifySettings, env);
  const { findingsTable, stateTable, topicArn, chatTopicArn } = settings;
  const log = powertoolsLog('notify', settings);
  // Set by Lambda itself; a laptop's own tables have no region.
  const region = env['AWS_REGION'];
  const db = whenFirstUsed(() => dynamoClient());
  const sns = whenFirstUsed(() => new SNSClient({ maxAttempts: 3 }));
  return {
    findings: dynamoFindingStore({ db, findingsTable, stateTable }),
    state: dynamoStateStore({ db, stateTable }),
    sinks: [snsAlertSink({ client: () => sns, topicArn: () => topicArn })],
    besides: chatTopicArn === 'none' ? [] : [snsChatSink({ client: () => sns, topicArn: chatTopicArn })],
    clock: systemClock,
    log,
    metrics: emfMetrics(settings.deployment, log),
    settings: {
      ...DEFAULT_NOTIFY,
      tableName: findingsTable,
      ...(region === undefined ? {} : { deployed: { stateTable, region } }),
    },
  };
}
