import type { Clock } from '#ports/clock';
import type { ExitCode } from './exit-codes.ts';
import { type Colours, coloursFor } from './output/colours.ts';
import { type Output, type OutputStream, streamOutput } from './output/stream-output.ts';

/** The process as the command line sees it; tests give their own. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder against which relative paths are meant. */
  readonly cwd: string;
  /** Folder of the package: where `dist/` and `rules/` lie. */
  readonly root: string;
  readonly clock: Clock;
}

/** What every command is given. */
export interface CliContext {
  readonly io: Io;
  /** Data: what was asked for, and nothing else. */
  readonly out: Output;
  /** Everything that is said to a person: progress, summaries, problems. */
  readonly err: Output;
  /** Colours for `out`. */
  readonly colours: Colours;
  /** Colours for `err`. */
  readonly errColours: Colours;
  /** `--debug`: stacks are printed. */
  readonly debug: boolean;
  /** Prints one line on `err`. The text must be safe: see `escapeForTerminal`. */
  readonly say: (line: string) => void;
  /** Sets what the process tells its caller; without it, `EXIT.ok`. */
  readonly exitWith: (code: ExitCode) => void;
}

/** Prepares what commands need. `onExit` receives the exit code that a command chooses. */
export function makeContext(argv: readonly string[], io: Io, onExit: (code: ExitCode) => void): CliContext {
  const out = streamOutput(io.stdout, { kind: 'data' });
  const err = streamOutput(io.stderr, { kind: 'talk' });
  // Looked up before parsing, because errors of the parsing itself are printed in colour too.
  const refused = argv.includes('--no-color');
  return {
    io,
    out,
    err,
    colours: coloursFor({ env: io.env, isTerminal: out.isTerminal, refused }),
    errColours: coloursFor({ env: io.env, isTerminal: err.isTerminal, refused }),
    debug: argv.includes('--debug'),
    say: (line) => err.write(`${line}\n`),
    exitWith: onExit,
  };
}
