import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

/** What became of one invocation in a process of its own. */
export interface BundleRun {
  /** What the handler answered. */
  readonly answer: unknown;
  /** Name and message of what was thrown, and of its causes. */
  readonly thrown: readonly string[];
  /** Lines of standard output, which Lambda hands to CloudWatch as they are. */
  readonly printed: readonly string[];
}

/** Stands for the runtime: imports the bundle, invokes it once, and says how it ended on a channel of its own. */
const RUNTIME = `
const [file, event] = process.argv.slice(1);
const chain = (error) => error instanceof Error ? [error.name + ': ' + error.message, ...chain(error.cause)] : [];
const context = { getRemainingTimeInMillis: () => 120_000, awsRequestId: '1', functionName: 'bundle' };
const ended = await import(file)
  .then(({ handler }) => handler(JSON.parse(event), context))
  .then((answer) => ({ answer, thrown: [] }), (error) => ({ thrown: chain(error) }));
await new Promise((sent) => process.send(ended, sent));
process.exit();
`;

/**
 * Invokes a bundle in a fresh process, which has the given environment and nothing else.
 *
 * Rejects with what the process wrote to standard error when it ends without an answer.
 */
export async function runBundle(
  path: string,
  event: unknown,
  env: Readonly<Record<string, string>>,
): Promise<BundleRun> {
  const args = ['--input-type=module', '--eval', RUNTIME, pathToFileURL(path).href, JSON.stringify(event)];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const ended = new Promise<Omit<BundleRun, 'printed'> | undefined>((resolve) => {
    child.once('message', (message) => resolve(message as BundleRun));
    child.once('close', () => resolve(undefined));
  });
  const streams = [child.stdout, child.stderr].map((stream) => (stream ? text(stream) : ''));
  const [run, printed = '', errors] = await Promise.all([ended, ...streams]);
  if (run === undefined) throw new Error(`the bundle gave no answer: ${errors}`);
  return { ...run, printed: printed.split('\n').filter((line) => line !== '') };
}
