import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../../cli/launcher.mjs', import.meta.url));

/** How far a replay had come, told by what it said last. */
export const STAGES = ['starting', 'writing', 'alerting', 'done'] as const;
export type Stage = (typeof STAGES)[number];

/** What the command says when a stage begins. */
const MARKS: readonly { readonly stage: Stage; readonly said: RegExp }[] = [
  { stage: 'writing', said: /^Table: /m },
  { stage: 'alerting', said: /^Events: /m },
  { stage: 'done', said: /^(Findings: |Nothing new)/m },
];

/** A moment to be killed at: so many milliseconds after a stage begins. */
export interface Moment {
  readonly stage: Stage;
  readonly afterMs: number;
}

export interface ReplayJob {
  readonly input: string;
  readonly data: string;
  readonly batchSize: number;
}

/** One run of the command in a process of its own. */
export interface ReplayRun {
  readonly end: 'exited' | 'killed';
  /** Where it was killed; `done` for one that came to its end. */
  readonly stage: Stage;
  readonly code: number | null;
  readonly err: string;
  /** When each stage began, in milliseconds after the start. */
  readonly begun: ReadonlyMap<Stage, number>;
  readonly lastedMs: number;
}

/** Runs the built command line's `replay` on its own, and sends it `SIGKILL` at the moment, if one is given. */
export async function runReplay({ input, data, batchSize }: ReplayJob, kill?: Moment): Promise<ReplayRun> {
  const started = performance.now();
  const args = [LAUNCHER, 'replay', input, '--data', data, '--batch-size', String(batchSize)];
  // In a folder of its own, so that no allow-list of whoever runs this is picked up.
  const child = spawn(process.execPath, args, { cwd: tmpdir(), stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const begun = new Map<Stage, number>();
  let timer: NodeJS.Timeout | undefined;
  const begin = (stage: Stage): void => {
    if (begun.has(stage)) return;
    begun.set(stage, performance.now() - started);
    if (kill?.stage === stage) timer = setTimeout(() => child.kill('SIGKILL'), kill.afterMs);
  };
  let err = '';
  begin('starting');
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    for (const { stage, said } of MARKS) if (said.test(err)) begin(stage);
  });
  const [[code, signal]] = await Promise.all([exited, once(child.stderr, 'close')]);
  clearTimeout(timer);
  const end = signal === 'SIGKILL' ? 'killed' : 'exited';
  const stage = STAGES.findLast((one) => begun.has(one)) ?? 'starting';
  return { end, stage, code, err, begun, lastedMs: performance.now() - started };
}
