import type { EpochMs } from '#core/time';
import { type Inflate, unwrapText } from '#core/unwrap';
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
  for (const message of messages) readMessage(message, deps.inflate, batch, faults);
  if (faults.length > 0) {
    await deps.quarantine.put(faults);
    deps.log.warn('input in quarantine', { inputs: faults.length, first: faults[0]?.reason });
  }
  const counts = await triage(batch, deps);
  return { ...counts, quarantined: counts.quarantined + faults.length };
}

function readMessage(
  message: RawMessage,
  inflate: Inflate,
  batch: Incoming[],
  faults: QuarantinedInput[],
): void {
  const { text, origin, offset, fallbackTime } = message;
  const refuse = (reason: string, raw = text) => faults.push({ source: origin, offset, reason, raw });
  const { records, faults: inside } = unwrapText(text, inflate);
  for (const found of records) {
    const time = found.fallbackTime ?? fallbackTime;
    batch.push(
      time === undefined
        ? { record: found.record, origin }
        : { record: found.record, origin, fallbackTime: time },
    );
  }
  for (const fault of inside) refuse(fault.reason, fault.raw);
}
