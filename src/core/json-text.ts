import { fail, ok, type Result } from './result.ts';

/** Deepest nesting of objects and lists that is read; real records have fewer than 20 levels. */
export const MAX_NESTING = 100;

/** What a text nested too deeply is refused with. */
export const TOO_DEEP = `nested more than ${MAX_NESTING} levels deep (limit)`;

/**
 * How many values a text may hold, whatever its length, and for how many characters one more. Empty lists take 45 bytes
 * of memory for three characters, so that a small packed text could fill any memory. CloudTrail has a value for
 * 28 characters where it is densest.
 */
const MAX_VALUES = 1_000_000;
const CHARACTERS_EACH = 16;

/** What a text with too many values is refused with. */
export const TOO_MANY_VALUES = `more than ${MAX_VALUES} values and one for ${CHARACTERS_EACH} characters (limit)`;

/**
 * Parses a JSON text that somebody else wrote.
 *
 * Fails with a reason that never quotes the text (a parser's own message does), also for absurd nesting and for more
 * values than a log has.
 */
export function parseJson(text: string): Result<unknown, string> {
  if (text.length > MAX_NESTING) {
    const found = survey(text);
    if (found.deepest > MAX_NESTING) return fail(TOO_DEEP);
    if (found.marks > mostValues(text)) return fail(TOO_MANY_VALUES);
  }
  if (!mayBeJson(text)) return fail(reasonFor(text));
  try {
    return ok(JSON.parse(text));
  } catch {
    return fail(reasonFor(text));
  }
}

const mostValues = (text: string): number => Math.max(MAX_VALUES, text.length / CHARACTERS_EACH);

/** Tells whether a text holds more values than may be parsed; costs nothing for one that is too short to. */
export const holdsTooMany = (text: string): boolean =>
  text.length > MAX_VALUES && survey(text).marks > mostValues(text);

/** What a JSON value begins with: an object with a key, a list with a value, a text, a number, a name; empty ones too. */
const JSON_BEGINS = /^\s*(?:\{\s*["}]|\[\s*["{[\]\d\-tfn]|["\d-]|true|false|null)/;

/** Tells by the first characters whether a text may be JSON: a parser's error costs far more. */
export const mayBeJson = (text: string): boolean => JSON_BEGINS.test(text);

/** Says what is most likely wrong with a text that is not JSON, without quoting it. */
export function reasonFor(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return 'empty where JSON was expected';
  if (text.includes('\0')) return `not JSON: a NUL byte at character ${text.indexOf('\0')}`;
  if (!/^[[{"]/.test(trimmed)) return 'not JSON: it does not begin with { or [';
  return isCutOff(trimmed) ? 'JSON that is cut off before its end' : 'not JSON: a syntax error';
}

const isCutOff = (text: string): boolean => survey(text).open > 0;

/**
 * How deep a text nests, how many brackets stay open, and how many marks begin a value (brackets and commas), counted
 * as a parser would: not in strings. Written as one loop because it runs over everything that is read from texts.
 */
function survey(text: string): { deepest: number; open: number; marks: number } {
  let depth = 0;
  let marks = 0;
  let max = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      at = endOfString(text, at);
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      marks += 1;
      if (depth > max) max = depth;
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
    } else if (code === 0x2c) {
      marks += 1;
    }
  }
  return { deepest: max, open: depth, marks };
}

/** Index of the quote that ends the string beginning at `start`, or the text's length. */
function endOfString(text: string, start: number): number {
  let at = text.indexOf('"', start + 1);
  while (at !== -1 && isEscaped(text, at)) at = text.indexOf('"', at + 1);
  return at === -1 ? text.length : at;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === 0x5c) backslashes += 1;
  return backslashes % 2 === 1;
}
