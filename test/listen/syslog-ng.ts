import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const PACKAGES = ['syslog-ng-core', 'syslog-ng-mod-http', 'syslog-ng-scl'];
const says = (command: string, ...args: readonly string[]) =>
  spawnSync(command, args, { encoding: 'utf8', timeout: 300_000 });
const isThere = () => says('syslog-ng', '--version').status === 0;

/** Why syslog-ng can not run here; `undefined` when it can. Installs it where that takes nothing but a root of Debian. */
export function syslogNgObstacle(): string | undefined {
  if (!isThere()) {
    if (process.getuid?.() !== 0 || says('apt-get', '--version').status !== 0)
      return 'syslog-ng is not installed';
    // It would be removed: the two packages exclude each other.
    if (says('dpkg', '-s', 'rsyslog').status === 0) return 'syslog-ng is not installed, and rsyslog is';
    says('apt-get', 'install', '-y', '--no-install-recommends', ...PACKAGES);
  }
  if (!isThere()) return 'syslog-ng could not be installed';
  const version = /Installer-Version: (\d+\.\d+)/.exec(says('syslog-ng', '--version').stdout)?.[1];
  return version === undefined ? 'syslog-ng does not tell its version' : undefined;
}

/** Starts syslog-ng on a file that it sends to a URL, line by line as JSON, in batches. */
export async function startSyslogNg(
  folder: string,
  { file, url, token }: { readonly file: string; readonly url: string; readonly token: string },
): Promise<{ readonly stop: () => Promise<void>; readonly said: () => string }> {
  const version = /Config version: (\d+\.\d+)/.exec(says('syslog-ng', '--version').stdout)?.[1] ?? '3.38';
  const config = `@version: ${version}
@include "scl.conf"
source s { file("${file}" follow-freq(1) flags(no-parse)); };
destination d { http(url("${url}") method("POST")
  headers("Content-Type: application/x-ndjson", "Authorization: Bearer ${token}")
  body("$(format-json --scope rfc5424 --key ISODATE)")
  delimiter("\\n") body-suffix("\\n") batch-lines(50) batch-timeout(500) workers(1)); };
log { source(s); destination(d); };
`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'sng.conf'), config);
  const paths = ['-f', 'sng.conf', '-p', 'pid', '-R', 'persist', '-c', 'ctl'];
  const args = paths.map((one) => (one.startsWith('-') ? one : join(folder, one)));
  const child: ChildProcess = spawn('syslog-ng', ['-F', '--no-caps', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  return {
    said: () => said,
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
