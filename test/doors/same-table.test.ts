import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { itemOf } from '#adapters/aws/dynamo-finding-item';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { openEmbeddedDynamo } from '#adapters/local/embedded-dynamo';
import { memoryFindingStore } from '#adapters/local/memory-finding-store';
import { memoryStateStore } from '#adapters/local/memory-state-store';
import { silentMetrics } from '#adapters/local/silent-metrics';
import type { CarriedRecord } from '#adapters/local/subscription-payload';
import type { Detector } from '#app/detector';
import { scan } from '#app/scan';
import type { TriageDeps } from '#app/triage';
import { isoFromMs } from '#core/time';
import { batches, seeded, shuffled } from '../support/dynamo-events.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { quietLog } from '../support/quiet-log.ts';
import { dumpDiff, dumpOf, masked, type PlainItem, tableItems } from '../support/table-dump.ts';
import { CARRIED_AT, hasPublicData, NOW, oddEvents, publicEvents, storyEvents } from './door-events.ts';
import { doorDetector } from './door-rules.ts';
import {
  type Door,
  fromBothEnds,
  inBatches,
  inOtherOrder,
  throughEvents,
  throughFiles,
  throughHistory,
  throughLogs,
  throughObjects,
  twice,
} from './doors.ts';

const SEED = Number(process.env['TRAILHOUND_SEED'] ?? 20260317);

const DOORS: readonly { readonly name: string; readonly door: Door }[] = [
  { name: 'the same batch twice', door: twice(inBatches(100_000)) },
  { name: 'shuffled, one by one', door: inOtherOrder(SEED, inBatches(1)) },
  { name: 'shuffled, a thousand at a time', door: inOtherOrder(SEED + 1, inBatches(1000)) },
  { name: 'from files of three shapes', door: throughFiles },
  { name: 'through the CloudWatch Logs handler', door: throughLogs(SEED) },
  {
    name: 'through the CloudWatch Logs handler, shuffled, twice',
    door: twice(inOtherOrder(SEED + 2, throughLogs(SEED + 2))),
  },
  { name: 'from the event history, read twice', door: throughHistory },
  {
    name: 'through the EventBridge handler, shuffled',
    door: inOtherOrder(SEED + 4, throughEvents(SEED + 4)),
  },
  { name: 'through the handler of a bucket', door: throughObjects(SEED + 5) },
  {
    name: 'through the handler of a bucket, shuffled, twice',
    door: twice(inOtherOrder(SEED + 6, throughObjects(SEED + 6))),
  },
  {
    name: 'by two writers at once, each event from both',
    door: fromBothEnds(throughLogs(SEED + 3), inBatches(7)),
  },
  {
    name: 'through a bucket and EventBridge at once, each event from both',
    door: fromBothEnds(throughObjects(SEED + 7), throughEvents(SEED + 7)),
  },
];

let detector: Detector;
beforeAll(() => {
  detector = doorDetector();
});

/** What the findings table holds after all events came through a door, into an empty database. */
async function tableAfter(events: readonly CarriedRecord[], door: Door): Promise<readonly PlainItem[]> {
  const folder = await mkdtemp(join(tmpdir(), 'trailhound-doors-'));
  const embedded = await openEmbeddedDynamo(folder, { now: NOW });
  try {
    await door(events, triageDeps(dynamoFindingStore(embedded)));
    return await tableItems(embedded.db, embedded.findingsTable);
  } finally {
    await embedded.close();
    await rm(folder, { recursive: true });
  }
}

const triageDeps = (findings: TriageDeps['findings'], state = memoryStateStore()): TriageDeps => ({
  ...{ detector, findings, state },
  quarantine: {
    put: async ([first]) => {
      throw new Error(`nothing here is bad input: ${first?.reason}`);
    },
  },
  clock: fakeClock('2026-03-18T12:00:00Z'),
  log: quietLog,
  metrics: silentMetrics,
  settings: { alertFloor: 'medium', retentionDays: 90, latenessHours: 24 },
});

const dump = (items: readonly PlainItem[], alerts?: 'none'): string =>
  dumpOf(items.map((item) => masked(item, alerts)));

