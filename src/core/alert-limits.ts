import { utf8Length } from './cut.ts';

/**
 * Sizes of an alert. One SNS message has at most 262,144 bytes, attributes included (SNS API Reference: Publish);
 * text and JSON travel in one message, each as a JSON string.
 */
export const MAX_TEXT_BYTES = 120_000;
export const MAX_JSON_BYTES = 120_000;
/** SNS wants fewer than 100 characters. */
export const MAX_SUBJECT = 99;
/** Findings named one by one in the text of a summary alert. */
export const MAX_NAMED_IN_TEXT = 100;
/** Findings named one by one in the JSON of a summary alert. */
export const MAX_NAMED_IN_JSON = 200;

/** Bytes that a text takes as a JSON string in UTF-8, quotes included. */
export const encodedBytes = (text: string): number => utf8Length(JSON.stringify(text));

/** Cuts to at most `max` UTF-16 units without halving a character; says how many were cut. */
export function clipText(text: string, max: number): string {
  if (text.length <= max) return text;
  const head = headOf(text, max);
  return `${head}\u2026 (${text.length - head.length} more characters)`;
}

/** The first `max` UTF-16 units, one fewer where that would halve a character. */
export function headOf(text: string, max: number): string {
  const last = text.charCodeAt(max - 1);
  const halves = text.length > max && last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, halves ? max - 1 : max);
}
