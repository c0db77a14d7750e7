import { execFile, spawnSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { INSTALL_LIMIT_MS, installOnce } from './install-once.ts';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));
const home = fileURLToPath(new URL('../../.emulator/', import.meta.url));
const requirements = join(here, 'requirements.txt');
const OLDEST = [3, 10] as const;

/** Why the emulator can't run on this machine; `undefined` when it can. Looks for Python and its venv, starts nothing. */
export function emulatorObstacle(): string | undefined {
  const probe = 'import sys, venv, ensurepip; print(*sys.version_info[:2])';
  const { status, stdout } = spawnSync('python3', ['-c', probe], { encoding: 'utf8', timeout: 30_000 });
  if (status === null) return 'python3 is not installed';
  if (status !== 0) return 'python3 has no venv (on Debian: the package python3-venv)';
  const [major = 0, minor = 0] = stdout.trim().split(' ').map(Number);
  const old = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  return old ? `python3 is ${major}.${minor}, needed is ${OLDEST.join('.')} or later` : undefined;
}

/**
 * Installs the emulator into `.emulator/venv` unless it is there, and gives the path of its Python.
 *
 * Several processes may ask at once: one installs, the others wait. Rejects with pip's last lines when it fails.
 */
export async function installEmulator(tell: (line: string) => void): Promise<string> {
  const venv = join(home, 'venv');
  const python = join(venv, 'bin', 'python');
  const wanted = await readFile(requirements, 'utf8');
  const done = join(home, 'installed.txt');
  await installOnce({ done, wanted, lock: join(home, 'install.lock') }, async () => {
    tell('installing the AWS emulator into .emulator/ (once, about 100 MB)');
    await rm(venv, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', venv]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements];
    await run(python, pip, { timeout: INSTALL_LIMIT_MS }).catch((error: { stderr?: string }) => {
      throw new Error(
        `pip could not install the emulator:\n${(error.stderr ?? '').split('\n').slice(-5).join('\n')}`,
      );
    });
  });
  return python;
}
