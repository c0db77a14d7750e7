import { TrailhoundError } from '#core/errors';
import { escapeForTerminal } from '#core/escape';
import type { Log } from '#ports/log';
import type { CliContext } from '../context.ts';
import { isDiskFull } from '../data/disk-full.ts';

/** Says warnings and errors of handlers to the person at the terminal; the rest is for the log of a function. */
export function commandLog({ say, errColours }: Pick<CliContext, 'say' | 'errColours'>): Log {
  const line = (message: string, cause?: unknown): string => {
    const full = isDiskFull(cause) ? ': the disk is full' : '';
    const why = cause instanceof TrailhoundError ? ` (${cause.code} ${cause.message}${full})` : '';
    return escapeForTerminal(`${message}${why}`);
  };
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (message) => say(errColours.yellow(line(message))),
    error: (message, _fields, cause) => say(errColours.red(line(message, cause))),
  };
}

/** The same log, whose warnings name these fields too: `… (tag app, refused 3)`. None of them may hold what was sent but names. */
export function tellingFields(log: Log, names: readonly string[]): Log {
  const told = (fields: Parameters<Log['warn']>[1]): string => {
    const words = names.flatMap((name) => (fields?.[name] === undefined ? [] : [`${name} ${fields[name]}`]));
    return words.length === 0 ? '' : ` (${words.join(', ')})`;
  };
  return { ...log, warn: (message, fields) => log.warn(`${message}${told(fields)}`, fields) };
}

const FINDING_ID = /\d{8}T\d{4}Z-[a-z2-7]{16}/g;

/**
 * Lets the same trouble through once: a receiver that fails for one alert fails for all. What has no cause is the count
 * at the end of a drain, which the outcome of the command tells.
 */
export function troubleOnce(log: Log): Log {
  const told = new Set<string>();
  return {
    ...log,
    error: (message, fields, cause) => {
      if (cause === undefined) return;
      const key = `${message}\u0000${cause instanceof Error ? cause.message.replaceAll(FINDING_ID, '') : ''}`;
      if (!told.has(key)) log.error(message, fields, cause);
      told.add(key);
    },
  };
}
