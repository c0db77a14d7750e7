import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { getAll, type Item, putAll } from './dynamo-calls.ts';

type Request = {
  readonly RequestItems: { readonly t: { readonly Keys?: readonly Item[] } & readonly Item[] };
};

/** A table that does at most `most` of what is asked, and hands the rest back, as DynamoDB does when throttled. */
function busyTable(most: number) {
  const stored: Item[] = [];
  const asked: number[] = [];
  const waits: number[] = [];
  const send = async ({ input }: { readonly input: Request }): Promise<object> => {
    const { t } = input.RequestItems;
    const all = t.Keys ?? t;
    asked.push(all.length);
    const [done, rest] = [all.slice(0, most), all.slice(most)];
    if (t.Keys)
      return { Responses: { t: done }, UnprocessedKeys: rest.length > 0 ? { t: { Keys: rest } } : {} };
    stored.push(...done);
    return { UnprocessedItems: rest.length > 0 ? { t: rest } : {} };
  };
  const patience = { sleep: async (ms: number) => waits.push(ms), random: () => 0.5 };
  return { db: { send } as unknown as DynamoDBDocumentClient, stored, asked, waits, patience };
}

const items = Array.from({ length: 30 }, (_, id) => ({ id }));

describe('a table that does only a part of a batch', () => {
  it('is asked again for the items that it left unread, later each time', async () => {
    const { db, asked, waits, patience } = busyTable(12);

    expect(await getAll(db, 't', items, patience)).toEqual(items);
    expect(asked).toEqual([30, 18, 6]);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits).toHaveLength(2);
  });

  it('is given the items again that it left unwritten, 25 at most at a time', async () => {
    const { db, stored, asked, patience } = busyTable(12);
    await putAll(db, 't', items, patience);

    expect(stored).toEqual(items.map((Item) => ({ PutRequest: { Item } })));
    expect(asked).toEqual([25, 13, 1, 5]);
  });

  it('is given up after 40 attempts, as a failure: what is left is not taken for done', async () => {
    const { db, asked, patience } = busyTable(0);

    await expect(putAll(db, 't', items, patience)).rejects.toMatchObject({ code: 'TH_STORE_BUSY' });
    await expect(getAll(db, 't', items, patience)).rejects.toMatchObject({ code: 'TH_STORE_BUSY' });
    expect(asked).toHaveLength(80);
  });
});
