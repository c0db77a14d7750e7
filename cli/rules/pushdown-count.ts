import { eventBridgeTest, isDelivered } from '#packing/event-bridge-evaluator';
import { logsFilterTest } from '#packing/logs-filter-evaluator';
import { inputsIn } from '#ports/read-item';
import { buildEngine } from '#sigma/match/engine';
import type { LogInput } from '../input/open-logs.ts';
import type { PushdownReport } from './pushdown-report.ts';

/** How many events of some logs came through. */
export interface EventCounts {
  readonly total: number;
  /** Events that at least one rule matches. */
  readonly matched: number;
  readonly unreadable: number;
  /** For each filter; then those that any lets through, and those that a rule matches and none lets through. */
  readonly cloudWatchLogs: PassedCounts;
  /** As before. Calls that only read and that the state keeps out are not counted as let through. */
  readonly eventBridge: PassedCounts;
  /** Of those that EventBridge loses, calls that only read, which it delivers with `--reads`. */
  readonly lostReads: number;
}

export interface PassedCounts {
  readonly each: readonly number[];
  readonly any: number;
  readonly lost: number;
}

/** Lets every event of the input go through every filter, and through the rules. */
export async function countEvents(
  input: LogInput,
  { own, cloudWatchLogs, eventBridge }: PushdownReport,
): Promise<EventCounts> {
  const engine = buildEngine(own);
  const logs = tally(cloudWatchLogs.filters.map(({ pattern }) => logsFilterTest(pattern)));
  const bus = tally(
    eventBridge.patterns.map((one) => {
      const test = eventBridgeTest(one);
      return (record: object) => isDelivered(one, record) && test(record);
    }),
  );
  let [total, matched, unreadable, lostReads] = [0, 0, 0, 0];
  for await (const items of input.items) {
    for (const item of items) {
      if (item.type === 'fault') {
        unreadable += inputsIn(item);
        input.fault(item);
      }
      if (item.type !== 'record') continue;
      const isMatched = engine.match(item.record).length > 0;
      total += 1;
      matched += Number(isMatched);
      logs.add(item.record, isMatched);
      const isLost = bus.add(item.record, isMatched);
      lostReads += Number(isLost && item.record['readOnly'] === true);
    }
  }
  return { total, matched, unreadable, cloudWatchLogs: logs.counts(), eventBridge: bus.counts(), lostReads };
}

function tally(tests: readonly ((record: object) => boolean)[]) {
  const each = tests.map(() => 0);
  let [any, lost] = [0, 0];
  return {
    /** Answers whether the event is lost: matched, and let through by none. */
    add: (record: object, isMatched: boolean): boolean => {
      const passed = tests.map((test) => test(record));
      for (const [index, passes] of passed.entries()) each[index] = (each[index] ?? 0) + Number(passes);
      const isLost = isMatched && !passed.includes(true);
      any += Number(passed.includes(true));
      lost += Number(isLost);
      return isLost;
    },
    counts: (): PassedCounts => ({ each, any, lost }),
  };
}
