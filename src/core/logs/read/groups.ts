import type { LogLevel } from '../log-entry.ts';
import { levelOfWord } from './level-words.ts';
import { epochAt, type FoundTime, timeAt } from './timestamps.ts';

/** A part of a head in brackets. */
export interface Group {
  /** Index behind the closing bracket. */
  readonly end: number;
  readonly content: string;
}

const CLOSERS: Readonly<Record<string, string>> = { '[': ']', '(': ')', '<': '>', '{': '}' };
const LONGEST_GROUP = 200;

/** The group that opens at `from`, brackets of its kind inside it included; undefined where none opens, or none closes soon. */
export function groupAt(text: string, from: number): Group | undefined {
  const opener = text.charAt(from);
  const closer = CLOSERS[opener];
  if (closer === undefined) return undefined;
  const stop = Math.min(text.length, from + LONGEST_GROUP);
  let depth = 0;
  for (let at = from; at < stop; at += 1) {
    const here = text.charAt(at);
    if (here === opener) depth += 1;
    else if (here === closer) depth -= 1;
    if (depth === 0) return { end: at + 1, content: text.slice(from + 1, at) };
  }
  return undefined;
}

/** What a group says: a level (`[ERROR]`, `[core:error]`, `[main/WARN]`, `[12:00:00 ERR]`), a time, or neither. */
export interface GroupMeaning {
  readonly level?: LogLevel;
  readonly time?: FoundTime;
  /** What else stands in the group. */
  readonly rest: string;
}

/** Seconds since the start of the system, as the kernel writes them: `[12345.678901]`. */
const UPTIME = /^\d{1,9}\.\d{6}$/;
const BOUNDARY = /[\s:/|,;=]+/;
const NAME = /^[\w.$#@*-]*$/;

/** Reads the content of a group. */
export function meaningOf(content: string): GroupMeaning {
  const inner = content.trim();
  const time =
    timeAt(inner, 0) ?? epochAt(inner, 0) ?? (UPTIME.test(inner) ? { end: inner.length } : undefined);
  const rest = time ? inner.slice(time.end) : inner;
  const level = levelIn(rest);
  return { ...(level && { level }), ...(time && { time }), rest: rest.trim() };
}

/**
 * A level in a group is all of it, or its first or last part beside names: `[Error handler]` is the name of a thread,
 * `[error/MainThread]` and `[proxy_http:error]` are levels.
 */
function levelIn(rest: string): LogLevel | undefined {
  if (rest.length > 80) return undefined;
  const parts = rest.split(BOUNDARY).filter((part) => part !== '');
  if (parts.length === 0 || parts.length > 6) return undefined;
  const single = parts.length === 1;
  for (const part of [parts.at(-1), parts[0]]) {
    const word = (part ?? '').replace(/^\W+|\W+$/g, '');
    const level = levelOfWord(word);
    if (level && (single || isWritten(word, rest, parts))) return level;
  }
  return undefined;
}

const isWritten = (word: string, rest: string, parts: readonly string[]): boolean =>
  word === word.toUpperCase()
    ? word.length > 2
    : /[:/|=]/.test(rest) && !/\s\S/.test(rest.trim()) && parts.every((part) => NAME.test(part));
