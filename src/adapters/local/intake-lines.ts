import { isObject } from '#core/field-text';
import { parseJson } from '#core/json-text';
import { epochMs } from '#core/time';
import type { ShippedRecord } from '#ports/intake';

/** Writes records as the spool keeps them: a line of JSON each. */
export const toLines = (records: readonly ShippedRecord[]): string =>
  records.map(({ tag, at, key, record }) => `${JSON.stringify({ tag, at, key, record })}\n`).join('');

/**
 * Reads the text of a file of the spool. A last line without its newline was being written when the process ended, and so
 * was never acknowledged: it is left out. Any other line that can't be read is counted as damaged.
 */
export function readLines(text: string): {
  readonly records: readonly ShippedRecord[];
  readonly damaged: number;
} {
  const records: ShippedRecord[] = [];
  let damaged = 0;
  for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) {
    if (line === '') continue;
    const record = readLine(line);
    if (record) records.push(record);
    else damaged += 1;
  }
  return { records, damaged };
}

function readLine(line: string): ShippedRecord | undefined {
  const parsed = parseJson(line);
  if (!parsed.ok || !isObject(parsed.value)) return undefined;
  const { tag, at, key, record } = parsed.value;
  const isWhole = typeof tag === 'string' && typeof at === 'number' && typeof key === 'string';
  return isWhole && isObject(record) ? { tag, at: epochMs(at), key, record } : undefined;
}
