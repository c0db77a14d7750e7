import { S3Client } from '@aws-sdk/client-s3';
import { OBJECT_CLIENT, s3ObjectReader } from '#adapters/aws/s3-object-reader';
import type { Environment } from '#config/settings';
import type { WatchObjectsDeps } from '../watch-objects/handler.ts';
import { wireTriage } from './triage.ts';
import { whenFirstUsed } from './when-first-used.ts';

const MIB = 1024 * 1024;

/**
 * Joins the reader of log buckets with S3 and DynamoDB.
 *
 * Throws `TH_SETTINGS_REFUSED`, `TH_RULES_REFUSED` or `TH_SUPPRESSIONS_REFUSED`, and so stops the cold start.
 */
export function wireObjects(env: Environment): WatchObjectsDeps {
  return {
    ...wireTriage(env, 'watch-objects'),
    reader: s3ObjectReader({ client: whenFirstUsed(() => new S3Client(OBJECT_CLIENT)) }),
    // One object keeps the processor busy; the others wait for the network in the meantime.
    objectsAtOnce: 4,
    batch: { records: 500, bytes: 4 * MIB },
    stopMarginMs: 5_000,
  };
}
