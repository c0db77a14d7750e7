import { execFile, spawnSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { INSTALL_LIMIT_MS, withInstallLock } from '../../scripts/emulator/install-lock.ts';

const run = promisify(execFile);
/** What people use from Python: the logger of the Fluentd project, and the search client of OpenSearch. */
const PACKAGES = ['fluent-logger==0.11.1', 'opensearch-py==2.8.0'];
const home = join(tmpdir(), 'trailhound-python-clients');

/** Why there are no Python clients on this machine; `undefined` when there are, or can be. */
export function pythonObstacle(): string | undefined {
  const { status } = spawnSync('python3', ['-c', 'import venv, ensurepip'], { timeout: 30_000 });
  if (status === null) return 'python3 is not installed';
  return status === 0 ? undefined : 'python3 has no venv (on Debian: the package python3-venv)';
}

/** Installs the clients once, in a folder of the system for temporary files, and gives the path of their Python. */
export async function pythonWithClients(): Promise<string> {
  const python = join(home, 'venv', 'bin', 'python');
  const done = join(home, 'installed.txt');
  const wanted = PACKAGES.join('\n');
  const isThere = async () => (await readFile(done, 'utf8').catch(() => '')) === wanted;
  if (await isThere()) return python;
  await mkdir(home, { recursive: true });
  await withInstallLock(join(home, 'install.lock'), async () => {
    if (await isThere()) return;
    await rm(join(home, 'venv'), { recursive: true, force: true });
    await run('python3', ['-m', 'venv', join(home, 'venv')]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES];
    await run(python, pip, { timeout: INSTALL_LIMIT_MS });
    await writeFile(done, wanted);
  });
  return python;
}
