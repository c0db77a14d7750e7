import type { CloudTrailRecord } from './event.ts';
import { FaultTally, type UnwrapFault } from './fault-tally.ts';
import type { EpochMs } from './time.ts';
import type { Unpack } from './unpacking.ts';

/** A record that was found, with the time its carrier gives it. */
export interface UnwrappedRecord {
  readonly record: CloudTrailRecord;
  readonly fallbackTime?: EpochMs;
}

/** What came out of one value. Nothing in it is left out: it is a record, passed over by kind, or a fault. */
export interface Unwrapped {
  readonly records: readonly UnwrappedRecord[];
  /** Recognised, and no record: `digest`, `S3 notification`, `GuardDuty Finding`, `other JSON`. */
  readonly passed: readonly { readonly kind: string; readonly count: number }[];
  /** Not understood; however many there were, few: see `FaultTally`. */
  readonly faults: readonly UnwrapFault[];
}

/** What is being found in one value, and what may still be unpacked for it. */
export interface Collected {
  readonly unpack: Unpack;
  readonly records: UnwrappedRecord[];
  readonly passed: Map<string, number>;
  readonly faults: FaultTally;
}

/** Begins with nothing found. */
export const nothingYet = (unpack: Unpack): Collected => ({
  unpack,
  records: [],
  passed: new Map(),
  faults: new FaultTally(),
});

/** Hands over what was found. */
export const unwrapped = ({ records, passed, faults }: Collected): Unwrapped => ({
  records,
  passed: [...passed].map(([kind, count]) => ({ kind, count })),
  faults: faults.all(),
});

/** Counts something that is known to be no record. */
export const pass = (out: Collected, kind: string, count = 1): void => {
  out.passed.set(kind, (out.passed.get(kind) ?? 0) + count);
};

/** Adds what was found in a part. */
export function addTo(out: Collected, { records, faults, passed }: Collected): void {
  for (const record of records) out.records.push(record);
  for (const fault of faults) out.faults.push(fault);
  for (const [kind, count] of passed) pass(out, kind, count);
}
