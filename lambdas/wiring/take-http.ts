import { gzipSync } from 'node:zlib';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { dynamoClient } from '#adapters/aws/dynamo-client';
import { dynamoQuarantine } from '#adapters/aws/dynamo-quarantine';
import { emfMetrics } from '#adapters/aws/emf-metrics';
import { MAX_MESSAGE_BYTES, sqsIntakeQueue } from '#adapters/aws/intake-queue';
import { secretsManagerSecrets } from '#adapters/aws/intake-secrets';
import { powertoolsLog } from '#adapters/aws/powertools-log';
import { systemClock } from '#adapters/aws/system-clock';
import { intakeCodec } from '#adapters/codec/intake-codec';
import { countedQuarantine } from '#app/counted-quarantine';
import { permitBySecret } from '#app/intake/permit-by-secret';
import { queueRecords } from '#app/intake/queue-records';
import { type Environment, readSettings } from '#config/settings';
import { takeHttpSettings } from '#config/take-http-settings';
import { TrailhoundError } from '#core/errors';
import type { TakeHttpHandlerDeps } from '../take-http/handler.ts';
import { whenFirstUsed } from './when-first-used.ts';

/** Joins the HTTP intake with SQS, Secrets Manager and the quarantine. Throws `TH_SETTINGS_REFUSED`, and so stops the cold start. */
export function wireTakeHttp(env: Environment): TakeHttpHandlerDeps {
  const settings = readSettings(takeHttpSettings, env);
  const { queueUrl, stateTable, secretArn, maxBytes, auth } = settings;
  if (auth === 'secret' && secretArn === 'none')
    throw new TrailhoundError(
      'TH_SETTINGS_REFUSED',
      'TRAILHOUND_INTAKE_SECRET_ARN: missing where TRAILHOUND_INTAKE_AUTH is secret',
    );
  const log = powertoolsLog('take-http', settings);
  const metrics = emfMetrics(settings.deployment, log);
  const db = whenFirstUsed(() => dynamoClient());
  const sqs = whenFirstUsed(() => new SQSClient({ maxAttempts: 4 }));
  const client = whenFirstUsed(() => new SecretsManagerClient({ maxAttempts: 3 }));
  const deps = {
    queue: sqsIntakeQueue({ sqs, queueUrl, clock: systemClock }),
    quarantine: countedQuarantine(dynamoQuarantine({ db, stateTable, clock: systemClock }), metrics),
    deflate: (text: string) => gzipSync(text).toString('base64'),
    maxMessageBytes: MAX_MESSAGE_BYTES,
    log,
  };
  const secrets = secretsManagerSecrets({ client, secretArn, clock: systemClock, log });
  return {
    ...{ codec: intakeCodec, clock: systemClock, log, metrics, maxBytes },
    permit: auth === 'iam' ? async () => 'granted' : permitBySecret(secrets, log),
    store: (records) => queueRecords(records, deps),
  };
}
