import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { run } from '../../cli/main.ts';
import type { OutputStream } from '../../cli/output/stream-output.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { fakeClock } from './fake-clock.ts';

/** The package's own folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface CliSetting {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What standard input holds. */
  readonly stdin?: string | Uint8Array;
  /** Makes both outputs terminals of this width. */
  readonly columns?: number;
  readonly clock?: Clock;
  /** Package folder, when the rule pack must not be the real one. */
  readonly root?: string;
  /** Replaces standard output. */
  readonly stdout?: OutputStream;
}

/** A stream that keeps what is written. */
function keeping(columns: number | undefined): { stream: OutputStream; text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  const terminal = columns === undefined ? {} : { isTTY: true, columns };
  return { stream: Object.assign(stream, terminal), text: () => Buffer.concat(chunks).toString() };
}

/** Runs one command line inside this process, as a user would type it. */
export async function runCli(argv: readonly string[], setting: CliSetting = {}): Promise<CliRun> {
  const out = keeping(setting.columns);
  const err = keeping(setting.columns);
  const code = await run(argv, {
    stdin: bytesOf(setting.stdin ?? ''),
    stdout: setting.stdout ?? out.stream,
    stderr: err.stream,
    env: setting.env ?? {},
    cwd: setting.cwd ?? ROOT,
    root: setting.root ?? ROOT,
    clock: setting.clock ?? fakeClock('2026-03-10T12:00:00Z'),
  });
  return { code, out: out.text(), err: err.text() };
}

async function* bytesOf(text: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof text === 'string' ? Buffer.from(text) : text;
}

/** A stream that takes nothing; by default because its reader has gone away. */
export function brokenPipe(code = 'EPIPE'): OutputStream {
  return new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error(`write ${code}`), { code })),
  });
}
