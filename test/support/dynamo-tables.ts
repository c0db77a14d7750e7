import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { tableInput } from '#config/table-input';
import { TABLES, type TableDefinition } from '#config/tables';

/** Two empty tables, as the stack would create them. */
export interface TestTables {
  readonly db: DynamoDBDocumentClient;
  readonly findingsTable: string;
  readonly stateTable: string;
}

/** Creates both tables under names of their own. */
export async function createTables(db: DynamoDBDocumentClient): Promise<TestTables> {
  const suffix = randomUUID().slice(0, 8);
  const names = { findingsTable: `findings-${suffix}`, stateTable: `state-${suffix}` };
  await create(db, TABLES.findings, names.findingsTable);
  await create(db, TABLES.state, names.stateTable);
  return { db, ...names };
}

async function create(db: DynamoDBDocumentClient, table: TableDefinition, name: string): Promise<void> {
  await db.send(new CreateTableCommand(tableInput(table, name)));
  const describe = new DescribeTableCommand({ TableName: name });
  while ((await db.send(describe)).Table?.TableStatus !== 'ACTIVE') await wait(5);
}

/** Deletes both tables. */
export async function dropTables({ db, ...names }: TestTables): Promise<void> {
  for (const TableName of Object.values(names)) await db.send(new DeleteTableCommand({ TableName }));
}

/** An item in DynamoDB's own notation. */
export type RawItem = Record<string, AttributeValue>;

/** Every item of a table, or every row of one of its indexes, as stored. */
export async function rawItems(
  db: DynamoDBDocumentClient,
  table: string,
  index?: string,
): Promise<readonly RawItem[]> {
  const items: RawItem[] = [];
  let start: RawItem | undefined;
  do {
    const page = await db.send(
      new ScanCommand({
        TableName: table,
        ...(index === undefined ? {} : { IndexName: index }),
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}

/**
 * Bytes that DynamoDB counts for an item: names and values in UTF-8, three for each list and map and one for each of
 * its members (DynamoDB Developer Guide, "DynamoDB item sizes and formats"); numbers counted generously.
 */
export const itemBytes = (item: RawItem): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return value.N.length + 1;
  if (value.SS !== undefined) return value.SS.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 3);
  if (value.L !== undefined) return value.L.reduce((sum, member) => sum + valueBytes(member) + 1, 3);
  if (value.M !== undefined) return itemBytes(value.M) + Object.keys(value.M).length + 3;
  return 1;
}

/** A client whose process can die: see `crashAt`. */
export interface MortalClient {
  readonly db: DynamoDBDocumentClient;
  /** Calls sent so far. */
  readonly calls: () => number;
}

/** What a crash looks like from inside. */
export class Crash extends Error {}

/**
 * A client that dies at its n-th call (from 1): the call fails, and every one after it. `happens` lets the
 * n-th call happen and loses the answer, as when the process dies in between.
 */
export function mortal(
  db: DynamoDBDocumentClient,
  crash?: { readonly at: number; readonly happens: boolean },
): MortalClient {
  let calls = 0;
  const send = async (...args: Parameters<DynamoDBDocumentClient['send']>): Promise<unknown> => {
    calls += 1;
    const dies = crash !== undefined && calls >= crash.at;
    if (dies && !(calls === crash.at && crash.happens)) throw new Crash('the process died');
    const answer = await db.send(...args);
    if (dies) throw new Crash('the process died');
    return answer;
  };
  const client = new Proxy(db, {
    get: (target, name, self) => (name === 'send' ? send : Reflect.get(target, name, self)),
  });
  return { db: client, calls: () => calls };
}
