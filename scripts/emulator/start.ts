import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { endProcess } from '../end-process.ts';
import { freePort } from '../free-port.ts';
import { emulatorObstacle, installEmulator } from './install.ts';
import { type FunctionRuntime, installRuntime } from './install-runtime.ts';

/** A running emulator. */
export interface Emulator {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  /** Its folder for temporary files; it goes with it. */
  readonly folder: string;
  /** The last of what it printed. */
  readonly output: () => string;
  /** Ends it and removes what it wrote. */
  readonly stop: () => Promise<void>;
}

export interface EmulatorOptions {
  /** Is told what takes long. */
  readonly tell?: (line: string) => void;
  /** Installs what deployed functions need to run. @default false */
  readonly functions?: boolean;
  /** Policies decide what a caller may do, roles of functions included. @default false */
  readonly iam?: boolean;
}

const launcher = fileURLToPath(new URL('launcher.py', import.meta.url));
const START_LIMIT_MS = 30_000;
const OUTPUT_KEPT = 200_000;
const TRIES = 3;
/** Each is a process of some 70 MB: what would be more is throttled and tried again, as in an account at its limit. */
const FUNCTIONS_AT_ONCE = 16;

/** Installs the emulator if need be and starts it on a free port of 127.0.0.1. It ends with this process at the latest. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const tell = options.tell ?? (() => {});
  const python = await installEmulator(tell);
  const runtime = options.functions ? await installRuntime(tell) : undefined;
  let problem = '';
  // The port is free when we look; somebody else may take it before the emulator does.
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const started = await tryStart(python, await freePort(), { runtime, iam: options.iam ?? false });
    if (typeof started !== 'string') return started;
    problem = started;
  }
  throw new Error(`the emulator did not start:\n${problem}`);
}

interface Setting {
  readonly runtime: FunctionRuntime | undefined;
  readonly iam: boolean;
}

async function tryStart(python: string, port: number, setting: Setting): Promise<Emulator | string> {
  const folder = await mkdtemp(join(tmpdir(), 'trailhound-emulator-'));
  // An open standard input is the sign that we are still here: see launcher.py.
  const child = spawn(python, [launcher], {
    env: environment(port, folder, setting),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  const note = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-OUTPUT_KEPT);
  };
  child.stdout?.on('data', note);
  child.stderr?.on('data', note);
  const stop = () => end(child, folder);
  const endpoint = `http://127.0.0.1:${port}`;
  if (await isHealthy(endpoint, child)) return { endpoint, folder, output: () => output, stop };
  await stop();
  return output.slice(-4_000);
}

/** Nothing of our own environment gets through: functions that the emulator runs inherit it. */
function environment(port: number, folder: string, { runtime, iam }: Setting): NodeJS.ProcessEnv {
  return {
    PATH: [runtime?.binFolder, process.env['PATH']].filter(Boolean).join(delimiter),
    ...(runtime ? { NODE_PATH: runtime.modulesFolder } : {}),
    ...{ AUTH: String(iam), LAMBDA_ACCOUNT_CONCURRENCY: String(FUNCTIONS_AT_ONCE) },
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
  await endProcess(child, 'SIGTERM', 3_000);
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const obstacle = emulatorObstacle();
  if (obstacle) throw new Error(obstacle);
  const emulator = await startEmulator({
    tell: console.log,
    functions: true,
    iam: process.argv.includes('--iam'),
  });
  console.log(`the AWS emulator answers at ${emulator.endpoint}; Ctrl-C ends it`);
  process.once('SIGINT', () => void emulator.stop());
  process.once('SIGTERM', () => void emulator.stop());
}
