import { hasRecordMarks, holdsRecord, isSurelyRecord } from '#core/record-marks';
import type { Inflate } from '#core/unpacking';
import { unwrap } from '#core/unwrap';
import type { ShippedRecord } from '#ports/intake';
import type { QuarantinedInput } from '#ports/quarantine';
import type { Incoming } from '../detector.ts';
import { addCounts, type TriageCounts, type TriageDeps, triage } from '../triage.ts';
import { type ShippedStream, shippedStreams } from './shipped-lines.ts';

export interface TakeRecordsDeps {
  readonly triage: TriageDeps;
  readonly inflate: Inflate;
  /** Looks for errors in the lines of logs; resolves when all is stored. */
  readonly watchLines: (streams: readonly ShippedStream[]) => Promise<void>;
}

/** What a batch of records came to. */
export interface TakenRecords {
  /** Records that are CloudTrail's, or hold some. */
  readonly trail: TriageCounts;
  /** All others: lines of logs. */
  readonly lines: number;
}

/**
 * Takes what shippers brought: CloudTrail records are triaged, in whatever they are wrapped; everything else is a line of
 * an application's log.
 *
 * Resolves when everything is stored; the batch may then be acknowledged. Rejects when a store does: the same batch may
 * come again and changes nothing that was already counted.
 */
export async function takeRecords(
  records: readonly ShippedRecord[],
  deps: TakeRecordsDeps,
): Promise<TakenRecords> {
  const incoming: Incoming[] = [];
  const faults: QuarantinedInput[] = [];
  const lines: ShippedRecord[] = [];
  for (const shipped of records) {
    if (!speaksOfCloudTrail(shipped)) lines.push(shipped);
    else unpackTrail(shipped, deps.inflate, { incoming, faults, lines });
  }
  if (faults.length > 0) {
    await deps.triage.quarantine.put(faults);
    deps.triage.log.warn('input in quarantine', { inputs: faults.length, first: faults[0]?.reason });
  }
  const trail = incoming.length === 0 ? addCounts() : await triage(incoming, deps.triage);
  if (lines.length > 0) await deps.watchLines(shippedStreams(lines));
  return { trail: { ...trail, quarantined: trail.quarantined + faults.length }, lines: lines.length };
}

const speaksOfCloudTrail = ({ record }: ShippedRecord): boolean =>
  isSurelyRecord(record) || hasRecordMarks(record);

function unpackTrail(
  shipped: ShippedRecord,
  inflate: Inflate,
  { incoming, faults, lines }: { incoming: Incoming[]; faults: QuarantinedInput[]; lines: ShippedRecord[] },
): void {
  const { record, tag, at, key } = shipped;
  const found = unwrap(record, inflate);
  // Programs have events, names and sources of their own; in a log file of CloudTrail there would be none of them.
  const sure = found.records.filter((one) => isSurelyRecord(one.record));
  for (const { record: inside, fallbackTime } of sure)
    incoming.push({ record: inside, origin: tag, fallbackTime: fallbackTime ?? at });
  if (sure.length > 0) {
    const raw = (): string => JSON.stringify(record);
    for (const fault of found.faults)
      faults.push({ source: `${tag}:${key}`, offset: 0, reason: fault.reason, raw: fault.raw ?? raw() });
  } else if (holdsRecord(record)) {
    const reason =
      found.faults[0]?.reason ?? 'holds what looks like CloudTrail records, and none could be read';
    faults.push({ source: `${tag}:${key}`, offset: 0, reason, raw: JSON.stringify(record) });
  } else lines.push(shipped);
}
