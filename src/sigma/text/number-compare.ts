import type { Comparison } from '../detection-ast.ts';

const DECIMAL = /^[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
const WHOLE = /^[-+]?\d+$/;
/** Longest text that is read as a number; attackers write longer ones. */
const MOST_DIGITS = 400;

/** Whether a text is a decimal number in full: sign, digits, fraction, exponent, nothing else. */
export const isDecimal = (text: string): boolean => text.length <= MOST_DIGITS && DECIMAL.test(text);

/**
 * Compiles a comparison with a number. Other values than numbers and decimal texts never meet it.
 *
 * Whole numbers that a double cannot hold are compared with all the digits that the texts have.
 */
export function compareWith(op: Comparison, wanted: number, wantedText: string): (value: unknown) => boolean {
  const exact = !Number.isSafeInteger(wanted) && WHOLE.test(wantedText) ? BigInt(wantedText) : undefined;
  const decide = DECISIONS[op];
  return (value) => {
    if (typeof value === 'number') return decide(value, wanted);
    const text = typeof value === 'bigint' ? String(value) : value;
    if (typeof text !== 'string' || !isDecimal(text)) return false;
    const given = Number(text);
    const close = exact !== undefined || !Number.isSafeInteger(given);
    if (!close || !WHOLE.test(text) || !Number.isInteger(wanted)) return decide(given, wanted);
    return decide(BigInt(text.replace('+', '')), exact ?? BigInt(wanted));
  };
}

const DECISIONS = {
  lt: (a: number | bigint, b: number | bigint) => a < b,
  lte: (a: number | bigint, b: number | bigint) => a <= b,
  gt: (a: number | bigint, b: number | bigint) => a > b,
  gte: (a: number | bigint, b: number | bigint) => a >= b,
} as const;

/**
 * Compiles equality with a number. Numbers are equal through their text; only where JSON lost digits on the way in
 * does the nearest double decide.
 */
export function equalsNumber(wanted: number, wantedText: string): (value: unknown) => boolean {
  const texts = spellings(wanted, wantedText);
  return (value) =>
    typeof value === 'number' ? value === wanted : typeof value === 'string' && texts.includes(value);
}

/** Texts that a number in a rule stands for: as written, and without needless zeros where it has a fraction. */
export const spellings = (wanted: number, wantedText: string): readonly string[] =>
  /[.eE]/.test(wantedText) && Number.isFinite(wanted) ? [wantedText, String(wanted)] : [wantedText];

/** Every text by which a whole number may be known: as written, and what a double makes of it. */
export function numberTexts(text: string): readonly string[] {
  if (text.length <= 15 || text.length > MOST_DIGITS || !WHOLE.test(text)) return [text];
  return [...new Set([text, String(Number(text))])];
}
