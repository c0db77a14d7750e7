import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { TrailhoundError } from '#core/errors';
import { fieldText, member } from '#core/field-text';
import { parseJson } from '#core/json-text';
import type { EpochMs } from '#core/time';
import type { Clock } from '#ports/clock';
import type { BasicLogin } from './search-auth.ts';

/** A rotated password is used that much later at most. */
const KEEP_MS = 300_000;

/**
 * Reads name and password from a secret with `username` and `password`, and again every five minutes. Needs
 * `secretsmanager:GetSecretValue` on it.
 *
 * Throws `TH_SEARCH_READ` where the secret can't be read or holds neither.
 */
export function secretLogin(deps: {
  readonly client: SecretsManagerClient;
  readonly secretArn: string;
  readonly clock: Clock;
}): () => Promise<BasicLogin> {
  let known: { readonly login: BasicLogin; readonly until: EpochMs | number } | undefined;
  return async () => {
    const now = deps.clock.now();
    if (known && now < known.until) return known.login;
    const login = await readLogin(deps.client, deps.secretArn);
    known = { login, until: now + KEEP_MS };
    return login;
  };
}

async function readLogin(client: SecretsManagerClient, secretArn: string): Promise<BasicLogin> {
  const text = await client.send(new GetSecretValueCommand({ SecretId: secretArn })).then(
    ({ SecretString }) => SecretString ?? '',
    (cause: unknown) => {
      const kind = cause instanceof Error ? cause.name : 'unknown error';
      throw new TrailhoundError('TH_SEARCH_READ', `${secretArn}: the secret can't be read: ${kind}`, {
        cause,
      });
    },
  );
  const parsed = parseJson(text);
  const user = parsed.ok ? fieldText(member(parsed.value, 'username')) : '';
  const password = parsed.ok ? member(parsed.value, 'password') : undefined;
  if (user === '' || typeof password !== 'string' || password === '')
    throw new TrailhoundError(
      'TH_SEARCH_READ',
      `${secretArn}: the secret must be JSON with username and password`,
    );
  return { user, password };
}
