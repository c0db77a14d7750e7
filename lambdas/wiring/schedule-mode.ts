import { TrailhoundError } from '#core/errors';
import { escapeForTerminal } from '#core/escape';

/**
 * Reads what a schedule asks a function to do, `mode` of its input; the first of `modes` where it says nothing.
 *
 * Throws `TH_SETTINGS_REFUSED` for any other: a schedule that asks for nothing that is known would seem to work.
 */
export function scheduleMode<const Mode extends string>(
  event: unknown,
  modes: readonly [Mode, ...Mode[]],
): Mode {
  const given = (event as { mode?: unknown } | null | undefined)?.mode;
  if (given === undefined) return modes[0];
  const mode = modes.find((known) => known === given);
  if (mode) return mode;
  const shown = escapeForTerminal(String(JSON.stringify(given)).slice(0, 40));
  throw new TrailhoundError(
    'TH_SETTINGS_REFUSED',
    `the input of the schedule asks for the mode ${shown}; known are ${modes.map((one) => `"${one}"`).join(' and ')}`,
  );
}
