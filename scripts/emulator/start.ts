import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { emulatorObstacle, installEmulator } from './install.ts';

/** A running emulator. */
export interface Emulator {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  /** Ends it and removes what it wrote. */
  readonly stop: () => Promise<void>;
}

const launcher = fileURLToPath(new URL('launcher.py', import.meta.url));
const START_LIMIT_MS = 30_000;
const TRIES = 3;

/** Installs the emulator if need be and starts it on a free port of 127.0.0.1. It ends with this process at the latest. */
export async function startEmulator(tell: (line: string) => void = () => {}): Promise<Emulator> {
  const python = await installEmulator(tell);
  let problem = '';
  // The port is free when we look; somebody else may take it before the emulator does.
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const started = await tryStart(python, await freePort());
    if (typeof started !== 'string') return started;
    problem = started;
  }
  throw new Error(`the emulator did not start:\n${problem}`);
}

async function tryStart(python: string, port: number): Promise<Emulator | string> {
  const folder = await mkdtemp(join(tmpdir(), 'trailhound-emulator-'));
  // An open standard input is the sign that we are still here: see launcher.py.
  const child = spawn(python, [launcher], {
    env: environment(port, folder),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  const note = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-4_000);
  };
  child.stdout?.on('data', note);
  child.stderr?.on('data', note);
  const stop = () => end(child, folder);
  const endpoint = `http://127.0.0.1:${port}`;
  if (await isHealthy(endpoint, child)) return { endpoint, stop };
  await stop();
  return output;
}

/** Nothing of our own environment gets through: functions that the emulator runs inherit it. */
function environment(port: number, folder: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    ...{ HOME: folder, TMPDIR: folder, PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' },
    ...{ BIND_HOST: '127.0.0.1', MINISTACK_HOST: '127.0.0.1', GATEWAY_PORT: String(port) },
    ...{ SFTP_ENABLED: '0', IOT_MTLS_ENABLED: '0', LAMBDA_EXECUTOR: 'local' },
    ...{ CLOUDTRAIL_RECORDING: '1', CLOUDTRAIL_MAX_EVENTS: '200000' },
    ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_DEFAULT_REGION: 'us-east-1' },
  };
}

async function isHealthy(endpoint: string, child: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (child.exitCode === null && Date.now() < deadline) {
    const answer = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (answer?.ok) return true;
    await wait(50);
  }
  return false;
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), 3_000);
    await gone;
    clearTimeout(patience);
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1');
  return address.port;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const obstacle = emulatorObstacle();
  if (obstacle) throw new Error(obstacle);
  const emulator = await startEmulator(console.log);
  console.log(`the AWS emulator answers at ${emulator.endpoint}; Ctrl-C ends it`);
  process.once('SIGINT', () => void emulator.stop());
  process.once('SIGTERM', () => void emulator.stop());
}
