import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type EpochMs, epochMs, secondsFromMs } from '#core/time';
import type { OpenStream, OpenStreams } from '#ports/open-streams';
import { call, written } from './dynamo-calls.ts';

/** Owner of the items; one partition, because one question must find them all. */
const OWNER = 'log-open';
const PAGE_LIMIT = 500;
const MOST_PAGES = 50;

/**
 * Remembers open streams in the state table: one small item each, deleted when it is over.
 *
 * Needs `PutItem`, `Query` and `DeleteItem` on the table.
 */
export function dynamoOpenStreams(deps: {
  readonly db: DynamoDBDocumentClient;
  readonly stateTable: string;
}): OpenStreams {
  const { db, stateTable } = deps;
  return {
    note: async ({ key, notedAt }, expiresAt) => {
      const Item = { ...keyOf(key), notedAt, expiresAt: secondsFromMs(expiresAt) };
      await call('TH_STORE_WRITE', `noting an open stream in ${stateTable}`, () =>
        db.send(new PutCommand({ TableName: stateTable, Item })),
      );
    },
    notedBefore: (at, limit) => listed(db, stateTable, at, limit),
    forget: async ({ key, notedAt }) => {
      await written(`forgetting an open stream in ${stateTable}`, () =>
        db.send(
          new DeleteCommand({
            TableName: stateTable,
            Key: keyOf(key),
            ConditionExpression: 'notedAt = :seen',
            ExpressionAttributeValues: { ':seen': notedAt },
          }),
        ),
      );
    },
  };
}

const keyOf = (key: string): { owner: string; item: string } => ({ owner: OWNER, item: `${OWNER}#${key}` });

async function listed(
  db: DynamoDBDocumentClient,
  stateTable: string,
  at: EpochMs,
  limit: number,
): Promise<readonly OpenStream[]> {
  const found: OpenStream[] = [];
  let start: Record<string, unknown> | undefined;
  for (let pages = 0; pages < MOST_PAGES && found.length < limit; pages += 1) {
    const page = await call('TH_STORE_READ', `reading open streams from ${stateTable}`, () =>
      db.send(
        new QueryCommand({
          TableName: stateTable,
          KeyConditionExpression: '#owner = :owner',
          FilterExpression: 'notedAt <= :at',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':owner': OWNER, ':at': at },
          ConsistentRead: true,
          Limit: PAGE_LIMIT,
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      ),
    );
    for (const { item, notedAt } of page.Items ?? []) {
      if (typeof item === 'string' && typeof notedAt === 'number')
        found.push({ key: item.slice(OWNER.length + 1), notedAt: epochMs(notedAt) });
    }
    start = page.LastEvaluatedKey;
    if (start === undefined) break;
  }
  return found.slice(0, limit);
}
