import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { secondsFromMs } from '#core/time';
import type { StateStore } from '#ports/state-store';
import { call, written } from './dynamo-calls.ts';

/**
 * Keeps small shared state in the state table: one item a key, guarded by its version, each with an expiry.
 *
 * Needs `GetItem` and `PutItem` on the table.
 */
export function dynamoStateStore(deps: {
  readonly db: DynamoDBDocumentClient;
  readonly stateTable: string;
}): StateStore {
  const { db, stateTable } = deps;
  return {
    read: async <T>(key: string) => {
      const get = new GetCommand({ TableName: stateTable, Key: keyOf(key), ConsistentRead: true });
      const { Item } = await call('TH_STORE_READ', `reading ${key} from ${stateTable}`, () => db.send(get));
      return Item ? { value: Item['value'] as T, version: Item['version'] as number } : undefined;
    },
    write: (key, value, version, expiresAt) => {
      const put = new PutCommand({
        TableName: stateTable,
        Item: { ...keyOf(key), value, version: (version ?? 0) + 1, expiresAt: secondsFromMs(expiresAt) },
        ...(version === undefined
          ? {
              ConditionExpression: 'attribute_not_exists(#owner)',
              ExpressionAttributeNames: { '#owner': 'owner' },
            }
          : {
              ConditionExpression: '#version = :read',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: { ':read': version },
            }),
      });
      return written(`writing ${key} to ${stateTable}`, () => db.send(put));
    },
  };
}

/** `checkpoint#us-east-1` lies under the owner `checkpoint`. */
const keyOf = (key: string): { owner: string; item: string } => ({
  owner: key.split('#', 1)[0] ?? key,
  item: key,
});
