import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { tableInput } from '#config/table-input';
import { TABLES } from '#config/tables';
import { type EpochMs, epochMs, secondsFromMs } from '#core/time';
import { dynalite } from './dynalite.ts';
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
  /** Stops the server and releases the folder. Calls under way must have ended. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a DynamoDB-compatible database inside this process, on the loopback interface, kept in `<dir>/db`, and creates
 * the tables where they are missing.
 *
 * One process a folder: throws `TH_STORE_LOCKED` while another one has it. A process that was killed leaves a folder
 * that opens again: what it had been told is written is there.
 */
export async function openEmbeddedDynamo(
  dir: string,
  options: { readonly now?: EpochMs } = {},
): Promise<EmbeddedDynamo> {
  await mkdir(dir, { recursive: true });
  const lock = await lockFolder(join(dir, 'lock'));
  try {
    const path = join(dir, 'db');
    if (lock.wasKilled) await repairIndexes(path);
    const server = dynalite({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    // A process that is busy for seconds must not find its own connections closed.
    Object.assign(server, { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = new DynamoDBClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'embedded', secretAccessKey: 'embedded' },
      maxAttempts: 1,
    });
    const db = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
    await createTables(db);
    await sweepExpired(db, lock, secondsFromMs(options.now ?? epochMs(Date.now())));
    const close = async (): Promise<void> => {
      client.destroy();
      await new Promise<void>((resolve, reject) =>
        server.close((error) => (error ? reject(error) : resolve())),
      );
      await lock.release();
    };
    return { db, findingsTable: TABLES.findings.name, stateTable: TABLES.state.name, endpoint, close };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function createTables(db: DynamoDBDocumentClient): Promise<void> {
  for (const table of Object.values(TABLES)) {
    try {
      await db.send(new CreateTableCommand(tableInput(table, table.name)));
    } catch (error) {
      if (!(error instanceof ResourceInUseException)) throw error;
    }
  }
}
