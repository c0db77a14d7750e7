import type { EpochMs } from '../../time.ts';
import type { LogLevel } from '../log-entry.ts';
import { skipContext } from './context-scanner.ts';
import { groupAt, meaningOf } from './groups.ts';
import { levelOfToken } from './level-token.ts';
import { HEAD_WINDOW, type TextHead } from './text-head.ts';
import { timeAt } from './timestamps.ts';

const MOST_TOKENS = 16;
const SEPARATORS = /(?:\s|[|;,⋮]|[-:*!]+(?=\s|$))*/y;
const TOKEN = /[^\s|;[]+/y;
/** A word of a sentence: letters, and at least one small one. */
const PROSE = /^["'(]?(?:[A-Za-z][a-z'’]*|[a-z]+[A-Za-z]*)["')]?[,.;!?:]?$/;
const FIELD_MARK = /\s+(?:-|--|\||:)\s|\||:\s/y;
/** Words in front of `ERROR` that make it part of a sentence. */
const SENTENCE = new Set(
  'a an the no not got has had have was is found with without saw caught unexpected received returned returns status http last first any this that of on in for to from and or log logged throw threw'.split(
    ' ',
  ),
);

/** What the scan knows so far. */
interface Scan {
  readonly text: string;
  pos: number;
  /** Where the message begins if no level comes. */
  body: number;
  /** How many names stand before that. */
  settled: number;
  timed: boolean;
  at: EpochMs | undefined;
  level: LogLevel | undefined;
  logger: string | undefined;
  /** A name was passed over that might be the first word of a sentence. */
  doubtful: boolean;
  readonly who: string[];
}

/**
 * Reads the head of a line of plain text: fields from the left as long as they look like fields, until the level. A
 * word of a sentence ends it, so that `ERROR` within a message is never taken for a level.
 */
export function scanHead(line: string): TextHead {
  const text = line.slice(0, HEAD_WINDOW);
  const scan: Scan = {
    text,
    pos: 0,
    body: 0,
    settled: 0,
    timed: false,
    at: undefined,
    level: undefined,
    logger: undefined,
    doubtful: false,
    who: [],
  };
  for (let count = 0; count < MOST_TOKENS && scan.level === undefined; count += 1) {
    scan.pos = past(SEPARATORS, text, scan.pos);
    if (scan.pos >= text.length || !step(scan)) break;
  }
  return finish(scan);
}

function past(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return from + (pattern.exec(text)?.[0].length ?? 0);
}

/** Takes one field; false where the head ends. */
const step = (scan: Scan): boolean => takeTime(scan) || takeGroup(scan) || takeToken(scan);

function takeTime(scan: Scan): boolean {
  const time = timeAt(scan.text, scan.pos);
  if (!time) return false;
  scan.at ??= time.at;
  scan.timed = true;
  scan.pos = time.end;
  settle(scan);
  return true;
}

function takeGroup(scan: Scan): boolean {
  const group = groupAt(scan.text, scan.pos);
  if (!group) return false;
  const { level, time, rest } = meaningOf(group.content);
  const tells = level !== undefined || time !== undefined;
  const isField = tells || scan.timed || scan.text.charAt(scan.pos) === '[';
  // What ends the line is its message.
  if (!isField || (!tells && scan.text.slice(group.end).trim() === '')) return false;
  scan.at ??= time?.at;
  scan.timed ||= time !== undefined;
  scan.level = level;
  scan.pos = group.end;
  if (!level && rest !== '') scan.who.push(rest);
  if (scan.timed) settle(scan);
  return true;
}

function takeToken(scan: Scan): boolean {
  const { text, pos } = scan;
  const token = text.slice(pos, past(TOKEN, text, pos));
  if (token === '') return false;
  const end = pos + token.length;
  const found = levelOfToken(token, text.slice(Math.max(0, pos - 4), pos), text.slice(end, end + 4));
  if (found) {
    if (isInSentence(scan, token)) return false;
    scan.level = found.level;
    scan.logger = found.logger;
    scan.pos = pos + found.end;
    return true;
  }
  if (!mayPass(scan, token, end)) return false;
  scan.who.push(token);
  scan.pos = end;
  return true;
}

/** Whether a token that is no level may still stand before one. */
function mayPass(scan: Scan, token: string, end: number): boolean {
  FIELD_MARK.lastIndex = end;
  if (FIELD_MARK.test(scan.text) || timeAt(scan.text, end + 1)) return true;
  if (scan.doubtful) return false;
  if (!PROSE.test(token)) return scan.timed || /[\d.]/.test(token) || token === '-';
  if (!scan.timed || /^[A-Z][a-z]+$/.test(token) || SENTENCE.has(token.toLowerCase())) return false;
  scan.doubtful = true;
  return true;
}

/** After a doubtful name only a level in capitals counts: `12:00:00 myapp ERROR text`. */
const isInSentence = (scan: Scan, token: string): boolean => scan.doubtful && !/^\[?[A-Z]{3,}/.test(token);

function settle(scan: Scan): void {
  scan.body = scan.pos;
  scan.settled = scan.who.length;
}

function finish(scan: Scan): TextHead {
  const { text, level, timed } = scan;
  const start = level === undefined ? scan.body : scan.pos;
  const context = level === undefined && !timed ? { message: 0, names: [] } : skipContext(text, start);
  const at = scan.at ?? context.at;
  const logger = scan.logger ?? context.logger;
  return {
    level,
    timed: timed || context.at !== undefined,
    ...(at !== undefined && { at }),
    ...(logger !== undefined && { logger }),
    who: [...(level === undefined ? scan.who.slice(0, scan.settled) : scan.who), ...context.names].join(' '),
    message: context.message,
  };
}
