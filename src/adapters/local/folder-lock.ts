import { ClassicLevel } from 'classic-level';
import { TrailhoundError } from '#core/errors';

/** A folder that is ours until it is released or the process ends. */
export interface FolderLock {
  /** Whether the last owner ended without releasing it. */
  readonly wasKilled: boolean;
  /** Small facts that outlive the process. */
  readonly facts: {
    readonly get: (name: string) => Promise<string | undefined>;
    readonly put: (name: string, value: string) => Promise<void>;
  };
  readonly release: () => Promise<void>;
}

/**
 * Takes a folder for this process alone.
 *
 * The lock is a LevelDB kept open: the kernel releases its file lock when the process ends, `SIGKILL` included, so no
 * stale lock ever has to be guessed at. Throws `TH_STORE_LOCKED` when somebody has it.
 */
export async function lockFolder(path: string): Promise<FolderLock> {
  const level = new ClassicLevel(path);
  try {
    await level.open();
  } catch (cause) {
    if (isLocked(cause)) {
      throw new TrailhoundError('TH_STORE_LOCKED', `another process uses ${path}`, { cause });
    }
    throw new TrailhoundError('TH_STORE_READ', `${path} could not be opened`, { cause });
  }
  const wasKilled = (await level.get('in-use')) !== undefined;
  await level.put('in-use', 'yes', { sync: true });
  return {
    wasKilled,
    facts: { get: (name) => level.get(name), put: (name, value) => level.put(name, value) },
    release: async () => {
      await level.del('in-use');
      await level.close();
    },
  };
}

const isLocked = (error: unknown): boolean =>
  error instanceof Error && (error.cause as { code?: unknown } | undefined)?.code === 'LEVEL_LOCKED';
