import { sumOfFaults } from '#core/fault-tally';
import type { EpochMs } from '#core/time';
import type { Inflate } from '#core/unpacking';
import { unwrapText } from '#core/unwrap';
import type { QuarantinedInput } from '#ports/quarantine';
import type { Incoming } from './detector.ts';
import { type TriageCounts, type TriageDeps, triage } from './triage.ts';

/** A text that should hold a record, or several, in whatever wrapping, with the place it came from. */
export interface RawMessage {
  readonly text: string;
  /** Log group and stream, queue or region: what the quarantine names as source. */
  readonly origin: string;
  /** Place within the origin. */
  readonly offset: number;
  /** When the carrier says it happened. */
  readonly fallbackTime?: EpochMs;
}

export interface TakeInDeps extends TriageDeps {
  readonly inflate: Inflate;
}

/**
 * Reads a batch of texts and has the records in it triaged; what is not understood goes to quarantine first.
 *
 * Resolves when everything is stored, one way or the other: the batch may then be acknowledged.
 */
export async function takeIn(messages: readonly RawMessage[], deps: TakeInDeps): Promise<TriageCounts> {
  const batch: Incoming[] = [];
  const faults: QuarantinedInput[] = [];
  let quarantined = 0;
  for (const message of messages) quarantined += readMessage(message, deps.inflate, batch, faults);
  if (faults.length > 0) {
    await deps.quarantine.put(faults);
    deps.log.warn('input in quarantine', { inputs: faults.length, first: faults[0]?.reason });
  }
  const counts = await triage(batch, deps);
  return { ...counts, quarantined: counts.quarantined + quarantined };
}

/** Answers how many faults there were; a message has one input in quarantine at most. */
function readMessage(
  message: RawMessage,
  inflate: Inflate,
  batch: Incoming[],
  faults: QuarantinedInput[],
): number {
  const { text, origin, offset, fallbackTime } = message;
  const { records, faults: inside } = unwrapText(text, inflate);
  for (const found of records) {
    const time = found.fallbackTime ?? fallbackTime;
    batch.push(
      time === undefined
        ? { record: found.record, origin }
        : { record: found.record, origin, fallbackTime: time },
    );
  }
  const fault = sumOfFaults(inside, text.length);
  if (fault === undefined) return 0;
  faults.push({ source: origin, offset, reason: fault.reason, raw: fault.raw ?? text });
  return fault.count;
}
