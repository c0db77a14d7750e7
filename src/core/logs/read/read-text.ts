import { parseJson } from '../../json-text.ts';
import { exceptionIn, type FoundException } from './exception.ts';
import { exceptionHead } from './exception-heads.ts';
import { fieldsOf } from './field-path.ts';
import { scanHead } from './head-scanner.ts';
import { accessTime, readAccess } from './http-access.ts';
import { exceptionOfFields } from './json-exception.ts';
import { judge } from './judge.ts';
import { readLambdaReport } from './lambda-report.ts';
import { ownFormOf } from './own-forms.ts';
import type { EntryReading } from './reading.ts';
import type { TextHead } from './text-head.ts';

/** Reads the head of a line of plain text, by the format's own shape or by the place of its fields. */
export const headOf = (line: string): TextHead => ownFormOf(line) ?? scanHead(line);

/** java.util.logging as it comes: time, class and method; level and text on the line below. */
const JUL = /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M \S+(?: \S+)?$/;
const JUL_LEVEL = /^(?:SEVERE|WARNING|INFO|CONFIG|FINE|FINER|FINEST): /;

/** Reads an entry of plain text, by its lines. Those behind the first lose their heads too, if they have the same kind. */
export function readText(lines: readonly string[]): EntryReading {
  const first = lines[0] ?? '';
  const report = readLambdaReport(first);
  if (report) return judged(report.kind, report.message);
  const access = readAccess(first);
  if (access)
    return judge({
      ...{ level: undefined, message: `${access.request} ${access.status}`, status: access.status },
      at: accessTime(first),
    });
  if (JUL.test(first) && JUL_LEVEL.test(lines[1] ?? '')) return readText(lines.slice(1));
  const head = headOf(first);
  const message = first.slice(head.message);
  const indent = indentOf(contentOf(first, head));
  const rest = lines.slice(1).map((line) => bodyOf(line, indent));
  const inner = head.message === 0 ? undefined : readAccess(message);
  // `panic:` and `Error:` are words for a level and the start of a report.
  if (inner) return judge({ ...head, message: `${inner.request} ${inner.status}`, status: inner.status });
  const told = !head.timed && exceptionHead(first) ? first : message;
  const written = exceptionIn([told, ...rest]);
  const exception = written ?? tailException(message);
  return judge({
    ...head,
    message: exception && !written ? worded(exception) : messageOf(written ? told : message, rest, written),
    exception,
  });
}

/** A report of Lambda's own, which has its kind already. */
export const judged = (kind: EntryReading['kind'], message: string): EntryReading => ({
  level: kind === undefined ? undefined : kind === 'init' || kind === 'timeout' ? 'error' : 'fatal',
  kind,
  message: message.replace(/\s+/g, ' ').trim().slice(0, 2_000),
});

/** A further line without its own time and level, where a logger wrote every line of a trace as one of its own. */
function bodyOf(line: string, indent: number): string {
  if (!/^[[\d{A-Z]/.test(line)) return line;
  const head = headOf(line);
  if (!head.timed) return line;
  const content = contentOf(line, head);
  return content.slice(Math.min(indent, indentOf(content)));
}

/** What follows a head, with its indentation: all blanks but the one that parts it from the head. */
export function contentOf(line: string, head: TextHead): string {
  let start = head.message;
  while (start > 0 && BLANK.has(line.charAt(start - 1))) start -= 1;
  return line.slice(start < head.message ? start + 1 : start);
}

const BLANK = new Set([' ', '\t']);

/** How many blanks a text begins with. */
export const indentOf = (text: string): number => text.length - text.trimStart().length;

/** What the entry says: its text; where that is empty, the line below; where it is a trace, the exception's own words. */
export function messageOf(
  message: string,
  rest: readonly string[],
  exception: FoundException | undefined,
): string {
  const text = message.trim() === '' ? (rest.find((line) => line.trim() !== '') ?? '') : message;
  return exception !== undefined && exceptionHead(text) !== undefined ? worded(exception) : text;
}

/** An exception as one text: `Type: message`. */
export const worded = ({ reading, message }: FoundException): string =>
  message === '' ? reading.type : `${reading.type}: ${message}`;

/** `Invoke Error` and a JSON object behind it, as Lambda's Node.js runtime writes an exception. */
function tailException(message: string): FoundException | undefined {
  const start = message.indexOf('{"');
  if (start === -1 || start > 300) return undefined;
  const parsed = parseJson(message.slice(start));
  const fields = parsed.ok ? fieldsOf(parsed.value) : undefined;
  return fields && exceptionOfFields(fields);
}
