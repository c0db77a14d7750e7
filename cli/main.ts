import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { systemClock } from '#adapters/aws/system-clock';
import { TrailhoundError } from '#core/errors';
import { type CliContext, type Io, makeContext } from './context.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { helpWords } from './help-words.ts';
import { OutputClosed } from './output/stream-output.ts';
import { printError } from './print-error.ts';
import { createProgram } from './program.ts';

/**
 * Runs one command line (without `node` and the script) and resolves with its exit code. Never rejects for what a
 * command does; every output has been written when it resolves.
 */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let chosen: ExitCode = EXIT.ok;
  const context = makeContext(argv, io, (code) => {
    chosen = code;
  });
  let told: unknown;
  try {
    const program = createProgram(context, await packageVersion(io.root));
    const words = argv.length === 0 ? ['--help'] : [...helpWords(argv, program)];
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    told = error;
    chosen = exitCodeOf(error, context);
  }
  return flushed(context, chosen, told);
}

function exitCodeOf(error: unknown, context: CliContext): ExitCode {
  if (error instanceof OutputClosed) return EXIT.ok;
  // Commander has printed its own message; help and version come as "errors" with exit code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  try {
    printError(error, context);
  } catch (closed) {
    if (!(closed instanceof OutputClosed)) throw closed;
  }
  return error instanceof TrailhoundError && error.code === 'TH_USAGE' ? EXIT.usage : EXIT.error;
}

/** Writes out what is left. `told`: the error that was printed already; an output that failed goes on failing with it. */
async function flushed(context: CliContext, code: ExitCode, told: unknown): Promise<ExitCode> {
  let chosen = code;
  for (const output of [context.out, context.err]) {
    try {
      await output.flush();
    } catch (error) {
      if (error instanceof OutputClosed) continue;
      if (error !== told) printError(error, context);
      chosen = EXIT.error;
    }
  }
  return chosen;
}

async function packageVersion(root: string): Promise<string> {
  const text = await readFile(join(root, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** Runs the command line of this process. `root` is the folder of the package. Resolves with the exit code. */
export function main(argv: readonly string[], root: string): Promise<ExitCode> {
  // The SDK greets every start on Node 20 with eight lines about its own future; which Node we need is said in the README.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const { stdin, stdout, stderr, env } = process;
  return run(argv, { stdin, stdout, stderr, env, cwd: process.cwd(), root, clock: systemClock });
}
