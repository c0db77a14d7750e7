import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerKind } from './server-kinds.ts';

const UNPACK = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack';
const LIMIT_MS = 300_000;

/** Below the temporary folder: the servers refuse root, and root's home is closed to everybody else. */
const FOLDER = join(tmpdir(), 'trailhound-servers');

/** Says why no server can be installed here, or nothing. In CI as root, Java and Maven are installed first. */
export function whyNoServer(): string | undefined {
  if (!isThere('java') || !isThere('mvn')) {
    const mayInstall = process.env['CI'] !== undefined && process.getuid?.() === 0 && isThere('apt-get');
    if (mayInstall) installTools();
  }
  if (!isThere('java')) return 'no java';
  return isThere('mvn') ? undefined : 'no mvn';
}

const isThere = (command: string): boolean => {
  const { error, status } = spawnSync(command, ['--version'], { stdio: 'ignore' });
  return error === undefined && status !== null;
};

function installTools(): void {
  const quiet = { stdio: 'ignore', timeout: LIMIT_MS } as const;
  spawnSync('apt-get', ['update', '-qq'], quiet);
  const packages = ['openjdk-17-jre-headless', 'maven'];
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet);
}

/**
 * Answers the folder of an unpacked server, which is fetched from Maven Central the first time.
 *
 * Unpacked beside its place and moved there whole, so that two at once don't meet half a server.
 */
export function installServer({ name, version, coordinates }: ServerKind): string {
  const home = join(FOLDER, `${name}-${version}`);
  if (existsSync(join(home, 'lib'))) return home;
  mkdirSync(FOLDER, { recursive: true });
  chmodSync(FOLDER, 0o755);
  const half = mkdtempSync(join(FOLDER, 'unpack-'));
  chmodSync(half, 0o755);
  try {
    // In that folder: Maven leaves a marker where it is started, and does nothing as long as that is there.
    execFileSync(
      'mvn',
      ['-q', '-B', UNPACK, `-Dartifact=${coordinates}:${version}:zip`, `-DoutputDirectory=${half}`],
      {
        cwd: half,
        stdio: ['ignore', 'ignore', 'inherit'],
        timeout: LIMIT_MS,
      },
    );
    moveInto(join(half, `${name}-${version}`), home);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
  return home;
}

function moveInto(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    // Somebody else was faster.
    if (!existsSync(join(to, 'lib'))) throw error;
  }
}
