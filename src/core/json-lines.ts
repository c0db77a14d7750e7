import { parseJson, reasonFor } from './json-text.ts';
import { fail, ok, type Result } from './result.ts';

/** One value of a text, or what stands between values and is none. */
export type JsonPart = Result<unknown, { readonly reason: string; readonly raw: string }>;

/**
 * Parses a text that is one JSON value, or several: objects and lists with a line for each, as loggers write them.
 *
 * Lines between them that are no JSON are one fault a run. Fails, like `parseJson`, where no line is a value; lines
 * that are indented are parts of a printed value and never one themselves.
 */
export function parseJsonLines(text: string): Result<readonly JsonPart[], string> {
  const whole = parseJson(text);
  if (whole.ok) return ok([whole]);
  const parts: JsonPart[] = [];
  let run: string[] = [];
  const endRun = (): void => {
    if (run.length > 0) parts.push(fail({ reason: reasonFor(run.join('\n')), raw: run.join('\n') }));
    run = [];
  };
  const lines = text.trim().split(/\r?\n/);
  for (const line of lines.filter((each) => each.trim() !== '')) {
    const value = lines.length > 1 && /^[[{]/.test(line) ? parseJson(line) : whole;
    if (value.ok) {
      endRun();
      parts.push(value);
    } else run.push(line);
  }
  endRun();
  return parts.some((part) => part.ok) ? ok(parts) : whole;
}
