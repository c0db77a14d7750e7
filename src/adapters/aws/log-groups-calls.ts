import type { CloudWatchLogsClientConfig } from '@aws-sdk/client-cloudwatch-logs';
import { TrailhoundError } from '#core/errors';
import { errorKind } from './error-kind.ts';

const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded|ServiceUnavailable|SlowDown/;
const NETWORK = /^(?:TimeoutError|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EAI_AGAIN)$/;
const ABSENT = /ResourceNotFound/;

/** Time-outs of a client whose caller keeps its own pace: it never repeats a request. */
export const ONCE: CloudWatchLogsClientConfig = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 20_000 },
};

/** Whether the thing that was asked about does not exist. */
export const isAbsent = (cause: unknown): boolean => ABSENT.test(errorKind(cause));

/** Whether the same question may be answered later. */
export function passes(cause: unknown): boolean {
  const kind = errorKind(cause);
  const { $metadata } = cause as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return THROTTLED.test(kind) || NETWORK.test(kind) || ($metadata?.httpStatusCode ?? 0) >= 500;
}

/** Asks AWS; what fails becomes `TH_LOGS_READ` with what was asked and the kind of the error. */
export async function asked<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw new TrailhoundError('TH_LOGS_READ', `${what} failed with ${errorKind(cause)}`, { cause });
  }
}
