import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { TrailhoundError } from '#core/errors';
import { fail, ok } from '#core/result';
import { epochMs } from '#core/time';
import type { LogEvents, LogGroupEvent, LogPageRefusal, LogPageRequest } from '#ports/log-groups';
import { errorKind } from './error-kind.ts';
import { isAbsent, passes } from './log-groups-calls.ts';

/**
 * Reads events of a log group through `FilterLogEvents`. Needs `logs:FilterLogEvents` on it.
 *
 * The client must not repeat requests itself (`ONCE`): who asks keeps the pace that the account allows.
 */
export function awsLogEvents(logs: CloudWatchLogsClient): LogEvents {
  return {
    page: async (request) => {
      try {
        const { events = [], nextToken } = await logs.send(commandFor(request));
        const found: LogGroupEvent[] = events.map(
          ({ eventId = '', logStreamName = '', timestamp, message = '' }) => ({
            ...{ id: eventId, stream: logStreamName, text: message },
            at: epochMs(timestamp ?? request.from),
          }),
        );
        return ok(nextToken ? { events: found, nextToken } : { events: found });
      } catch (cause) {
        const refusal = refusalOf(cause, request);
        if (refusal) return fail(refusal);
        throw new TrailhoundError(
          'TH_LOGS_READ',
          `${request.group}: FilterLogEvents failed with ${errorKind(cause)}`,
          { cause },
        );
      }
    },
  };
}

/** The end of a range belongs to it. */
const commandFor = ({ group, from, to, pattern, nextToken }: LogPageRequest): FilterLogEventsCommand =>
  new FilterLogEventsCommand({
    logGroupName: group,
    startTime: from,
    endTime: to,
    ...(pattern === '' ? {} : { filterPattern: pattern }),
    ...(nextToken === undefined ? {} : { nextToken }),
  });

function refusalOf(cause: unknown, { nextToken }: LogPageRequest): LogPageRefusal | undefined {
  if (isAbsent(cause)) return 'gone';
  // A token that is too old is answered like any other parameter that is wrong.
  if (nextToken !== undefined && errorKind(cause) === 'InvalidParameterException') return 'token-expired';
  return passes(cause) ? 'busy' : undefined;
}
