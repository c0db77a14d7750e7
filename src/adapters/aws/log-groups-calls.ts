import type { CloudWatchLogsClientConfig } from '@aws-sdk/client-cloudwatch-logs';
import { TrailhoundError } from '#core/errors';

const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded|ServiceUnavailable|SlowDown/;
const NETWORK = /^(?:TimeoutError|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EAI_AGAIN)$/;
const ABSENT = /ResourceNotFound/;

/** Time-outs of a client whose caller keeps its own pace: it never repeats a request. */
export const ONCE: CloudWatchLogsClientConfig = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 20_000 },
};

/** The error's code; its message is left out, because services quote what they were sent. */
export function kindOf(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause;
  const { code } = cause as { readonly code?: unknown };
  return cause.name === 'Error' && typeof code === 'string' ? code : cause.name;
}

/** Whether the thing that was asked about does not exist. */
export const isAbsent = (cause: unknown): boolean => ABSENT.test(kindOf(cause));

/** Whether the same question may be answered later. */
export function passes(cause: unknown): boolean {
  const kind = kindOf(cause);
  const { $metadata } = cause as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return THROTTLED.test(kind) || NETWORK.test(kind) || ($metadata?.httpStatusCode ?? 0) >= 500;
}

/** Asks AWS; what fails becomes `TH_LOGS_READ` with what was asked and the kind of the error. */
export async function asked<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw new TrailhoundError('TH_LOGS_READ', `${what} failed with ${kindOf(cause)}`, { cause });
  }
}
