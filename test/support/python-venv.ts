import { execFile, spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { INSTALL_LIMIT_MS, installOnce } from '../../scripts/emulator/install-once.ts';

const run = promisify(execFile);

/** Why there can be no Python packages on this machine; `undefined` when there can. */
export function pythonObstacle(): string | undefined {
  const { status } = spawnSync('python3', ['-c', 'import venv, ensurepip'], { timeout: 30_000 });
  if (status === null) return 'python3 is not installed';
  return status === 0 ? undefined : 'python3 has no venv (on Debian: the package python3-venv)';
}

/**
 * Installs packages once, in a folder `name` of the system for temporary files, and gives the folder with their commands.
 * Processes that ask at once wait for the first.
 */
export async function pythonCommands(name: string, packages: readonly string[]): Promise<string> {
  const home = join(tmpdir(), name);
  const commands = join(home, 'venv', 'bin');
  const done = join(home, 'installed.txt');
  const wanted = packages.join('\n');
  await installOnce({ done, wanted, lock: join(home, 'install.lock') }, async () => {
    await rm(join(home, 'venv'), { recursive: true, force: true });
    await run('python3', ['-m', 'venv', join(home, 'venv')]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages];
    await run(join(commands, 'python'), pip, { timeout: INSTALL_LIMIT_MS });
  });
  return commands;
}
