import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dynamoClient } from '#adapters/aws/dynamo-client';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { openEmbeddedDynamo } from '#adapters/local/embedded-dynamo';
import { TrailhoundError } from '#core/errors';
import type { FindingStore } from '#ports/finding-store';
import type { CliContext } from '../context.ts';
import type { StoreOptions } from './store-options.ts';

/**
 * Opens the table, hands it to `use`, and closes it whatever happens.
 *
 * Throws `TH_STORE_READ` when the folder holds no embedded database: looking must not create one.
 */
export async function withStore(
  options: StoreOptions,
  context: CliContext,
  use: (store: FindingStore) => Promise<void>,
): Promise<void> {
  if (options.table !== undefined) return use(deployedStore(options.table, options));
  if (options.stateTable !== undefined || options.region !== undefined) {
    throw new TrailhoundError('TH_USAGE', '--state-table and --region go with --table');
  }
  const folder = resolve(context.io.cwd, options.data);
  if (!existsSync(join(folder, 'db'))) {
    throw new TrailhoundError(
      'TH_STORE_READ',
      `${options.data}: no findings here yet. "trailhound replay" fills the embedded database; --table names a deployed one`,
    );
  }
  const embedded = await openEmbeddedDynamo(folder, { now: context.io.clock.now() });
  try {
    await use(dynamoFindingStore(embedded));
  } finally {
    await embedded.close();
  }
}

function deployedStore(findingsTable: string, { stateTable, region }: StoreOptions): FindingStore {
  if (stateTable === undefined) {
    throw new TrailhoundError('TH_USAGE', '--table needs --state-table: the deployment prints both names');
  }
  const db = dynamoClient(region === undefined ? {} : { region });
  return dynamoFindingStore({ db, findingsTable, stateTable });
}
