import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { makeContext } from '../../cli/context.ts';
import { withEmbedded } from '../../cli/data/open-embedded.ts';
import { everyFinding } from '../../cli/findings/select-findings.ts';
import { dynamoFindingStore } from '../../src/adapters/aws/dynamo-finding-store.ts';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import type { Finding } from '../../src/core/finding.ts';

const MAIN = fileURLToPath(new URL('listen-main.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RULE = `title: Trail stopped
id: 5a1f3c52-9c38-4a5e-8f0a-2d6f6a7f9a01
level: high
logsource: { product: aws, service: cloudtrail }
detection: { call: { eventName: StopLogging }, condition: call }
`;

/** A listener that runs in a process of its own, with a rule of its own and ports that were free. */
export interface Listener {
  readonly forward: number;
  readonly http: number;
  readonly data: string;
  readonly err: () => string;
  readonly out: () => string;
  /** Sends a signal and resolves with the exit code when the process is gone. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
}

const running: ChildProcess[] = [];
const folders: string[] = [];

/** Makes a data folder that `cleanUp` removes. */
export async function newData(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'trailhound-listen-'));
  folders.push(folder);
  await writeFile(join(folder, 'stop.yml'), RULE);
  return folder;
}

/** Starts a listener and waits until it says that it is ready; rejects with what it said when it is not. */
export async function startListener(data: string, ...options: readonly string[]): Promise<Listener> {
  const given = [
    ...['--import', 'tsx', MAIN, '--forward', '0', '--http', '0', '--data', join(data, 'db')],
    ...['--no-builtin', '--rules', join(data, 'stop.yml'), ...options],
  ];
  const child = spawn(process.execPath, given, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  let [out, err] = ['', ''];
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const ports = await new Promise<{ forward: number; http: number }>((ready, failed) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      const found = /^Listening: forward [\d.]+:(\d+), https?\S* https?:\/\/[\d.]+:(\d+)$/m.exec(out);
      if (found) ready({ forward: Number(found[1]), http: Number(found[2]) });
    });
    void exited.then(() => failed(new Error(`the listener ended:\n${out}${err}`)));
  });
  return {
    ...ports,
    data,
    out: () => out,
    err: () => err,
    end: async (signal) => {
      child.kill(signal);
      return (await exited)[0];
    },
  };
}

/** Findings of a data folder that no listener has open. */
export async function findingsIn(data: string): Promise<readonly Finding[]> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  async function* stdin(): AsyncGenerator<Uint8Array> {}
  const io = {
    stdin: stdin(),
    stdout: silent,
    stderr: silent,
    env: {},
    cwd: data,
    root: ROOT,
    clock: systemClock,
  };
  const found: Finding[] = [];
  await withEmbedded(
    join(data, 'db'),
    makeContext([], io, () => {}),
    async (embedded) => {
      const store = dynamoFindingStore(embedded);
      for await (const { findingId } of everyFinding(store, {})) {
        const finding = await store.get(findingId);
        if (finding) found.push(finding);
      }
    },
  );
  return found;
}

/** Ends what was started and removes what was made. */
export async function cleanUp(): Promise<void> {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
}

/** Waits until a condition holds, at most so long. */
export async function until(what: () => boolean | Promise<boolean>, ms = 20_000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await what())) {
    if (performance.now() > end) throw new Error('it did not come to pass in time');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
