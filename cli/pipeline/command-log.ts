import { TrailhoundError } from '#core/errors';
import { escapeForTerminal } from '#core/escape';
import type { Log } from '#ports/log';
import type { CliContext } from '../context.ts';

/** Says warnings and errors of handlers to the person at the terminal; the rest is for the log of a function. */
export function commandLog({ say, errColours }: CliContext): Log {
  const line = (message: string, cause?: unknown): string => {
    const why = cause instanceof TrailhoundError ? ` (${cause.code} ${cause.message})` : '';
    return escapeForTerminal(`${message}${why}`);
  };
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (message) => say(errColours.yellow(line(message))),
    error: (message, _fields, cause) => say(errColours.red(line(message, cause))),
  };
}
