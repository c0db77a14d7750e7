import { bringsSecret } from '#core/forward/http-secret';
import type { IntakeSecrets } from '#ports/intake-queue';
import type { Log } from '#ports/log';
import type { Permission } from './take-http.ts';

/** Lets in who brings a secret; one that is not known is looked up once more, because it may be a new one. */
export const permitBySecret =
  (secrets: IntakeSecrets, log: Log) =>
  async (authorization: string | undefined): Promise<Permission> => {
    try {
      if (bringsSecret(authorization, await secrets.digests(false))) return 'granted';
      if (authorization === undefined) return 'denied';
      return bringsSecret(authorization, await secrets.digests(true)) ? 'granted' : 'denied';
    } catch (cause) {
      log.error('the secret of a request could not be checked', {}, cause);
      return 'unknown';
    }
  };
