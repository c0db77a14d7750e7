import { ERROR_CODES, TrailhoundError } from '#core/errors';
import { escapeForTerminal } from '#core/escape';
import { AdvisedError } from './advised-error.ts';
import type { CliContext } from './context.ts';

/**
 * Prints an error: one line with what happened and the code, and one with what to do unless the first says it.
 *
 * The stack only with `--debug`. An error that is not ours is a defect of Trailhound; its text is not shown without
 * `--debug`, because a parser's message may quote the log.
 */
export function printError(error: unknown, context: CliContext): void {
  const { errColours: paint, say } = context;
  const label = paint.red('error:');
  if (error instanceof TrailhoundError) {
    const [first = '', ...rest] = error.message.split('\n').map(escapeForTerminal);
    say(`${label} ${first} ${paint.dim(`(${error.code})`)}`);
    for (const line of rest) say(`  ${line}`);
    if (!isAdvised(error)) say(`  ${ERROR_CODES[error.code]}`);
  } else {
    const kind = error instanceof Error ? error.name : typeof error;
    const code = (error as { code?: unknown } | undefined)?.code;
    say(
      `${label} Trailhound failed unexpectedly (${kind}${typeof code === 'string' ? `, ${escapeForTerminal(code)}` : ''}).`,
    );
    if (!context.debug) say('  Run it again with --debug to see where, and please report it.');
  }
  if (context.debug) for (const line of stackLines(error)) say(paint.dim(line));
}

/** Whether the message tells all there is to tell: then general advice could only contradict it. */
const isAdvised = (error: TrailhoundError): boolean =>
  error instanceof AdvisedError || error.code === 'TH_USAGE' || error.code === 'TH_STORE_NOT_FOUND';

function stackLines(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const lines = (error.stack ?? error.message).split('\n').map((line) => escapeForTerminal(line));
  return error.cause === undefined ? lines : [...lines, 'caused by:', ...stackLines(error.cause)];
}
