import type { LogLevel } from '../log-entry.ts';
import { levelOfNumber } from './level-numbers.ts';
import { levelOfWord } from './level-words.ts';

/** The pairs of a logfmt line, in their order; a name that comes twice keeps its first value. */
export type Pairs = Readonly<Record<string, string>>;

const MOST_PAIRS = 200;
const WINDOW = 65_536;
const KEY = /[A-Za-z_@][\w.@/-]{0,79}(?==)/y;
const BARE = /[^\s"]*/y;
const BLANKS = /[\s,]*/y;

/** Reads `name=value name="quoted text"` from `from` on; undefined if it does not begin with two pairs. */
export function pairsAt(line: string, from: number): Pairs | undefined {
  const text = line.slice(0, WINDOW);
  const pairs: Record<string, string> = Object.create(null) as Record<string, string>;
  let count = 0;
  let pos = skip(BLANKS, text, from);
  while (count < MOST_PAIRS && pos < text.length) {
    KEY.lastIndex = pos;
    const key = KEY.exec(text)?.[0];
    if (key === undefined) {
      if (count < 2) return undefined;
      pos = skip(BLANKS, text, skip(BARE, text, pos) + 1);
      count += 1;
      continue;
    }
    const value = valueFrom(text, pos + key.length + 1);
    pairs[key] ??= value.text;
    count += 1;
    pos = skip(BLANKS, text, value.end);
  }
  return count < 2 ? undefined : pairs;
}

function valueFrom(text: string, from: number): { readonly text: string; readonly end: number } {
  if (text.charAt(from) !== '"') {
    const end = skip(BARE, text, from);
    return { text: text.slice(from, end).replace(/,$/, ''), end };
  }
  let end = from + 1;
  while (end < text.length && text.charAt(end) !== '"') end += text.charAt(end) === '\\' ? 2 : 1;
  return { text: text.slice(from + 1, end).replace(/\\(["\\])/g, '$1'), end: end + 1 };
}

function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return from + (pattern.exec(text)?.[0].length ?? 0);
}

/** slog's levels between its own: `ERROR+4`. */
const OFFSET = /[+-]\d{1,3}$/;
const LEVELS = ['level', 'lvl', 'severity', 'loglevel', 'log_level', 'at'];

/** The level among the pairs; `at` is Heroku's name for it. */
export function levelOfPairs(pairs: Pairs): LogLevel | undefined {
  for (const name of LEVELS) {
    const value = pairs[name];
    if (value === undefined) continue;
    const level = /^\d{1,3}$/.test(value)
      ? levelOfNumber(Number(value))
      : levelOfWord(value.replace(OFFSET, ''));
    if (level) return level;
  }
  return undefined;
}