const sources = [
  { source: 'a made-up day and odd events', events: storyEvents, least: 25, pages: true, present: true },
  {
    source: hasPublicData
      ? 'public recordings'
      : 'public recordings (skipped: ../shared/data is not beside the repository)',
    events: publicEvents,
    least: 40,
    pages: false,
    present: hasPublicData,
  },
];

for (const { source, events: load, least, pages, present } of sources) {
  (present ? describe : describe.skip)(`the findings table after ${source}`, () => {
    let events: readonly CarriedRecord[];
    let reference: readonly PlainItem[];
    beforeAll(async () => {
      events = await load();
      reference = await tableAfter(events, inBatches(100_000));
    }, 60_000);

    it('holds what this test needs: many findings, suppressed ones, some on event pages', () => {
      expect(reference.length).toBeGreaterThan(least);
      expect(reference.some(({ status }) => status === 'suppressed')).toBe(true);
      expect(reference.some(({ counted }) => 'pages' in (counted as object))).toBe(pages);
    });

    it.each(DOORS)(
      `is the same to the byte: $name (seed ${SEED})`,
      async ({ door }) => {
        expect(dumpDiff(dump(await tableAfter(events, door)), dump(reference))).toEqual([]);
      },
      60_000,
    );

    it.each([1, 1000])('holds the findings that `scan` gathers in memory, %i at a time', async (size) => {
      const findings = memoryFindingStore();
      const seen: string[] = [];
      const store = {
        ...findings,
        record: async (...given: Parameters<typeof findings.record>) => {
          seen.push(...given[0].map(({ findingId }) => findingId));
          return findings.record(...given);
        },
      };
      await scan(readItems(shuffled(events, seeded(SEED)), size), {
        detector,
        clock: fakeClock('2026-03-18T12:00:00Z'),
        minSeverity: 'informational',
        stores: { findings: store, state: memoryStateStore() },
      });
      const found = await Promise.all([...new Set(seen)].map((id) => findings.get(id)));

      const gathered = found.map((finding) => itemOf(finding!)) as readonly PlainItem[];

      // A scan alerts nobody, so that is all that may differ.
      expect(dumpDiff(dump(gathered, 'none'), dump(reference, 'none'))).toEqual([]);
    });
  });
}

async function* readItems(events: readonly CarriedRecord[], size: number) {
  for (const batch of batches(events, size)) {
    yield batch.map((event, offset) => ({ type: 'record' as const, ...event, file: 'test', offset }));
  }
}

describe('events without a time, from the future, without an id', () => {
  it('are counted one by one, in the window that their records claim', async () => {
    const found = await tableAfter(oddEvents(), inBatches(3));
    const stopped = found.filter(({ ruleTitle }) => ruleTitle === 'CloudTrail trail stopped or deleted');

    expect(stopped.map(({ windowStart, count, timeNote }) => [windowStart, count, timeNote]).sort()).toEqual([
      ['1970-01-01T00:00:00Z', 3, 'missing'],
      ['2026-03-01T09:00:00Z', 6, undefined],
      ['2026-03-18T12:00:00Z', 1, undefined],
      ['2026-03-18T14:00:00Z', 1, 'future'],
      ['2031-01-01T00:00:00Z', 1, 'future'],
    ]);
  });

  it('are shown with the time of their carrier, and of their arrival when they claim to be of the future', async () => {
    const found = await tableAfter(oddEvents(), inBatches(3));
    const shown = (note: string) =>
      found
        .filter(({ timeNote }) => timeNote === note)
        .map(({ firstSeen, lastSeen }) => [firstSeen, lastSeen]);

    expect(new Set(shown('missing').flat())).toEqual(new Set([isoFromMs(CARRIED_AT)]));
    expect(new Set(shown('future').flat())).toEqual(new Set([isoFromMs(NOW)]));
  });

  it('land in 1970 where no carrier gives a time either, whatever the door', async () => {
    const timeless = oddEvents().flatMap(({ record, fallbackTime }) => (fallbackTime ? [{ record }] : []));
    const direct = await tableAfter(timeless, inBatches(1));

    expect(direct).toMatchObject([
      {
        windowStart: '1970-01-01T00:00:00Z',
        firstSeen: '1970-01-01T00:00:00Z',
        count: 3,
        timeNote: 'missing',
      },
    ]);
    expect(dumpDiff(dump(await tableAfter(timeless, throughLogs(SEED))), dump(direct))).toEqual([]);
  });
});
