import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { dynamoQuarantine } from '#adapters/aws/dynamo-quarantine';
import { createTables, itemBytes, rawItems, type TestTables } from '../support/dynamo-tables.ts';
import { fakeClock } from '../support/fake-clock.ts';

const bad = (offset: number, raw = 'not json') => ({
  source: 'trail.json.gz',
  offset,
  reason: 'no JSON object',
  raw,
});

/** What the quarantine in DynamoDB must do. */
export function quarantineContract(name: string, client: () => DynamoDBDocumentClient): void {
  describe(`${name} as a quarantine`, () => {
    let tables: TestTables;
    beforeEach(async () => {
      tables = await createTables(client());
    });

    it('keeps an input once, however often it is delivered, for 30 days after the last time', async () => {
      const clock = fakeClock('2026-03-01T09:00:00Z');
      const quarantine = dynamoQuarantine({ ...tables, clock });
      await quarantine.put([bad(0), bad(7), bad(7)]);
      clock.advance(60_000);
      await quarantine.put([bad(7)]);

      const kept = await quarantine.list(10);
      expect(kept.map(({ offset, at }) => [offset, at])).toEqual([
        [7, '2026-03-01T09:01:00Z'],
        [0, '2026-03-01T09:00:00Z'],
      ]);
      expect(kept[1]).toMatchObject({ ...bad(0), rawBytes: 8, rawCut: false });
      const expiries = (await rawItems(tables.db, tables.stateTable))
        .map((item) => item['expiresAt']?.N)
        .sort();
      expect(expiries).toEqual(['1774947600', '1774947660']);
    });

    it('keeps the first 64 KB of what is long and says how long it was', async () => {
      const quarantine = dynamoQuarantine({ ...tables, clock: fakeClock() });
      await quarantine.put([
        bad(0, 'ä'.repeat(500_000)),
        bad(0, `${'ä'.repeat(500_000)}b`),
        bad(1, '\uD800\0'),
      ]);

      const kept = await quarantine.list(10);
      expect(kept.map(({ rawBytes, rawCut }) => [rawBytes, rawCut]).sort()).toEqual([
        [1_000_000, true],
        [1_000_001, true],
        [4, false],
      ]);
      for (const item of await rawItems(tables.db, tables.stateTable))
        expect(itemBytes(item)).toBeLessThan(70_000);
    });

    it('takes many at once', async () => {
      const quarantine = dynamoQuarantine({ ...tables, clock: fakeClock() });
      await quarantine.put(Array.from({ length: 230 }, (_, n) => bad(n, 'x'.repeat(20_000))));

      expect(await quarantine.list(1000)).toHaveLength(230);
      expect(await quarantine.list(7)).toHaveLength(7);
      await quarantine.put([]);
    });

    it('keeps one of inputs that are equal, and each of those that came from different places', async () => {
      const quarantine = dynamoQuarantine({ ...tables, clock: fakeClock() });
      const [a, b] = [bad(1, 'equal'.repeat(9)), bad(1, 'other')];
      await quarantine.put([a, b, a, { ...a, source: 'elsewhere' }, { ...a, offset: 2 }]);

      const kept = await quarantine.list(1000);
      const ours = kept.filter(({ raw }) => raw === a.raw || raw === b.raw);
      expect(ours.map(({ source, offset, raw }) => [source, offset, raw])).toHaveLength(4);
    });

    it('goes through a text once that a flood repeats', async () => {
      const quarantine = dynamoQuarantine({ ...tables, clock: fakeClock() });
      const raw = 'x'.repeat(2_000_000);
      await quarantine.put(Array.from({ length: 20_000 }, () => bad(0, raw)));

      expect((await quarantine.list(1000)).filter(({ rawBytes }) => rawBytes === raw.length)).toHaveLength(1);
    });
  });
}
