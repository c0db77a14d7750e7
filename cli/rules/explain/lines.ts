import { cutText } from '#core/cut';
import { escapeForTerminal } from '#core/escape';
import { epochMs, isoFromMs } from '#core/time';
import type { RuleHead } from '#sigma/rule';
import type { Colours } from '../../output/colours.ts';

const SHOWN_BYTES = 200;
const SHOWN_VALUES = 6;

/** Makes a text of an event or a rule safe to print, and short. */
export const safe = (text: string, bytes = SHOWN_BYTES): string => escapeForTerminal(cutText(text, bytes));

/** Lists texts, of many the first. */
export function someOf(texts: readonly string[], most = SHOWN_VALUES): string {
  const shown = texts.slice(0, most).map((text) => safe(text));
  const more = texts.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

/** `yes` and `no`, of one width. */
export const verdict = (held: boolean, colours: Colours): string =>
  held ? colours.green('yes') : colours.red('no ');

/** `MATCH  CloudTrail trail stopped  (id)`. */
export function headline(
  word: string,
  held: boolean,
  { title, id, file }: RuleHead,
  colours: Colours,
): string {
  const about = id === undefined ? file : id;
  return `${colours.bold(held ? colours.green(word) : colours.yellow(word))}  ${safe(title)}  ${colours.dim(`(${safe(about)})`)}`;
}

/** An instant, UTC. */
export const instant = (ms: number): string => (ms >= 0 ? isoFromMs(epochMs(ms)) : 'before 1970');
