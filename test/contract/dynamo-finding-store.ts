import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { memoryFindingStore } from '#adapters/local/memory-finding-store';
import { TABLES } from '#config/tables';
import { groupMatches } from '#core/dedup';
import { close } from '#core/life-cycle';
import type { Match } from '#core/match';
import { epochMs, isoFromMs } from '#core/time';
import { batches, testEvent, testMatches, testRule } from '../support/dynamo-events.ts';
import {
  NOW,
  recordMatches,
  redelivered,
  settingsAt,
  storyMatches,
  tableOf,
} from '../support/dynamo-story.ts';
import {
  createTables,
  dropTables,
  itemBytes,
  mortal,
  rawItems,
  type TestTables,
} from '../support/dynamo-tables.ts';

const MAX_ITEM_BYTES = 65_536;
const FLOOD = 100_000;
const LONG_MS = 300_000;
const DAY_MS = 86_400_000;

/** What the DynamoDB adapter must do beyond the contract of every store; `client` reaches a DynamoDB. */
export function dynamoFindingStoreContract(name: string, client: () => DynamoDBDocumentClient): void {
  describe(`${name} under the DynamoDB adapter`, () => {
    let tables: TestTables;
    beforeEach(async () => {
      tables = await createTables(client());
    });
    afterEach(() => dropTables(tables));

    it(
      'ends with the same table wherever the process dies, once everything is delivered again',
      async () => {
        const lived = await crashStory(tables);
        expect(lived.calls).toBeGreaterThan(20);
        // Dying before call n + 1 leaves what dying after call n leaves; only before the first is another case.
        const deaths = Array.from({ length: lived.calls }, (_, n) => ({ at: n + 1, happens: true }));
        for (const death of [{ at: 1, happens: false }, ...deaths]) {
          const other = await createTables(client());
          const died = await crashStory(other, death);
          expect({ death, table: died.table }).toEqual({ death, table: lived.table });
          await dropTables(other);
        }
      },
      LONG_MS,
    );

    it(
      'ends with the same items, pages included, in any batches',
      async () => {
        const matches = storyMatches();
        const dumps: unknown[] = [];
        for (const size of [1, 7, 1000]) {
          const own = await createTables(client());
          const store = dynamoFindingStore(own);
          for (const batch of batches(redelivered(matches, size), size)) await recordMatches(store, batch);
          dumps.push(await pagesOf(own));
          await dropTables(own);
        }
        expect(dumps[1]).toEqual(dumps[0]);
        expect(dumps[2]).toEqual(dumps[0]);
      },
      LONG_MS,
    );

    it('has in every index what the items say, and pending alerts alone in theirs', async () => {
      const store = dynamoFindingStore(tables);
      await recordMatches(store, storyMatches());
      const [seen] = await store.pendingAlerts(1);
      await store.markAlert(seen!, { state: 'sent', at: '2026-03-02T00:00:05Z' });
      const items = await rawItems(tables.db, tables.findingsTable);
      for (const { name: index, partitionKey } of TABLES.findings.indexes) {
        const rows = await rawItems(tables.db, tables.findingsTable, index);
        const want = items.filter((item) => item[partitionKey] !== undefined);
        expect([index, rows.map(idOf).sort()]).toEqual([index, want.map(idOf).sort()]);
      }
      const pending = items.filter((item) => item['alert']?.M?.['state']?.S === 'pending');
      expect(
        items
          .filter((item) => item['alertPending'])
          .map(idOf)
          .sort(),
      ).toEqual(pending.map(idOf).sort());
    });

    it('reads and writes once for each finding and batch while events are few', async () => {
      const counted = mortal(tables.db);
      const store = dynamoFindingStore({ ...tables, db: counted.db });
      await recordMatches(store, testMatches([testEvent('a')]));
      expect(counted.calls()).toBe(2);
      await recordMatches(store, testMatches([testEvent('b')]));
      expect(counted.calls()).toBe(4);
      await recordMatches(store, testMatches([testEvent('a'), testEvent('b')]));
      expect(counted.calls()).toBe(5);
    });

    it(
      `counts ${FLOOD} events of one principal exactly, in items under 64 KB`,
      async () => {
        const counted = mortal(tables.db);
        const store = dynamoFindingStore({ ...tables, db: counted.db });
        const memory = memoryFindingStore();
        const wide = testRule({
          description: 'd'.repeat(5000),
          runbook: Array.from({ length: 40 }, () => 'r'.repeat(500)),
        });
        const matches = testMatches(
          Array.from({ length: FLOOD }, (_, n) => wideEvent(n)),
          wide,
        );
        for (const batch of batches(matches, 1000)) {
          await recordMatches(store, batch);
          await recordMatches(memory, batch);
        }
        const items = [
          ...(await rawItems(tables.db, tables.findingsTable)),
          ...(await rawItems(tables.db, tables.stateTable)),
        ];
        const largest = Math.max(...items.map(itemBytes));
        process.stderr.write(
          `${name}: ${FLOOD} events, ${counted.calls()} calls, largest item ${largest} bytes\n`,
        );
        const [findingId = ''] = groupMatches(matches.slice(0, 1)).map((group) => group.findingId);
        expect((await store.get(findingId))?.count).toBe(FLOOD);
        expect(await tableOf(store, matches.slice(0, 1))).toBe(await tableOf(memory, matches.slice(0, 1)));
        expect(largest).toBeLessThan(MAX_ITEM_BYTES);
        expect(counted.calls()).toBeLessThan(FLOOD / 10);
      },
      LONG_MS,
    );

    it('keeps the event keys of a finding longer than the finding, whatever prolongs that', async () => {
      const store = dynamoFindingStore(tables);
      const events = Array.from({ length: 150 }, (_, n) => testEvent(`${n}`));
      const [{ findingId } = { findingId: '' }] = groupMatches(testMatches(events));
      const inDays = (days: number) => epochMs(NOW + days * DAY_MS);
      const lives = async () => {
        const pages = await rawItems(tables.db, tables.stateTable);
        expect(pages.length).toBeGreaterThan(40);
        const finding = await store.get(findingId);
        return {
          finding: finding?.expiresAt,
          pages: Math.min(...pages.map((page) => Number(page['expiresAt']?.N))),
        };
      };
      const steps: readonly (() => Promise<unknown>)[] = [
        () => recordMatches(store, testMatches(events.slice(0, 140)), settingsAt()),
        () => recordMatches(store, testMatches(events.slice(140, 141)), settingsAt(inDays(6))),
        () => recordMatches(store, testMatches(events.slice(141, 142)), settingsAt(inDays(80))),
        async () =>
          store.markAlert((await store.pendingAlerts(1))[0]!, { state: 'sent', at: isoFromMs(inDays(120)) }),
        () => store.change(findingId, (finding) => close(finding, 'done', { by: 'ana', at: inDays(150) })),
        () => recordMatches(store, testMatches(events.slice(142, 143)), settingsAt(inDays(152))),
        // Retention was longer for a while.
        () =>
          recordMatches(store, testMatches(events.slice(143, 144)), {
            ...settingsAt(inDays(153)),
            retentionDays: 400,
          }),
        () => recordMatches(store, testMatches(events.slice(144, 145)), settingsAt(inDays(160))),
        () => recordMatches(store, testMatches(events.slice(145, 146)), settingsAt(inDays(230))),
        // A repetition through a door whose retention is shorter changes nothing, and may shorten nothing.
        () =>
          recordMatches(store, testMatches(events.slice(0, 146)), {
            ...settingsAt(inDays(231)),
            retentionDays: 2,
          }),
      ];
      for (const [number, step] of steps.entries()) {
        await step();
        const { finding, pages } = await lives();
        expect({ number, left: pages - (finding ?? 0) >= 7 * 86_400 }).toEqual({ number, left: true });
      }
      expect((await store.get(findingId))?.count).toBe(146);
    });

    it('says which table failed and why, without the content', async () => {
      const store = dynamoFindingStore({ ...tables, findingsTable: 'no-such-table' });
      const failed = recordMatches(store, testMatches([testEvent('a')]));
      await expect(failed).rejects.toMatchObject({
        code: 'TH_STORE_READ',
        message: 'reading no-such-table failed (ResourceNotFoundException)',
      });
      await expect(store.query({ by: 'status', status: 'open' }, { limit: 1 })).rejects.toMatchObject({
        code: 'TH_STORE_READ',
      });
    });

    it('gives up on an item that never holds still', async () => {
      const patience = { sleep: async () => {}, random: () => 0 };
      const store = dynamoFindingStore({ ...tables, patience });
      const matches = testMatches([testEvent('a')]);
      await recordMatches(store, matches);
      const [seen] = await store.pendingAlerts(1);
      const meddling = new Proxy(tables.db, {
        get: (target, name, self) =>
          name === 'send'
            ? async (command: { constructor: { name: string } }) => {
                if (command.constructor.name === 'PutCommand') {
                  await store.change(seen!.findingId, (finding) => ({ ok: true, value: { ...finding } }));
                }
                return target.send(command as never);
              }
            : Reflect.get(target, name, self),
      });
      const unlucky = dynamoFindingStore({ ...tables, db: meddling, patience });
      await expect(recordMatches(unlucky, testMatches([testEvent('b')]))).rejects.toMatchObject({
        code: 'TH_STORE_BUSY',
      });
    });
  });
}

