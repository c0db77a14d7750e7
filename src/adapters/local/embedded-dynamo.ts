import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { tableInput } from '#config/table-input';
import { TABLES } from '#config/tables';
import { TrailhoundError } from '#core/errors';
import { type EpochMs, epochMs, secondsFromMs } from '#core/time';
import { dynalite, withLevel } from './dynalite.ts';
import { repairIndexes } from './dynalite-repair.ts';
import { sweepExpired } from './dynalite-sweep.ts';
import { lockFolder } from './folder-lock.ts';

/** A running embedded database. */
export interface EmbeddedDynamo {
  readonly db: DynamoDBDocumentClient;
  readonly findingsTable: string;
  readonly stateTable: string;
  /** `http://127.0.0.1:<port>`, for any other DynamoDB client of this machine. */
  readonly endpoint: string;
  /** Stops the server and releases the folder; again does nothing. Calls under way must have ended. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a DynamoDB-compatible database inside this process, on the loopback interface, kept in `<dir>/db`, and creates
 * the tables where they are missing.
 *
 * One process a folder: throws `TH_STORE_LOCKED` while another one has it. A process that was killed leaves a folder
 * that opens again: what it had been told is written is there. Throws `TH_STORE_READ` for a folder that can't be opened,
 * because it is damaged for one.
 */
export async function openEmbeddedDynamo(
  dir: string,
  options: { readonly now?: EpochMs } = {},
): Promise<EmbeddedDynamo> {
  const undo: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    await mkdir(dir, { recursive: true });
    const lock = await lockFolder(join(dir, 'lock'));
    undo.push(lock.release);
    const path = join(dir, 'db');
    await (lock.wasKilled ? repairIndexes(path) : withLevel(path, async () => undefined));
    const server = await listen(path);
    undo.push(() => new Promise((resolve) => server.close(resolve)));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const db = connect(endpoint);
    undo.push(async () => db.destroy());
    await createTables(db);
    await sweepExpired(db, lock, secondsFromMs(options.now ?? epochMs(Date.now())));
    return { db, findingsTable: TABLES.findings.name, stateTable: TABLES.state.name, endpoint, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listen(path: string): Promise<Server> {
  const server = dynalite({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  // A process that is busy for seconds must not find its own connections closed.
  Object.assign(server, { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function connect(endpoint: string): DynamoDBDocumentClient {
  const credentials = { accessKeyId: 'embedded', secretAccessKey: 'embedded' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  return DynamoDBDocumentClient.from(client, {
    // As `dynamoClient` does.
    marshallOptions: { removeUndefinedValues: true, allowImpreciseNumbers: true },
    unmarshallOptions: { wrapNumbers: Number },
  });
}

async function createTables(db: DynamoDBDocumentClient): Promise<void> {
  for (const table of Object.values(TABLES)) {
    try {
      await db.send(new CreateTableCommand(tableInput(table, table.name)));
    } catch (error) {
      if (!(error instanceof ResourceInUseException)) throw error;
    }
    await untilActive(db, table.name);
  }
}

/** A table that is still being created answers like one that is not there. */
async function untilActive(db: DynamoDBDocumentClient, name: string): Promise<void> {
  const describe = new DescribeTableCommand({ TableName: name });
  for (let tries = 0; tries < 1000; tries += 1) {
    const { Table } = await db.send(describe);
    if (Table?.TableStatus === 'ACTIVE') return;
    await wait(5);
  }
  throw new TrailhoundError('TH_STORE_READ', `the embedded table ${name} does not become active`);
}
