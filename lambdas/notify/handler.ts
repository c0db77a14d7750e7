import type { Context, DynamoDBRecord } from 'aws-lambda';
import { flushAfter } from '#app/flush-after';
import { type DrainReport, drainAlerts, type NotifyDeps } from '#app/notify';
import { TrailhoundError } from '#core/errors';
import { epochMs } from '#core/time';

/** Kept back for the marks of the last send and for the answer. */
const MARGIN_MS = 5_000;

/**
 * The findings table's stream, a schedule or nothing -> all pending alerts sent.
 *
 * The event only wakes it: what is sent is what the table says is pending. Woken by the stream it never throws for a
 * failed send, because that would hold up the shard and deliver the same wake-up again; the next sweep tries again.
 * On the schedule it throws `TH_ALERT_SEND` at the end, so that AWS counts an error and the alarm sees it. An
 * unreadable table throws in both cases.
 */
export const createHandler = (deps: NotifyDeps) =>
  flushAfter(
    deps.metrics,
    async (
      event: unknown,
      context: Pick<Context, 'getRemainingTimeInMillis'>,
    ): Promise<DrainReport | undefined> => {
      const records = streamRecords(event);
      if (records && !records.some(mayBeDue)) return undefined;
      const deadline = epochMs(deps.clock.now() + context.getRemainingTimeInMillis() - MARGIN_MS);
      const report = await drainAlerts(deps, { deadline });
      const troubled = report.failed + report.unmarked;
      deps.log[troubled > 0 ? 'error' : 'info']('alerts drained', { ...report });
      if (troubled > 0 && !records) {
        throw new TrailhoundError(
          'TH_ALERT_SEND',
          `${report.failed} alerts not sent and ${report.unmarked} not marked; they stay pending for the next run`,
        );
      }
      return report;
    },
  );

function streamRecords(event: unknown): readonly DynamoDBRecord[] | undefined {
  const records = (event as { Records?: unknown } | null | undefined)?.Records;
  return Array.isArray(records) ? records : undefined;
}

/** Passes over our own marks: a failed one would otherwise wake the function again at once, for as long as it fails. */
function mayBeDue({ dynamodb }: DynamoDBRecord): boolean {
  if (!dynamodb?.NewImage) return dynamodb?.OldImage === undefined;
  const mark = dynamodb.NewImage['alert']?.M;
  const before = dynamodb.OldImage?.['alert']?.M;
  const triedAgain = Number(mark?.['attempts']?.N ?? 0) > Number(before?.['attempts']?.N ?? 0);
  return mark?.['state']?.S === 'pending' && !(before && triedAgain);
}
