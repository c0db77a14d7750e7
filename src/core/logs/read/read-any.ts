import { parseJson } from '../../json-text.ts';
import type { LogLevel } from '../log-entry.ts';
import type { Carried } from './carried.ts';
import { withoutColours } from './clean-message.ts';
import { exceptionIn } from './exception.ts';
import { carriedText, type Fields, fieldsOf } from './field-path.ts';
import { levelOfBrokenJson, mayNest, readFields } from './json-entry.ts';
import { judge } from './judge.ts';
import { levelOfWord } from './level-words.ts';
import { levelOfPairs, pairsAt } from './logfmt.ts';
import { readPlatformEvent } from './platform-event.ts';
import { judged, messageOf, readText, worded } from './read-text.ts';
import type { EntryReading } from './reading.ts';
import { linesOf } from './text-lines.ts';
import { epochAt, timeAt } from './timestamps.ts';
import { writtenBy } from './transport.ts';

/** How many carriers may have wrapped a text: a container's runtime in syslog, say. */
const MOST_WRAPS = 3;

/** Reads an entry of any format; `wraps` counts what was taken off it already. */
export function readAny(text: string, wraps = 0): EntryReading {
  const plain = withoutColours(text).replace(/^[\uFEFF\s]*\n/, '');
  if (/^\s*\{/.test(plain)) return readJson(plain, wraps);
  const carried = wraps < MOST_WRAPS ? writtenBy(firstLine(plain)) : undefined;
  if (carried?.isSure) return readSure(carried, linesOf(bodies(plain)));
  if (carried) return unwrapped(carried, readAny(bodies(plain), wraps + 1));
  return readLogfmt(plain) ?? readText(linesOf(plain));
}

function firstLine(text: string): string {
  const end = text.search(/[\r\n]/);
  return end === -1 ? text : text.slice(0, end);
}

/** What the program itself wrote: every line without its carrier's part. */
function bodies(text: string): string {
  return text
    .split(/\r\n|\r|\n/, 1_000)
    .map((line) => writtenBy(line)?.body ?? line)
    .join('\n');
}

/** A program's own text whose level its carrier knows (logcat): no word of it is another level. */
function readSure({ level, logger, at }: Carried, lines: readonly string[]): EntryReading {
  const exception = exceptionIn(lines);
  const message = messageOf(lines[0] ?? '', lines.slice(1), exception);
  return judge({ level, message, exception, logger, at });
}

/** A carrier's level counts where the program tells none. */
function unwrapped(carried: Carried, inner: EntryReading): EntryReading {
  const level = inner.level ?? carried.level;
  const logger = inner.logger ?? carried.logger;
  const at = inner.at ?? carried.at;
  const exception = inner.exception && {
    reading: inner.exception,
    message: '',
    isFatal: inner.level === 'fatal',
  };
  const special = inner.kind !== 'log' && inner.kind !== 'exception' && inner.kind !== undefined;
  if (special) return { ...inner, ...(at !== undefined && { at }) };
  // A level that the exception alone gave is not the program's word, so the carrier's comes first.
  const own =
    inner.kind === 'exception' && carried.level !== undefined && !inner.fields ? carried.level : level;
  return judge({ level: own, message: inner.message, exception, logger, at, fields: inner.fields });
}

function readJson(text: string, wraps: number): EntryReading {
  const parsed = parseJson(text.trim());
  const fields = parsed.ok ? fieldsOf(parsed.value) : undefined;
  if (!fields) return readLines(text, wraps) ?? readBroken(text);
  const report = readPlatformEvent(fields);
  if (report) return judged(report.kind, report.message);
  const carried = carriedText(fields);
  if (carried !== undefined && wraps < MOST_WRAPS)
    return { ...readAny(carried.trimEnd(), wraps + 1), fields };
  return ofFields(fields, wraps);
}

function ofFields(fields: Fields, wraps: number): EntryReading {
  const { level, message, exception, access, logger, at } = readFields(fields);
  const written = fields['MESSAGE'];
  if (typeof written === 'string' && 'PRIORITY' in fields && wraps < MOST_WRAPS)
    return { ...ofJournal(written, level, readAny(written, wraps + 1)), fields };
  if (level === undefined && mayNest(message) && wraps < MOST_WRAPS)
    return { ...readAny(message, wraps + 1), fields };
  const request = access && `${access.request} ${access.status}`;
  const told =
    message ?? (exception ? worded(exception) : (request ?? Object.keys(fields).slice(0, 20).join(' ')));
  return judge({ level, message: told, exception, status: access?.status, logger, at, fields });
}

/** journald: what a service prints has the priority 6, which nobody chose, so that what the text tells counts. */
function ofJournal(body: string, level: LogLevel | undefined, inner: EntryReading): EntryReading {
  if (level === 'info' && inner.kind !== undefined) return inner;
  return unwrapped({ lane: '', body, ...(level && { level }) }, inner);
}

/** Several lines of JSON that a container's runtime wrote around one text. */
function readLines(text: string, wraps: number): EntryReading | undefined {
  if (wraps >= MOST_WRAPS || !text.includes('\n')) return undefined;
  const lines = text.split('\n', 1_000).map((line) => writtenBy(line));
  return lines.every((line) => line !== undefined)
    ? readAny(lines.map((line) => line.body).join('\n'), wraps + 1)
    : undefined;
}

/** A text in braces that is no JSON: cut off, or another notation. */
function readBroken(text: string): EntryReading {
  const word = levelOfBrokenJson(text);
  const level = word === undefined ? undefined : levelOfWord(word);
  return level ? judge({ level, message: text }) : readText(linesOf(text));
}

/** Logfmt from the start of a line, or behind its time. */
function readLogfmt(text: string): EntryReading | undefined {
  const line = firstLine(text);
  const start = /^[A-Za-z_@][\w.@/-]{0,79}=/.test(line) ? 0 : (timeAt(line, 0) ?? epochAt(line, 0))?.end;
  const pairs = start === undefined ? undefined : pairsAt(line, start);
  if (!pairs) return undefined;
  const level = levelOfPairs(pairs);
  const { message, exception, access, logger, at } = readFields(pairs);
  if (level === undefined && message === undefined && !access) return undefined;
  const told = message ?? pairs['error'] ?? pairs['err'] ?? pairs['desc'] ?? line;
  return judge({ level, message: told, exception, status: access?.status, logger, at, fields: pairs });
}
