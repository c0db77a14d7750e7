import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TrailhoundError } from '#core/errors';
import { AdvisedError } from '../advised-error.ts';
import type { CliContext } from '../context.ts';
import { withEmbedded } from '../data/open-embedded.ts';
import { type DeployedTables, withDeployedTables } from '../findings/open-store.ts';
import type { StoreOptions } from '../findings/store-options.ts';

/**
 * Hands both tables, deployed or embedded, to `use`, and closes what was opened.
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
  if (!existsSync(join(resolve(context.io.cwd, options.data), 'db'))) {
    throw new AdvisedError(
      'TH_STORE_READ',
      `${options.data}: no findings here yet. "trailhound replay" fills the embedded database; --table names a deployed one`,
    );
  }
  await withEmbedded(options.data, context, ({ db, findingsTable, stateTable }) =>
    use({ db, findingsTable, stateTable }),
  );
}
