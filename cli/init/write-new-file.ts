import { randomUUID } from 'node:crypto';
import { link, rename, rm, writeFile } from 'node:fs/promises';
import { AdvisedError } from '../advised-error.ts';

/** A file that must not be lost lies where one should be written. */
export const taken = (name: string): AdvisedError =>
  new AdvisedError('TH_USAGE', `${name} exists already: --force overwrites it, --file writes another`);

/** What a command says of the file that it writes. */
export interface WantedFile {
  readonly name: string;
  /** The option that names it. */
  readonly option: '--file' | '--out';
  /** An existing file is replaced. */
  readonly force: boolean;
}

/**
 * Writes a file in one step: whoever looks sees the old one, none, or all of the new one. Without `force` an existing
 * file is never touched, not even one that appears meanwhile. Throws `TH_USAGE` for one, `TH_OUTPUT_WRITE` otherwise.
 */
export async function writeNewFile(
  path: string,
  text: string,
  { name, option, force }: WantedFile,
): Promise<void> {
  const draft = `${path}.${randomUUID().slice(0, 8)}`;
  try {
    await writeFile(draft, text, { flag: 'wx' });
    await (force ? rename(draft, path) : appear(draft, path, text));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    if (code === 'EEXIST') throw taken(name);
    throw new AdvisedError(
      'TH_OUTPUT_WRITE',
      `${name}: cannot be written (${code}). Name another with ${option}`,
      { cause },
    );
  } finally {
    await rm(draft, { force: true });
  }
}

const NO_LINKS: ReadonlySet<string | undefined> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
]);

/** A link, unlike a rename, fails where something is. Some file systems have none; there the file is written in place. */
async function appear(draft: string, path: string, text: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (cause) {
    if (!NO_LINKS.has((cause as NodeJS.ErrnoException).code)) throw cause;
    await writeFile(path, text, { flag: 'wx' });
  }
}
