import { execFile } from 'node:child_process';
import { access, copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { INSTALL_LIMIT_MS, installOnce } from './install-once.ts';

const run = promisify(execFile);
const manifest = fileURLToPath(new URL('runtime/', import.meta.url));
const home = fileURLToPath(new URL('../../.emulator/', import.meta.url));

/** What functions run on in the emulator. */
export interface FunctionRuntime {
  /** Folder of the Node that Lambda offers; `undefined` where no such build is published, and functions run on ours. */
  readonly binFolder: string | undefined;
  /** What the runtime itself offers to `require`: the SDK clients that the CDK's custom resources use. */
  readonly modulesFolder: string;
}

/**
 * Installs Node 24 and some SDK clients into `.emulator/runtime` unless they are there.
 *
 * They are no part of package.json: a Node beside ours would change which one its scripts run on.
 */
export async function installRuntime(tell: (line: string) => void): Promise<FunctionRuntime> {
  const folder = join(home, 'runtime');
  const wanted = await readFile(join(manifest, 'package-lock.json'), 'utf8');
  const done = join(folder, 'installed.json');
  await installOnce({ done, wanted, lock: join(home, 'install-runtime.lock') }, async () => {
    tell('installing the Lambda runtime into .emulator/ (once, about 220 MB)');
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    for (const file of ['package.json', 'package-lock.json'])
      await copyFile(join(manifest, file), join(folder, file));
    const npm = ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await run('npm', npm, { cwd: folder, timeout: INSTALL_LIMIT_MS });
  });
  const modulesFolder = join(folder, 'node_modules');
  const binFolder = join(modulesFolder, '.bin');
  const hasNode = await access(join(binFolder, 'node')).then(
    () => true,
    () => false,
  );
  return { binFolder: hasNode ? binFolder : undefined, modulesFolder };
}
