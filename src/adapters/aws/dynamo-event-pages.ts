import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { TrailhoundError } from '#core/errors';
import type { Finding } from '#core/finding';
import { call, mapPool } from './dynamo-calls.ts';

const PAGES_AT_ONCE = 16;
/** Seconds in the steps by which the expiry of pages moves on. */
const STEP = 7 * 86_400;

/**
 * When the pages of a finding expire that itself expires at `expiresAt`: 7 to 14 days later, epoch seconds.
 *
 * A page that went before its finding would let a second delivery count twice. Steps spare writing all pages whenever
 * the finding changes; two of them leave room for writers whose clocks differ.
 */
export const pagesExpiry = (expiresAt: number): number => (Math.floor(expiresAt / STEP) + 2) * STEP;

/** Adds event keys to a finding's pages; answers the size of every page it has added to so far. */
export type AddToPages = (
  pages: ReadonlyMap<number, readonly string[]>,
) => Promise<ReadonlyMap<number, number>>;

/**
 * Keeps the event keys of one finding in numbered items of the state table, as sets.
 *
 * Adding to a set is idempotent and needs no condition: crash, repetition and concurrent writers leave the same set.
 * Keys that this instance has added already are not sent again, so a writer that gives way pays once.
 */
export function eventPages(
  db: DynamoDBDocumentClient,
  stateTable: string,
  findingId: string,
  expiresAt: number,
): AddToPages {
  const expiry = pagesExpiry(expiresAt);
  const sizes = new Map<number, number>();
  const added = new Set<string>();
  const add = async (page: number, keys: readonly string[]): Promise<void> => {
    const update = new UpdateCommand({
      TableName: stateTable,
      Key: pageKey(findingId, page),
      UpdateExpression: 'ADD #keys :keys SET #expiry = :expiry',
      ExpressionAttributeNames: { '#keys': 'eventKeys', '#expiry': 'expiresAt' },
      ExpressionAttributeValues: { ':keys': new Set(keys), ':expiry': expiry },
      ReturnValues: 'UPDATED_NEW',
    });
    const what = `adding event keys of ${findingId} to ${stateTable}`;
    const { Attributes } = await call('TH_STORE_WRITE', what, () => db.send(update));
    const held: unknown = Attributes?.['eventKeys'];
    if (!(held instanceof Set)) throw new TrailhoundError('TH_STORE_WRITE', `${what}: no set came back`);
    sizes.set(page, held.size);
    for (const key of keys) added.add(key);
  };
  return async (pages) => {
    const due = [...pages]
      .map(([page, keys]) => [page, keys.filter((key) => !added.has(key))] as const)
      .filter(([, keys]) => keys.length > 0);
    await mapPool(due, PAGES_AT_ONCE, ([page, keys]) => add(page, keys));
    return sizes;
  };
}

/**
 * Lets all pages of a finding live as long as `next` needs them; does nothing unless its expiry has moved a step on.
 *
 * To be called before `next` is written: then a crash in between leaves pages that live too long, never too short.
 */
export async function keepPages(
  db: DynamoDBDocumentClient,
  stateTable: string,
  previous: Finding | undefined,
  next: Finding,
): Promise<void> {
  const expiry = pagesExpiry(next.expiresAt);
  if (!previous || !('pages' in previous.counted) || expiry <= pagesExpiry(previous.expiresAt)) return;
  const filled = previous.counted.pages.flatMap((size, page) => (size > 0 ? [page] : []));
  await mapPool(filled, PAGES_AT_ONCE, (page) => {
    const update = new UpdateCommand({
      TableName: stateTable,
      Key: pageKey(next.findingId, page),
      UpdateExpression: 'SET #expiry = :expiry',
      ExpressionAttributeNames: { '#expiry': 'expiresAt' },
      ExpressionAttributeValues: { ':expiry': expiry },
    });
    return call('TH_STORE_WRITE', `keeping event keys of ${next.findingId} in ${stateTable}`, () =>
      db.send(update),
    );
  });
}

/** One partition a page, so that a flood into one finding spreads over the table. */
const pageKey = (findingId: string, page: number): { owner: string; item: string } => ({
  owner: `events#${findingId}#${String(page).padStart(2, '0')}`,
  item: 'keys',
});
