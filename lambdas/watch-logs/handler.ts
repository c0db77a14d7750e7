import type { CloudWatchLogsEvent } from 'aws-lambda';
import { decodeLogsBatch, type LogsBatch } from '#adapters/aws/logs-batch';
import { inflate } from '#adapters/codec/inflate';
import { flushAfter } from '#app/flush-after';
import { type RawMessage, takeIn } from '#app/take-in';
import { addCounts, type TriageCounts, type TriageDeps } from '#app/triage';
import type { QuarantinedInput } from '#ports/quarantine';

/**
 * CloudWatch Logs subscription -> findings with their alerts pending.
 *
 * Invoked asynchronously: a throw makes AWS retry the whole batch, then hand it to the failure queue. So only what a
 * retry can heal is thrown; a payload that can't be decoded is put into quarantine, where it can be looked at.
 */
export const createHandler = (deps: TriageDeps) =>
  flushAfter(deps.metrics, async (event: CloudWatchLogsEvent): Promise<TriageCounts> => {
    const batch = decodeLogsBatch(event);
    if (!batch.ok) {
      await deps.quarantine.put([undecodable(event, batch.error)]);
      deps.log.warn('payload in quarantine', { reason: batch.error });
      return { ...addCounts(), quarantined: 1 };
    }
    if (batch.value.kind === 'control') return addCounts();
    const { messages, faults } = toMessages(batch.value);
    if (faults.length > 0) await deps.quarantine.put(faults);
    const counts = await takeIn(messages, { ...deps, inflate });
    return { ...counts, quarantined: counts.quarantined + faults.length };
  });

function toMessages(batch: Extract<LogsBatch, { kind: 'data' }>): {
  readonly messages: readonly RawMessage[];
  readonly faults: readonly QuarantinedInput[];
} {
  const origin = `${batch.group}:${batch.stream}`;
  return {
    messages: batch.messages.map(({ message, timestamp }, offset) =>
      timestamp === undefined
        ? { text: message, origin, offset }
        : { text: message, origin, offset, fallbackTime: timestamp },
    ),
    faults: batch.faults.map(({ index, reason }) => ({ source: origin, offset: index, reason, raw: '' })),
  };
}

function undecodable(event: unknown, reason: string): QuarantinedInput {
  return { source: 'watch-logs', offset: 0, reason, raw: JSON.stringify(event) ?? '' };
}
