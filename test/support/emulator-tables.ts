import { randomUUID } from 'node:crypto';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoClient } from '#adapters/aws/dynamo-client';
import { tableInput } from '#config/table-input';
import { TABLES } from '#config/tables';
import type { EmulatorUse } from './emulator.ts';

/** Fresh, empty tables in the emulator, as the stack would create them. */
export interface EmulatorTables {
  readonly db: DynamoDBDocumentClient;
  readonly findingsTable: string;
  readonly stateTable: string;
}

/** Creates both tables under names that nobody else has. */
export async function createTables(emulator: EmulatorUse): Promise<EmulatorTables> {
  const db = dynamoClient(emulator.client());
  const suffix = randomUUID().slice(0, 8);
  const names = { findings: `findings-${suffix}`, state: `state-${suffix}` };
  await db.send(new CreateTableCommand(tableInput(TABLES.findings, names.findings)));
  await db.send(new CreateTableCommand(tableInput(TABLES.state, names.state)));
  return { db, findingsTable: names.findings, stateTable: names.state };
}
