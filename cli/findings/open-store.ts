import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dynamoClient } from '#adapters/aws/dynamo-client';
import { type DynamoFindingStoreDeps, dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { TrailhoundError } from '#core/errors';
import type { FindingStore } from '#ports/finding-store';
import { AdvisedError } from '../advised-error.ts';
import { credentialsHint } from '../aws-hint.ts';
import type { CliContext } from '../context.ts';
import { withEmbedded } from '../data/open-embedded.ts';
import type { StoreOptions } from './store-options.ts';

/** Opens the findings as `withTables` does, which says what it throws, and hands their store to `use`. */
export const withStore = (
  options: StoreOptions,
  context: CliContext,
  use: (store: FindingStore) => Promise<void>,
): Promise<void> => withTables(options, context, (tables) => use(dynamoFindingStore(tables)));

/**
 * Hands both tables, deployed or embedded, to `use`, and closes what was opened whatever happens.
 *
 * Throws `TH_STORE_READ` when the folder holds no embedded database: looking must not create one.
 */
export async function withTables(
  options: StoreOptions,
  context: CliContext,
  use: (tables: DeployedTables) => Promise<void>,
): Promise<void> {
  if (options.table !== undefined) return withDeployedTables(options, '--region', use);
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
    use({ db, findingsTable, stateTable }),
  );
}

/** Both tables, and what reaches them. */
export type DeployedTables = Pick<DynamoFindingStoreDeps, 'db' | 'findingsTable' | 'stateTable'>;

/**
 * Hands the named tables of a deployment to `use`; nothing is created, and nothing asked for before `use` does.
 *
 * `regionOption` is what the command calls the option for the tables' region. Throws `TH_USAGE` when only one table is named.
 */
export async function withDeployedTables(
  names: Pick<StoreOptions, 'table' | 'stateTable' | 'region'>,
  regionOption: string,
  use: (tables: DeployedTables) => Promise<void>,
): Promise<void> {
  const tables = tablesOf(names);
  try {
    await use(tables);
  } catch (error) {
    throw error instanceof TrailhoundError ? advised(error, regionOption) : error;
  }
}

/** The general advice is to check the table's name; what is missing may be told from the cause. */
function advised(error: TrailhoundError, regionOption: string): TrailhoundError {
  if (error instanceof AdvisedError) return error;
  const { cause } = error;
  const isRegion = cause instanceof Error && cause.message === 'Region is missing';
  const hint = isRegion
    ? `. Which region? Give ${regionOption}, or set AWS_REGION`
    : credentialsHint(error.message);
  return hint === '' ? error : new AdvisedError(error.code, error.message + hint, { cause });
}

function tablesOf({
  table,
  stateTable,
  region,
}: Pick<StoreOptions, 'table' | 'stateTable' | 'region'>): DeployedTables {
  if (table === undefined || stateTable === undefined) {
    throw new TrailhoundError('TH_USAGE', '--table needs --state-table: the deployment prints both names');
  }
  return { db: dynamoClient(region === undefined ? {} : { region }), findingsTable: table, stateTable };
}
