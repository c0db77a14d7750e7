import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { endProcess } from '../end-process.ts';
import { freePort } from '../free-port.ts';
import { installServer } from './install.ts';
import type { ServerKind } from './server-kinds.ts';

/** A search server on the loopback address. */
export interface RunningServer {
  readonly url: URL;
  readonly pid: () => number;
  /** Ends it as a power cut would; its data stays. */
  readonly kill: () => Promise<void>;
  /** Starts it again on the same data and port. */
  readonly restart: () => Promise<void>;
  /** Ends it and removes its data. */
  readonly stop: () => Promise<void>;
}

const HEAP = '384m';
const READY_MS = 120_000;
/** The servers refuse uid 0; this is `nobody`. */
const NOBODY = 65_534;

/** Installs a server where it is missing, and starts it with an empty data folder. Throws where it does not come up. */
export async function startServer(kind: ServerKind): Promise<RunningServer> {
  const home = installServer(kind);
  const folder = mkdtempSync(join(tmpdir(), `trailhound-${kind.name}-`));
  chmodSync(folder, 0o755);
  const port = await freePort();
  configure(kind, folder, port, await freePort());
  const user = process.getuid?.() === 0 ? NOBODY : undefined;
  if (user !== undefined) chownTree(folder, user);
  const url = new URL(`http://127.0.0.1:${port}`);
  let running = await launch({ kind, home, folder, user, url });
  const end = (signal: NodeJS.Signals): Promise<void> => endProcess(running, signal, 5_000);
  return {
    url,
    pid: () => running.pid ?? 0,
    kill: () => end('SIGKILL'),
    restart: async () => {
      running = await launch({ kind, home, folder, user, url });
    },
    stop: async () => {
      await end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Launch {
  readonly kind: ServerKind;
  readonly home: string;
  readonly folder: string;
  readonly user: number | undefined;
  readonly url: URL;
}

async function launch({ kind, home, folder, user, url }: Launch): Promise<ChildProcess> {
  const { property } = kind;
  const flags = [
    ...[
      `-Xms${HEAP}`,
      `-Xmx${HEAP}`,
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      '-Djava.security.manager=allow',
    ],
    ...[
      `-Djava.io.tmpdir=${folder}/tmp`,
      `-D${property}.path.home=${home}`,
      `-D${property}.path.conf=${folder}/config`,
    ],
    ...[`-D${property}.distribution.type=zip`, ...kind.flags],
    // Without these it takes many seconds to end.
    ...['-Dio.netty.noUnsafe=true', '-Dio.netty.allocator.numDirectArenas=0'],
    ...['-Dlog4j.shutdownHookEnabled=false', '-Dlog4j2.disable.jmx=true'],
  ];
  const child = spawn('java', [...flags, '-cp', `${home}/lib/*`, kind.mainClass], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: folder },
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  // A test run that is stopped must not leave it behind.
  const orphan = (): void => void child.kill('SIGKILL');
  process.once('exit', orphan);
  child.once('exit', () => process.removeListener('exit', orphan));
  let said = '';
  const keep = (chunk: Buffer): void => {
    said = `${said}${chunk.toString()}`.slice(-4_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  await ready(child, url, kind, () => said);
  return child;
}

async function ready(child: ChildProcess, url: URL, kind: ServerKind, said: () => string): Promise<void> {
  const health = new URL('/_cluster/health?wait_for_status=yellow&timeout=1s', url);
  for (let waited = 0; waited < READY_MS; waited += 100) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const answer = await fetch(health).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    await wait(100);
  }
  child.kill('SIGKILL');
  throw new Error(`${kind.name} ${kind.version} did not come up:\n${said()}`);
}

function configure(kind: ServerKind, folder: string, port: number, transport: number): void {
  for (const name of ['data', 'logs', 'config', 'tmp']) mkdirSync(join(folder, name), { mode: 0o755 });
  const settings = [
    ...['cluster.name: trailhound-test', 'node.name: one', 'network.host: 127.0.0.1', `http.port: ${port}`],
    ...[`transport.port: ${transport}`, 'discovery.type: single-node'],
    ...[`path.data: ${folder}/data`, `path.logs: ${folder}/logs`],
    // A disk that is rather full would make every index read-only.
    'cluster.routing.allocation.disk.threshold_enabled: false',
  ];
  writeFileSync(join(folder, 'config', `${kind.name}.yml`), `${settings.join('\n')}\n`);
  const logging = [
    ...[
      'rootLogger.level=warn',
      'rootLogger.appenderRef.c.ref=c',
      'appender.c.type=Console',
      'appender.c.name=c',
    ],
    ...['appender.c.layout.type=PatternLayout', 'appender.c.layout.pattern=%p %c{1.} %m%n'],
  ];
  writeFileSync(join(folder, 'config', 'log4j2.properties'), `${logging.join('\n')}\n`);
}

function chownTree(path: string, id: number): void {
  chownSync(path, id, id);
  if (!statSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) chownTree(join(path, name), id);
}
