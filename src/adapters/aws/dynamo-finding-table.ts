import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Finding } from '#core/finding';
import { call, type Patience, written } from './dynamo-calls.ts';
import { findingOf, itemOf } from './dynamo-finding-item.ts';

/** Where findings and what belongs to them lie. */
export interface FindingTable {
  readonly db: DynamoDBDocumentClient;
  readonly findingsTable: string;
  /** Holds the event keys of findings with many events. */
  readonly stateTable: string;
  readonly patience: Patience;
}

/** Reads one finding, consistently. */
export async function getFinding(table: FindingTable, findingId: string): Promise<Finding | undefined> {
  const get = new GetCommand({ TableName: table.findingsTable, Key: { findingId }, ConsistentRead: true });
  const what = `reading finding ${findingId} from ${table.findingsTable}`;
  const { Item } = await call('TH_STORE_READ', what, () => table.db.send(get));
  return Item ? findingOf(Item) : undefined;
}

/** Writes a finding over the one that was read, or as a new one; `false` when somebody else wrote in between. */
export function putFinding(
  table: FindingTable,
  next: Finding,
  previous: Finding | undefined,
): Promise<boolean> {
  const condition =
    previous === undefined
      ? {
          ConditionExpression: 'attribute_not_exists(#id)',
          ExpressionAttributeNames: { '#id': 'findingId' },
        }
      : {
          ConditionExpression: '#updated = :read',
          ExpressionAttributeNames: { '#updated': 'updatedAt' },
          ExpressionAttributeValues: { ':read': previous.updatedAt },
        };
  const put = new PutCommand({ TableName: table.findingsTable, Item: itemOf(next), ...condition });
  return written(`writing finding ${next.findingId} to ${table.findingsTable}`, () => table.db.send(put));
}
