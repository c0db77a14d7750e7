import { describe, expect, it } from '@jest/globals';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { dedupKeyFrom } from '#core/dedup-key';
import type { CloudTrailRecord } from '#core/event';
import type { Finding } from '#core/finding';
import type { FindingStore } from '#ports/finding-store';
import {
  correlationText,
  type ExpectedGroup,
  expectedGroups,
  hasRecordings,
  loadCorrelation,
  recordingOf,
} from '../correlation/data.ts';
import { batches, seeded, shuffled } from '../support/dynamo-events.ts';
import { createTables } from '../support/dynamo-tables.ts';
import { testDynamo } from '../support/embedded-dynamo.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { detectorFor, type Stores, sharedStores, toldBy, triageRecords } from './story.ts';

const SEED = 20_260_301;
const NOW = fakeClock().now();

/** How the events of a recording reach the writers; two writers share nothing but the stores. */
const WAYS = [
  { way: 'in order', writers: 1, of: (records: readonly CloudTrailRecord[]) => records },
  {
    way: 'shuffled',
    writers: 1,
    of: (records: readonly CloudTrailRecord[]) => shuffled(records, seeded(SEED)),
  },
  {
    way: 'delivered twice, each time in another order',
    writers: 1,
    of: (records: readonly CloudTrailRecord[]) => [...shuffled(records, seeded(SEED + 1)), ...records],
  },
  {
    way: 'by two workers at once',
    writers: 2,
    of: (records: readonly CloudTrailRecord[]) => shuffled(records, seeded(SEED + 2)),
  },
];

const groups = hasRecordings ? expectedGroups() : [];
const stories = [...new Map(groups.map((one) => [`${one.rule} ${one.stream}`, one])).values()];
const suite = hasRecordings ? describe : describe.skip;

const dynamo = testDynamo();

suite('recorded attacks, deployed (skipped where ../shared/data/correlation is absent)', () => {
  describe.each(WAYS)('$way', ({ of, writers }) => {
    it.each(stories)('$rule in $stream: as stated, from memory', async (story) => {
      const stores = sharedStores();
      await run(story, of, () => stores, writers);
      expectStated(story, stores.findings.all());
    });

    it.each(stories)('$rule in $stream: as stated, from DynamoDB', async (story) => {
      const tables = await createTables(dynamo.db());
      await run(
        story,
        of,
        () => ({ findings: dynamoFindingStore(tables), state: dynamoStateStore(tables) }),
        writers,
      );
      const found = await openFindings(dynamoFindingStore(tables));
      expectStated(story, found);
      const memory = sharedStores();
      await run(
        story,
        (records) => records,
        () => memory,
        1,
      );
      expect(toldBy(found)).toEqual(toldBy(memory.findings.all()));
    });
  });
});

async function run(
  { rule, stream }: ExpectedGroup,
  of: (records: readonly CloudTrailRecord[]) => readonly CloudTrailRecord[],
  open: () => Stores,
  writers: number,
): Promise<void> {
  const detector = detectorFor(loadCorrelation(correlationText(rule)).ruleSet);
  const queue = batches(of(taking(rule, stream)), 10).values();
  const writer = async (): Promise<void> => {
    const stores = open();
    for (const batch of queue) await triageRecords(batch, detector, stores);
  };
  await Promise.all(Array.from({ length: writers }, writer));
}

/** Events that rules match: the others would only make it slow. */
function taking(rule: string, stream: string): readonly CloudTrailRecord[] {
  const detector = detectorFor(loadCorrelation(correlationText(rule)).ruleSet);
  return recordingOf(stream).filter(
    (record) => detector.detect({ record, origin: '' }, NOW).parts.length > 0,
  );
}

function expectStated({ rule, stream }: ExpectedGroup, findings: readonly Finding[]): void {
  const stated = groups.filter((one) => one.rule === rule && one.stream === stream);
  const fired = stated.filter(({ fires }) => fires).map(({ group }) => dedupKeyFrom(group));
  expect([...new Set(findings.map(({ dedupKey }) => dedupKey))].sort()).toEqual(fired.sort());
}

async function openFindings(store: FindingStore): Promise<readonly Finding[]> {
  const page = await store.query({ by: 'status', status: 'open' }, { limit: 1000 });
  const found = await Promise.all(page.findings.map(({ findingId }) => store.get(findingId)));
  return found.flatMap((finding) => finding ?? []);
}
