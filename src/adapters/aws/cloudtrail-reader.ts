import {
  CloudTrailClient,
  type CloudTrailClientConfig,
  LookupEventsCommand,
  type LookupEventsCommandOutput,
} from '@aws-sdk/client-cloudtrail';
import { TrailhoundError } from '#core/errors';
import { fail, ok } from '#core/result';
import { epochMs } from '#core/time';
import type { TrailPage, TrailPageRequest, TrailReader, TrailRefusal } from '#ports/trail-reader';

/**
 * Gives the client of each region, made when it is first asked for. Endpoint and credentials come from the environment.
 *
 * The SDK's own retries would go past two requests a second unseen, so there are none: what passes by itself is answered
 * with `busy`, and the use case asks again at its own pace.
 */
export function cloudTrailClients(config: CloudTrailClientConfig = {}): (region: string) => CloudTrailClient {
  const clients = new Map<string, CloudTrailClient>();
  const timeouts = { connectionTimeout: 3_000, requestTimeout: 10_000 };
  return (region) => {
    const client =
      clients.get(region) ??
      new CloudTrailClient({ requestHandler: timeouts, ...config, region, maxAttempts: 1 });
    clients.set(region, client);
    return client;
  };
}

const EXPIRED: ReadonlySet<string> = new Set(['InvalidNextTokenException', 'InvalidNextToken']);
const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/;
const NETWORK = /\b(TimeoutError|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EAI_AGAIN)\b/;

/**
 * Reads event history through `LookupEvents`. Needs `cloudtrail:LookupEvents`, nothing else.
 *
 * `clientFor` gives the client of a region: see `cloudTrailClients`.
 */
export function cloudTrailReader(clientFor: (region: string) => CloudTrailClient): TrailReader {
  return {
    page: async (request) => {
      try {
        return ok(pageOf(await clientFor(request.region).send(commandFor(request)), request));
      } catch (cause) {
        const refusal = refusalOf(cause);
        if (refusal) return fail(refusal);
        if (cause instanceof TrailhoundError) throw cause;
        throw new TrailhoundError(
          'TH_TRAIL_READ',
          `${request.region}: LookupEvents failed with ${kindOf(cause)}`,
          {
            cause,
          },
        );
      }
    },
  };
}

function commandFor({ from, to, attribute, nextToken }: TrailPageRequest): LookupEventsCommand {
  return new LookupEventsCommand({
    StartTime: new Date(from),
    EndTime: new Date(to),
    MaxResults: 50,
    ...(attribute && {
      LookupAttributes: [{ AttributeKey: attribute.key, AttributeValue: attribute.value }],
    }),
    ...(nextToken !== undefined && { NextToken: nextToken }),
  });
}

/** An event without its record or without a time is none that the service documents: it counts as the range's end. */
function pageOf(answer: LookupEventsCommandOutput, request: TrailPageRequest): TrailPage {
  const events = (answer.Events ?? []).map((event) => ({
    record: event.CloudTrailEvent ?? '',
    at: event.EventTime ? epochMs(event.EventTime.getTime()) : request.to,
  }));
  return answer.NextToken ? { events, nextToken: answer.NextToken } : { events };
}

function refusalOf(cause: unknown): TrailRefusal | undefined {
  const kind = kindOf(cause);
  if (EXPIRED.has(kind)) return 'token-expired';
  // The SDK may wrap an error of the network, and then only its text has the code.
  const text = cause instanceof Error ? cause.message : '';
  const network = NETWORK.test(kind) || (statusOf(cause) === 0 && NETWORK.test(text));
  const passes = THROTTLED.test(kind) || network || statusOf(cause) >= 500;
  return passes ? 'busy' : undefined;
}

/** The error's code; its message is left out, because services quote what they were sent. */
function kindOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'an unknown error';
  const { code } = cause as { readonly code?: unknown };
  return cause.name === 'Error' && typeof code === 'string' ? code : cause.name;
}

function statusOf(cause: unknown): number {
  const { $metadata } = cause as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode ?? 0;
}
