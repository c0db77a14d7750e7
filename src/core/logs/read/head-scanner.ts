import type { EpochMs } from '../../time.ts';
import type { LogLevel } from '../log-entry.ts';
import { columnsHead } from './columns-head.ts';
import { skipContext } from './context-scanner.ts';
import { type Group, groupAt, meaningOf } from './groups.ts';
import { levelBehindTime, levelOfToken } from './level-token.ts';
import { levelOfLetter } from './level-words.ts';
import { HEAD_WINDOW, type TextHead } from './text-head.ts';
import { epochAt, type FoundTime, timeAt } from './timestamps.ts';

const MOST_TOKENS = 16;
const SEPARATORS = /(?:\s|[|;,⋮]|[-:*!]+(?=\s|$)|:(?=[A-Z]{4,8}:))*/y;
const TOKEN = /[^\s|;[]+/y;
/** A word of a sentence: letters, and at least one small one. */
const PROSE = /^["'(]?(?:[A-Za-z][a-z'’]*|[a-z]+[A-Za-z]*)["')]?[,.;!?:]?$/;
const FIELD_MARK = /\s+(?:-|--|\||:)\s|\||:\s/y;
/** What may stand before a number of seconds: an alert's label. */
const LABEL = /^[A-Z\d_-]+$/;
/** A heading between rules: `--- ERROR LOG ---`. */
const RULE = /^([-=*#~])\1\1.{0,200}\1\1\1$/;
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
  return columnsHead(text) ?? scanFields(RULE.test(text) ? '' : text);
}

function scanFields(text: string): TextHead {
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
  const time = timeAt(scan.text, scan.pos) ?? headEpoch(scan, scan.pos);
  if (!time) return false;
  scan.at ??= time.at;
  scan.timed = true;
  scan.pos = time.end;
  settle(scan);
  return true;
}

/** A number is a time only where a head begins, and goes on: `- 1117838570 2005.06.03`, `1700000000.5 [ERROR]`. */
function headEpoch({ text, timed, who }: Scan, pos: number): FoundTime | undefined {
  const found = timed || who.length > 1 ? undefined : epochAt(text, pos);
  if (!found) return undefined;
  const next = past(SEPARATORS, text, found.end);
  const token = text.slice(next, past(TOKEN, text, next));
  const goesOn =
    (pos === 0 && text.slice(pos, found.end).includes('.')) ||
    /[|\t;]/.test(text.slice(found.end, next)) ||
    timeAt(text, next) !== undefined ||
    groupAt(text, next) !== undefined ||
    levelOfToken(
      token,
      text.slice(Math.max(0, next - 4), next),
      text.slice(next + token.length, next + token.length + 4),
    );
  return goesOn ? found : undefined;
}

function takeGroup(scan: Scan): boolean {
  const group = groupAt(scan.text, scan.pos);
  if (!group) return false;
  const { time, rest, ...meaning } = meaningOf(group.content);
  const level = meaning.level ?? letterIn(scan, group);
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

/** `[E]` beside a time. */
function letterIn({ text, pos, timed }: Scan, { content, end }: Group): LogLevel | undefined {
  const isLetter = text.charAt(pos) === '[' && /^[EWIDF]$/.test(content);
  return isLetter && (timed || timeAt(text, end + 1)) ? levelOfLetter(content) : undefined;
}

function takeToken(scan: Scan): boolean {
  const { text, pos } = scan;
  const token = text.slice(pos, past(TOKEN, text, pos));
  if (token === '') return false;
  const end = pos + token.length;
  const found = levelOfToken(token, text.slice(Math.max(0, pos - 4), pos), text.slice(end, end + 24));
  const plain = found || !isBehindTime(scan) ? undefined : levelBehindTime(token, text.slice(end, end + 2));
  if (found && isInSentence(scan, token)) return false;
  if (found || plain) {
    scan.level = found?.level ?? plain;
    scan.logger = found?.logger;
    scan.pos = found ? pos + found.end : end;
    return true;
  }
  if (!mayPass(scan, token, end)) return false;
  scan.who.push(token);
  scan.pos = end;
  return true;
}

const isBehindTime = ({ text, pos, body, timed }: Scan): boolean =>
  timed && text.slice(body, pos).trim() === '';

/** Whether a token that is no level may still stand before one. */
function mayPass(scan: Scan, token: string, end: number): boolean {
  FIELD_MARK.lastIndex = end;
  if (FIELD_MARK.test(scan.text) || timeAt(scan.text, end + 1)) return true;
  if (LABEL.test(token) && headEpoch(scan, end + 1)) return true;
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
