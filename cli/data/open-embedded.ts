import { resolve } from 'node:path';
import { type EmbeddedDynamo, openEmbeddedDynamo } from '#adapters/local/embedded-dynamo';
import { type ErrorCode, TrailhoundError } from '#core/errors';
import { AdvisedError } from '../advised-error.ts';
import type { CliContext } from '../context.ts';
import { dataFlag } from '../findings/store-options.ts';
import { ensureDataFolder } from './data-folder.ts';
import { hasNoRoom, isDiskFull } from './disk-full.ts';
import { refuseForeign } from './foreign-folder.ts';

/**
 * Opens the embedded database of a data folder, which is made where it is missing, hands it to `use`, and closes it
 * whatever happens.
 *
 * Throws `TH_STORE_WRITE` for a folder that can't be used or is not ours, and for a full disk, and `TH_STORE_READ`, with what to do, for a database that is
 * damaged. A failed read is passed on without its general advice: that is about deployed tables.
 */
export async function withEmbedded(
  data: string,
  { io }: CliContext,
  use: (embedded: EmbeddedDynamo, folder: string) => Promise<void>,
): Promise<void> {
  const folder = resolve(io.cwd, data);
  await ensureDataFolder(folder, data);
  await refuseForeign(folder, data, 'nothing was written');
  const embedded = await openEmbeddedDynamo(folder, { now: io.clock.now() }).catch(async (error: unknown) => {
    if (isDiskFull(error)) throw diskFull(data, error);
    if (!isCode(error, 'TH_STORE_READ') && !isDamage(error)) throw error;
    throw (await hasNoRoom(folder)) ? diskFull(data, error) : damaged(data, error);
  });
  let failed = false;
  try {
    await use(embedded, folder);
  } catch (error) {
    failed = true;
    throw inWords(data, error);
  } finally {
    await embedded.close().catch((error: unknown) => {
      // What went wrong first tells more than that closing goes wrong too.
      if (!failed) throw inWords(data, error);
    });
  }
}

function inWords(data: string, error: unknown): unknown {
  if (isDiskFull(error)) return diskFull(data, error);
  if (isDamage(error)) return damaged(data, error);
  if (!isCode(error, 'TH_STORE_READ')) return error;
  return new AdvisedError('TH_STORE_READ', error.message, { cause: error });
}

function diskFull(data: string, cause: unknown): AdvisedError {
  return new AdvisedError(
    'TH_STORE_WRITE',
    `data folder ${data}: the disk is full. Make room, or name another data folder with --data, and run the command again`,
    { cause },
  );
}

const isCode = (error: unknown, code: ErrorCode): error is TrailhoundError =>
  error instanceof TrailhoundError && error.code === code;

/** Whether the embedded server came upon a part that it can't read: it says so as DynamoDB would. */
function isDamage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'InternalServerError' || isDamage(error.cause);
}

/** The words of LevelDB stay with `--debug`: they name its files, and help nobody else. */
function damaged(data: string, cause: unknown): AdvisedError {
  const where = dataFlag(data);
  return new AdvisedError(
    'TH_STORE_READ',
    `data folder ${data}: its database cannot be read, most likely because it is damaged. ` +
      `"trailhound replay --fresh${where}" starts over, without the findings it holds`,
    { cause },
  );
}
