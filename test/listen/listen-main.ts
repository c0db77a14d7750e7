/** Runs `listen` in a process of its own, from the sources: what a test starts, signals and kills. */

import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { register } from '../../cli/commands/listen.ts';
import { makeContext } from '../../cli/context.ts';
import { printError } from '../../cli/print-error.ts';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
const root = fileURLToPath(new URL('../..', import.meta.url));
const { stdin, stdout, stderr, env } = process;
const io = { stdin, stdout, stderr, env, cwd: process.cwd(), root, clock: systemClock };
const context = makeContext([], io, (code) => {
  process.exitCode = code;
});
const program = new Command();
register(program, context);
try {
  await program.parseAsync(['listen', ...process.argv.slice(2)], { from: 'user' });
} catch (error) {
  printError(error, context);
  process.exitCode = 1;
}
await context.out.flush();
await context.err.flush();
