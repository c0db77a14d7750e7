import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dynamoClient } from '#adapters/aws/dynamo-client';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { TrailhoundError } from '#core/errors';
import type { FindingStore } from '#ports/finding-store';
import { AdvisedError } from '../advised-error.ts';
import { credentialsHint } from '../aws-hint.ts';
import type { CliContext } from '../context.ts';
import { withEmbedded } from '../data/open-embedded.ts';
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
  if (options.table !== undefined) return useDeployed(options.table, options, use);
  if (options.stateTable !== undefined || options.region !== undefined) {
    throw new TrailhoundError('TH_USAGE', '--state-table and --region go with --table');
  }
  const folder = resolve(context.io.cwd, options.data);
  if (!existsSync(join(folder, 'db'))) {
    throw new AdvisedError(
      'TH_STORE_READ',
      `${options.data}: no findings here yet. "trailhound replay" fills the embedded database; --table names a deployed one`,
    );
  }
  await withEmbedded(options.data, context, ({ db, findingsTable, stateTable }) =>
    use(dynamoFindingStore({ db, findingsTable, stateTable })),
  );
}

async function useDeployed(
  table: string,
  options: StoreOptions,
  use: (store: FindingStore) => Promise<void>,
): Promise<void> {
  const store = deployedStore(table, options);
  try {
    await use(store);
  } catch (error) {
    throw error instanceof TrailhoundError ? advised(error) : error;
  }
}

/** The general advice is to check the table's name; what is missing may be told from the cause. */
function advised(error: TrailhoundError): TrailhoundError {
  const { cause } = error;
  const isRegion = cause instanceof Error && cause.message === 'Region is missing';
  const hint = isRegion ? '. Which region? Give --region, or set AWS_REGION' : credentialsHint(error.message);
  return hint === '' ? error : new AdvisedError(error.code, error.message + hint, { cause });
}

function deployedStore(findingsTable: string, { stateTable, region }: StoreOptions): FindingStore {
  if (stateTable === undefined) {
    throw new TrailhoundError('TH_USAGE', '--table needs --state-table: the deployment prints both names');
  }
  const db = dynamoClient(region === undefined ? {} : { region });
  return dynamoFindingStore({ db, findingsTable, stateTable });
}
