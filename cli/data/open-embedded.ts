import { resolve } from 'node:path';
import { type EmbeddedDynamo, openEmbeddedDynamo } from '#adapters/local/embedded-dynamo';
import { TrailhoundError } from '#core/errors';
import { AdvisedError } from '../advised-error.ts';
import type { CliContext } from '../context.ts';
import { ensureDataFolder } from './data-folder.ts';

/**
 * Opens the embedded database of a data folder, which is made where it is missing, hands it to `use`, and closes it
 * whatever happens.
 *
 * Throws `TH_STORE_WRITE` for a folder that can't be used. A failed read is passed on without its general advice: that
 * is about deployed tables.
 */
export async function withEmbedded(
  data: string,
  { io }: CliContext,
  use: (embedded: EmbeddedDynamo, folder: string) => Promise<void>,
): Promise<void> {
  const folder = resolve(io.cwd, data);
  await ensureDataFolder(folder, data);
  try {
    const embedded = await openEmbeddedDynamo(folder, { now: io.clock.now() });
    try {
      await use(embedded, folder);
    } finally {
      await embedded.close();
    }
  } catch (error) {
    if (!(error instanceof TrailhoundError) || error.code !== 'TH_STORE_READ') throw error;
    throw new AdvisedError('TH_STORE_READ', error.message, { cause: error });
  }
}
