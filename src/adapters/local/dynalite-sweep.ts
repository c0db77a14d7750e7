import { DeleteCommand, type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { TABLES, type TableDefinition } from '#config/tables';
import type { FolderLock } from './folder-lock.ts';

const DAY_SECONDS = 86_400;

/**
 * Deletes what has expired, as DynamoDB does by itself and dynalite does not; at most once a day.
 *
 * A scan, and the only one: an index by expiry would cost a write more for every write, deployed or not, and the
 * embedded tables are small.
 */
export async function sweepExpired(
  db: DynamoDBDocumentClient,
  { facts }: Pick<FolderLock, 'facts'>,
  nowSeconds: number,
): Promise<void> {
  if (nowSeconds - Number((await facts.get('swept-at')) ?? 0) < DAY_SECONDS) return;
  for (const table of Object.values(TABLES)) await sweepTable(db, table, nowSeconds);
  await facts.put('swept-at', String(nowSeconds));
}

async function sweepTable(db: DynamoDBDocumentClient, table: TableDefinition, now: number): Promise<void> {
  const names = [table.partitionKey, ...(table.sortKey === undefined ? [] : [table.sortKey])];
  const expired = {
    ExpressionAttributeNames: { '#expiry': table.timeToLive },
    ExpressionAttributeValues: { ':now': now },
  };
  let start: Record<string, unknown> | undefined;
  do {
    const scan = new ScanCommand({
      TableName: table.name,
      FilterExpression: '#expiry < :now',
      ...expired,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    const page = await db.send(scan);
    for (const item of page.Items ?? []) {
      const key = Object.fromEntries(names.map((name) => [name, item[name]]));
      await db.send(new DeleteCommand({ TableName: table.name, Key: key }));
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
