import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { TrailhoundError } from '#core/errors';
import { isObject } from '#core/field-text';
import { secretDigest } from '#core/forward/http-secret';
import { parseJson } from '#core/json-text';
import type { EpochMs } from '#core/time';
import type { Clock } from '#ports/clock';
import type { IntakeSecrets } from '#ports/intake-queue';
import type { Log } from '#ports/log';

export interface IntakeSecretsDeps {
  readonly client: Pick<SecretsManagerClient, 'send'>;
  readonly secretArn: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** How long a secret is taken for valid without looking. */
const KEPT_MS = 5 * 60_000;
/** Wrong secrets make us look at most so often: whoever tries many must not cost many calls. */
const AGAIN_MS = 60_000;
/** Names under which a secret of several fields holds ours. */
const FIELDS = ['secret', 'token', 'password'];

/**
 * Looks the secret up in Secrets Manager: its current version and the one before, so that senders that have not got the new
 * one yet lose nothing while it rotates. What was looked up is kept for five minutes, and longer while the service fails.
 *
 * Needs `secretsmanager:GetSecretValue` on it.
 */
export function secretsManagerSecrets({ client, secretArn, clock, log }: IntakeSecretsDeps): IntakeSecrets {
  let known: readonly Uint8Array[] | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let freshUntil = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;

  const look = async (now: EpochMs): Promise<void> => {
    triedAt = now;
    try {
      const versions = await Promise.all(['AWSCURRENT', 'AWSPREVIOUS'].map((stage) => read(stage)));
      known = versions.filter((secret) => secret !== undefined).map(secretDigest);
      freshUntil = now + KEPT_MS;
    } catch (cause) {
      log.error('the secret of the intake could not be looked up', { isKnown: known !== undefined }, cause);
      if (known === undefined)
        throw new TrailhoundError('TH_INTAKE_WRITE', 'the secret of the intake could not be looked up', {
          cause,
        });
    }
  };
  const read = async (VersionStage: string): Promise<string | undefined> => {
    const get = new GetSecretValueCommand({ SecretId: secretArn, VersionStage });
    try {
      const { SecretString } = await client.send(get);
      return secretIn(SecretString ?? '');
    } catch (error) {
      if (VersionStage === 'AWSPREVIOUS' && error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  };

  return {
    digests: async (again) => {
      const now = clock.now();
      const isDue = known === undefined || now >= freshUntil || again;
      if (isDue && (known === undefined || now >= triedAt + AGAIN_MS || looking)) {
        looking ??= look(now).finally(() => {
          looking = undefined;
        });
        await looking;
      }
      return known ?? [];
    },
  };
}

/** The secret itself, or the field of a JSON object that holds it. Empty ones open nothing. */
function secretIn(text: string): string | undefined {
  const parsed = parseJson(text);
  const value = parsed.ok && isObject(parsed.value) ? parsed.value : undefined;
  const found = value ? FIELDS.map((field) => value[field]).find((one) => typeof one === 'string') : text;
  return typeof found === 'string' && found !== '' ? found : undefined;
}