/**
 * A finding that is made, grows out of its item, is closed and grows again; each step is repeated by a new process
 * when the one before it died. The closing is a person's, and happens once.
 */
async function crashStory(
  tables: TestTables,
  crash?: { readonly at: number; readonly happens: boolean },
): Promise<{ readonly table: string; readonly calls: number }> {
  const events = Array.from({ length: 112 }, (_, n) =>
    testEvent(`${n}`, { at: `2026-03-01T09:00:${n % 60}Z`.replace(/:(\d)Z/, ':0$1Z') }),
  );
  const low = testRule({ ruleId: 'low', severity: 'low' });
  const first = [...testMatches(events.slice(0, 95)), ...testMatches(events.slice(0, 3), low)];
  const second = [...testMatches(events.slice(90, 104)), ...testMatches(events.slice(2, 5), low)];
  const third = testMatches(events.slice(100));
  const all = [...first, ...second, ...third];
  const sound = dynamoFindingStore(tables);
  const client = mortal(tables.db, crash);
  const store = dynamoFindingStore({ ...tables, db: client.db });
  const deliver = async (matches: readonly Match[]): Promise<void> => {
    try {
      await recordMatches(store, matches);
    } catch {
      await recordMatches(sound, matches);
    }
  };
  await deliver(first);
  await deliver(second);
  const [group] = groupMatches(third);
  await sound.change(group!.findingId, (finding) => close(finding, 'done', { by: 'ana', at: NOW }));
  await deliver(third);
  const pending = (await sound.pendingAlerts(10)).map(({ findingId, alert }) => [findingId, alert.cause]);
  const table = JSON.stringify(
    { findings: await tableOf(sound, all), pages: await pagesOf(tables), pending },
    undefined,
    1,
  );
  return { table, calls: client.calls() };
}

/** The event keys on all pages, in order. */
async function pagesOf(tables: TestTables): Promise<unknown> {
  const pages = await rawItems(tables.db, tables.stateTable);
  return pages
    .map((page) => [page['owner']?.S ?? '', [...(page['eventKeys']?.SS ?? [])].sort()] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

const idOf = (item: Awaited<ReturnType<typeof rawItems>>[number]): string => item['findingId']?.S ?? '';

const LONG = '漢'.repeat(900);
const WIDE_RECORD = {
  requestParameters: { text: '漢'.repeat(5000), list: Array.from({ length: 100 }, () => 'é'.repeat(100)) },
};

/** An event whose every text is as long as it can get. */
const wideEvent = (n: number) => ({
  ...testEvent(`flood-${n}`, { principal: LONG, name: `${n}${LONG}`, record: WIDE_RECORD }),
  userAgent: LONG,
  sourceIp: LONG,
  errorCode: LONG,
});
