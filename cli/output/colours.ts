import pc from 'picocolors';
import type { Severity } from '#core/severity';

/** What decides whether a stream gets colours. */
export interface ColourSettings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
  /** `--no-color` was given. */
  readonly refused: boolean;
}

export type Colours = ReturnType<typeof pc.createColors>;

/**
 * Whether to print colours: never after `--no-color` or with `NO_COLOR` set (no-color.org), always with `FORCE_COLOR`
 * set to anything but `0`, otherwise on a terminal that is not `dumb`.
 */
function wantsColour({ env, isTerminal, refused }: ColourSettings): boolean {
  if (refused || env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return isTerminal && env['TERM'] !== 'dumb';
}

/** Makes the colour functions of one stream; without colour they return the text as it is. */
export const coloursFor = (settings: ColourSettings): Colours => pc.createColors(wantsColour(settings));

/** Colours a text by severity: the more serious, the louder. */
export function bySeverity(colours: Colours, severity: Severity, text: string = severity): string {
  if (severity === 'critical') return colours.bold(colours.magenta(text));
  if (severity === 'high') return colours.red(text);
  if (severity === 'medium') return colours.yellow(text);
  return severity === 'low' ? colours.cyan(text) : colours.dim(text);
}
