import type { EpochMs } from '#core/time';
import { type ObjectPlace, type ObjectReader, type ObjectRefusal, objectAddress } from '#ports/object-reader';
import type { QuarantinedInput } from '#ports/quarantine';
import { inputsIn, type ReadFault, type ReadItem } from '#ports/read-item';
import type { Incoming } from './detector.ts';
import { addCounts, type TriageCounts, type TriageDeps, triage } from './triage.ts';

export interface ObjectDeps extends TriageDeps {
  readonly reader: ObjectReader;
  readonly batch: BatchLimits;
}

/** How much of an object is held at a time, whichever is reached first. */
export interface BatchLimits {
  readonly records: number;
  /** Unpacked. */
  readonly bytes: number;
}

/** What came of one object. */
export interface ObjectOutcome {
  /** Everything in it is stored, one way or the other; otherwise it is to be read again. */
  readonly isDone: boolean;
  readonly counts: TriageCounts;
}

/** Faults of one object that go into quarantine one by one; of further ones only their number and the first place. */
const FAULTS_KEPT = 25;

/** Hourly lists of log files with their hashes, as CloudTrail itself names them: `…/CloudTrail-Digest/…`. */
const DIGEST =
  /(?:^|\/)CloudTrail-Digest\/[^/]+\/\d{4}\/\d{2}\/\d{2}\/[^/]*_CloudTrail-Digest_[^/]*\.json\.gz$/;

const REASONS: { readonly [refusal in ObjectRefusal]: string } = {
  gone: 'the object no longer exists, so nothing in it was looked at',
  archived:
    'the object lies in archive storage, so nothing in it was looked at; restore it and send it again',
};

/**
 * Reads one object, batch by batch: records to triage, faults to quarantine. Digest files are passed over by their key.
 *
 * Gives up at `end`. Rejects when the object or a store fails in a way that a repetition may heal.
 */
export async function readObject(place: ObjectPlace, end: EpochMs, deps: ObjectDeps): Promise<ObjectOutcome> {
  if (DIGEST.test(place.key)) return { isDone: true, counts: addCounts() };
  const opened = await deps.reader.open(place);
  if (!opened.ok) return refused(place, opened.error, deps);
  const batch = emptyBatch();
  for await (const items of opened.value) {
    for (const item of items) {
      add(item, batch);
      if (!isFull(batch, deps.batch)) continue;
      await store(batch, deps);
      if (deps.clock.now() >= end) return outOfTime(place, batch, deps);
    }
    // Also where nothing fills a batch: a function that is ended by force answers for none of its messages.
    if (deps.clock.now() >= end) {
      await store(batch, deps);
      return outOfTime(place, batch, deps);
    }
  }
  await store(batch, deps);
  await storeRest(place, batch, deps);
  return { isDone: true, counts: batch.counts };
}

async function refused(place: ObjectPlace, refusal: ObjectRefusal, deps: ObjectDeps): Promise<ObjectOutcome> {
  const source = objectAddress(place);
  await deps.quarantine.put([{ source, offset: 0, reason: REASONS[refusal], raw: '' }]);
  deps.log.warn('nothing to read where an object was announced', { object: source, refusal });
  return { isDone: true, counts: { ...addCounts(), quarantined: 1 } };
}

function outOfTime(place: ObjectPlace, { counts }: Batch, { log }: ObjectDeps): ObjectOutcome {
  const object = objectAddress(place);
  log.warn('an object takes longer than the function may; its message goes back to the queue', { object });
  return { isDone: false, counts };
}

interface Batch {
  /** Where its first record begins. */
  from: number | undefined;
  to: number;
  records: Incoming[];
  faults: QuarantinedInput[];
  /** Of the whole object. */
  counts: TriageCounts;
  faultsKept: number;
  left: { readonly offset: number; count: number } | undefined;
}

const emptyBatch = (): Batch => ({
  from: undefined,
  to: 0,
  records: [],
  faults: [],
  counts: addCounts(),
  faultsKept: 0,
  left: undefined,
});

function add(item: ReadItem, batch: Batch): void {
  if (item.type === 'record') {
    const { record, file, offset, fallbackTime } = item;
    const incoming = { record, origin: file };
    batch.records.push(fallbackTime === undefined ? incoming : { ...incoming, fallbackTime });
    batch.from ??= offset;
    batch.to = offset;
  } else if (item.type === 'fault') addFault(item, batch);
}

function addFault(fault: ReadFault, batch: Batch): void {
  const { file: source, offset, reason, raw } = fault;
  const count = inputsIn(fault);
  batch.counts = { ...batch.counts, quarantined: batch.counts.quarantined + count };
  batch.faultsKept += 1;
  if (batch.faultsKept <= FAULTS_KEPT) {
    batch.faults.push({ source, offset, reason, raw });
    return;
  }
  batch.left ??= { offset, count: 0 };
  batch.left.count += count;
}

const isFull = ({ records, from = 0, to }: Batch, limits: BatchLimits): boolean =>
  records.length >= limits.records || (records.length > 0 && to - from >= limits.bytes);

async function store(batch: Batch, deps: ObjectDeps): Promise<void> {
  const { records, faults } = batch;
  batch.records = [];
  batch.faults = [];
  batch.from = undefined;
  if (faults.length > 0) await deps.quarantine.put(faults);
  if (records.length > 0) batch.counts = addCounts(batch.counts, await triage(records, deps));
}

/** Tells of the faults that were not kept one by one. */
async function storeRest(place: ObjectPlace, { counts, left }: Batch, deps: ObjectDeps): Promise<void> {
  const source = objectAddress(place);
  if (left) {
    const reason = `${left.count} further inputs of this object could not be read; ${FAULTS_KEPT} are kept (limit)`;
    await deps.quarantine.put([{ source, offset: left.offset, reason, raw: '' }]);
  }
  if (counts.quarantined > 0)
    deps.log.warn('input in quarantine', { inputs: counts.quarantined, object: source });
}
