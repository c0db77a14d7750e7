import { subscriptionPayload } from '#adapters/local/subscription-payload';
import { addCounts, type TriageCounts } from '#app/triage';
import type { Clock } from '#ports/clock';
import type { Quarantine } from '#ports/quarantine';
import { inputsIn, type ReadFault, type ReadItem, type ReadRecord } from '#ports/read-item';

export interface FeedOptions {
  readonly batchSize: number;
  readonly clock: Clock;
  readonly quarantine: Quarantine;
  /** Called after each batch is stored. */
  readonly between: () => Promise<void>;
}

export interface FeedReport {
  readonly counts: TriageCounts;
  readonly events: number;
  readonly batches: number;
  /** Inputs that were no record at all, and so never reached the handler. */
  readonly faults: number;
  /** What was recognised and holds no events, by kind: `digest`, `S3 notification`. */
  readonly passed: ReadonlyMap<string, number>;
  readonly seconds: number;
}

type WatchLogs = (event: ReturnType<typeof subscriptionPayload>) => Promise<TriageCounts>;

/**
 * Characters of records in one payload. Escaped once more, and in UTF-8, they stay well below what the handler unpacks at
 * most (64 MB); a single record may be longer, and still fits.
 */
const MAX_PAYLOAD_CHARACTERS = 8_000_000;

/**
 * Hands records to the `watch-logs` handler in payloads as CloudWatch Logs makes them: `batchSize` records, or fewer
 * where they are large.
 *
 * One payload after the other: the next is sent when the one before is stored.
 */
export async function feedHandler(
  source: AsyncIterable<readonly ReadItem[]>,
  watchLogs: WatchLogs,
  options: FeedOptions,
): Promise<FeedReport> {
  const started = options.clock.now();
  const passed = new Map<string, number>();
  const report = { counts: addCounts(), events: 0, batches: 0, faults: 0, passed };
  const waiting: ReadRecord[] = [];
  let characters = 0;
  const send = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const records = waiting.splice(0);
    characters = 0;
    report.counts = addCounts(report.counts, await watchLogs(payloadOf(records)));
    report.events += records.length;
    report.batches += 1;
    await options.between();
  };
  const add = async (item: ReadRecord): Promise<void> => {
    const size = JSON.stringify(item.record).length;
    if (characters + size > MAX_PAYLOAD_CHARACTERS) await send();
    waiting.push(item);
    characters += size;
    if (waiting.length >= options.batchSize) await send();
  };
  for await (const items of source) {
    report.faults += await keepFaults(items, options.quarantine);
    for (const item of items) {
      if (item.type === 'record') await add(item);
      else if (item.type === 'passed') passed.set(item.kind, (passed.get(item.kind) ?? 0) + item.count);
    }
  }
  await send();
  return { ...report, seconds: (options.clock.now() - started) / 1000 };
}

const payloadOf = (records: readonly ReadRecord[]) =>
  subscriptionPayload(records, {
    accountId: '123456789012',
    logGroup: 'replay',
    logStream: records[0]?.file ?? 'replay',
  });

async function keepFaults(items: readonly ReadItem[], quarantine: Quarantine): Promise<number> {
  const faults = items.filter((item): item is ReadFault => item.type === 'fault');
  if (faults.length > 0) {
    await quarantine.put(
      faults.map(({ file, offset, reason, raw }) => ({ source: file, offset, reason, raw })),
    );
  }
  return faults.reduce((sum, fault) => sum + inputsIn(fault), 0);
}
