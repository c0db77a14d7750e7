import { MOST_RECORDS } from '#core/forward/record-limit';
import { parseJson, reasonFor } from '#core/json-text';
import { fail, ok, type Result } from '#core/result';

/** One value of a body, or why there is none in its place. */
export type BodyItem = Result<unknown, string>;

/** One value of a body, with the line it stands in, counted from 1; for MessagePack its place. */
export interface PlacedItem {
  readonly line: number;
  readonly item: BodyItem;
}

/** Reads JSON lines, up to one more than `MOST_RECORDS`. Empty ones are passed over; one that is no JSON spoils no other. */
export function splitLines(text: string): readonly PlacedItem[] {
  const items: PlacedItem[] = [];
  let line = 0;
  for (const part of text.split('\n')) {
    line += 1;
    const trimmed = part.trim();
    if (trimmed !== '') for (const item of parsedLine(trimmed, line)) items.push(item);
    if (items.length > MOST_RECORDS) break;
  }
  return items;
}

/**
 * Reads what is sent as JSON: one value, or several, a line each or without anything between them, as Fluent Bit writes
 * `json_lines` and `json_stream`. A list stands for its elements.
 */
export function splitJson(text: string): readonly PlacedItem[] {
  const whole = parseJson(text);
  const items = whole.ok ? [{ line: 1, item: whole }] : splitLines(text);
  return items.flatMap(({ line, item }) =>
    item.ok && Array.isArray(item.value)
      ? item.value.map((value) => ({ line, item: ok(value) }))
      : [{ line, item }],
  );
}

function parsedLine(text: string, line: number): readonly PlacedItem[] {
  const whole = parseJson(text);
  if (whole.ok) return [{ line, item: whole }];
  const parts = objectsIn(text).map((part) => parseJson(part));
  if (parts.length > 1 && parts.every((part) => part.ok)) return parts.map((item) => ({ line, item }));
  return [{ line, item: fail(reasonFor(text)) }];
}

/** Cuts a text behind each object that ends at its outermost level. Empty where it does not end with one. */
function objectsIn(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfText(text, at);
    else if (code === 0x7b) depth += 1;
    else if (code === 0x7d) depth -= 1;
    if (code === 0x7d && depth === 0) {
      parts.push(text.slice(from, at + 1));
      from = at + 1;
    }
  }
  return text.slice(from).trim() === '' ? parts : [];
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Index of the quote that ends the text beginning at `start`, or the length of all. */
function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}
