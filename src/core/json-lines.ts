import { mayBeJson, parseJson, reasonFor, TOO_MANY_VALUES } from './json-text.ts';
import { fail, ok, type Result } from './result.ts';

/** One value of a text, or what stands between values and is none. */
export type JsonPart = Result<unknown, { readonly reason: string; readonly raw: string }>;

/** A parser's error is costly, and a text may be made of nothing else. Then its rest is one fault. */
const MAX_BROKEN = 1000;
const TOO_BROKEN = `more than ${MAX_BROKEN} lines that are no JSON (limit)`;

/**
 * Parses a text that is one JSON value, or several: objects and lists with a line for each, as loggers write them.
 *
 * Lines between them that are no JSON are one fault a run, and so is everything behind too many of them. Fails, like
 * `parseJson`, where no line is a value; lines that are indented are parts of a printed value and never one themselves.
 */
export function parseJsonLines(text: string): Result<readonly JsonPart[], string> {
  const whole = parseJson(text);
  if (whole.ok) return ok([whole]);
  // Line by line they would be no fewer.
  if (whole.error === TOO_MANY_VALUES) return whole;
  const parts: JsonPart[] = [];
  let run: string[] = [];
  let broken = 0;
  const endRun = (): void => {
    const raw = run.join('\n');
    if (run.length > 0) parts.push(fail({ reason: broken > MAX_BROKEN ? TOO_BROKEN : reasonFor(raw), raw }));
    run = [];
  };
  const lines = text.trim().split(/\r?\n/);
  for (const line of lines.filter((each) => each.trim() !== '')) {
    const isTried = lines.length > 1 && broken <= MAX_BROKEN && isClosed(line) && mayBeJson(line);
    const value = isTried ? parseJson(line) : whole;
    if (value.ok) {
      endRun();
      parts.push(value);
    } else {
      run.push(line);
      if (isTried) broken += 1;
    }
  }
  endRun();
  return parts.some((part) => part.ok) ? ok(parts) : whole;
}

/** Whether the first character opens a value and the last one closes one: a look costs less than a parser's error. */
const isClosed = (line: string): boolean => {
  const last = line.trimEnd().at(-1);
  return (line.startsWith('{') && last === '}') || (line.startsWith('[') && last === ']');
};
