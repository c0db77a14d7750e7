import { subscriptionPayload } from '#adapters/local/subscription-payload';
import { addCounts, type TriageCounts } from '#app/triage';
import type { Clock } from '#ports/clock';
import type { Quarantine } from '#ports/quarantine';
import type { ReadFault, ReadItem, ReadRecord } from '#ports/read-item';

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
  readonly seconds: number;
}

type WatchLogs = (event: ReturnType<typeof subscriptionPayload>) => Promise<TriageCounts>;

/**
 * Hands records to the `watch-logs` handler in payloads as CloudWatch Logs makes them.
 *
 * One payload after the other: the next is sent when the one before is stored.
 */
export async function feedHandler(
  source: AsyncIterable<readonly ReadItem[]>,
  watchLogs: WatchLogs,
  options: FeedOptions,
): Promise<FeedReport> {
  const started = options.clock.now();
  const report = { counts: addCounts(), events: 0, batches: 0, faults: 0 };
  let waiting: ReadRecord[] = [];
  const send = async (records: readonly ReadRecord[]): Promise<void> => {
    if (records.length === 0) return;
    report.counts = addCounts(report.counts, await watchLogs(payloadOf(records)));
    report.events += records.length;
    report.batches += 1;
    await options.between();
  };
  for await (const items of source) {
    report.faults += await keepFaults(items, options.quarantine);
    for (const item of items) if (item.type === 'record') waiting.push(item);
    while (waiting.length >= options.batchSize) {
      await send(waiting.slice(0, options.batchSize));
      waiting = waiting.slice(options.batchSize);
    }
  }
  await send(waiting);
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
  return faults.length;
}
