import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { dynamoClient } from '#adapters/aws/dynamo-client';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { learnProgress, learnQuarantined } from '#adapters/aws/health-progress';
import { powertoolsLog } from '#adapters/aws/powertools-log';
import { s3ReportStore } from '#adapters/aws/s3-report-store';
import { snsDigestSink } from '#adapters/aws/sns-digest-sink';
import { systemClock } from '#adapters/aws/system-clock';
import { type DigestDeps, type DigestRequest, gatherDigest } from '#app/digest/gather-digest';
import { digestSettings } from '#config/digest-settings';
import { type Environment, readSettings, type SettingsOf } from '#config/settings';
import { safeJson } from '#core/escape';
import { digestMessage } from '#render/digest-message';
import { renderHtml } from '#render/render-html';
import { renderMarkdown } from '#render/render-markdown';
import type { DigestHandlerDeps } from '../digest/handler.ts';
import { loadCompiledSuppressions } from './compiled-files.ts';
import { whenFirstUsed } from './when-first-used.ts';

/** Joins the digest with DynamoDB, S3 and SNS. Throws `TH_SETTINGS_REFUSED` or `TH_SUPPRESSIONS_REFUSED`. */
export function wireDigest(env: Environment): DigestHandlerDeps {
  const settings = readSettings(digestSettings, env);
  const { findingsTable, stateTable, reportsBucket: bucket } = settings;
  const log = powertoolsLog('digest', settings);
  const db = whenFirstUsed(() => dynamoClient());
  const config = { maxAttempts: 4 };
  const sns = whenFirstUsed(() => new SNSClient(config));
  const s3 = whenFirstUsed(() => new S3Client(config));
  const state = dynamoStateStore({ db, stateTable });
  const deps: DigestDeps = {
    findings: dynamoFindingStore({ db, findingsTable, stateTable }),
    ...{ state, stateTable, clock: systemClock },
    view: {
      progress: (table) => learnProgress(db, state, table),
      quarantined: (table) => learnQuarantined(db, table),
    },
  };
  const request = requestOf(settings);
  return {
    make: (range) => gatherDigest({ ...request, range }, deps),
    print: {
      html: renderHtml,
      markdown: renderMarkdown,
      json: (digest) => `${safeJson(digest)}\n`,
      message: (digest, report) => digestMessage(digest, { bucket, ...report }),
    },
    reports: s3ReportStore({ s3, bucket, region: env['AWS_REGION'] ?? '' }),
    sink: snsDigestSink(sns, settings.topicArn),
    ...{ state, clock: systemClock, log },
    ...{ tellsQuietDays: settings.tellsQuietDays, hours: settings.hours },
  };
}

/** Everything of a request that settings say; the range comes with the schedule. */
function requestOf(settings: SettingsOf<typeof digestSettings>): Omit<DigestRequest, 'range'> {
  const doors: readonly string[] = settings.doors;
  const foreign: readonly string[] = settings.foreignDoors;
  const { heartbeatMinutes, regions, watched, suppressionsFile } = settings;
  const entries = loadCompiledSuppressions(suppressionsFile);
  return {
    deployment: settings.deployment,
    expected: {
      ...(doors.length === 0
        ? {}
        : { doors, heartbeatDoors: doors.filter((door) => !foreign.includes(door)), heartbeatMinutes }),
      ...(regions.length === 0 ? {} : { regions }),
    },
    watched: { logs: watched?.includes('logs'), metrics: watched?.includes('metrics') },
    suppressions: { known: { entries, source: 'the allow-list of the deployment' } },
  };
}
