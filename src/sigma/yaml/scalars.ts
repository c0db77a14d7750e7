const NULL = /^(?:~|null|Null|NULL)?$/;
const BOOLEAN = /^(?:true|True|TRUE|false|False|FALSE)$/;
const LEADING_ZERO = /^0\d+$/;
const DECIMAL = /^[-+]?\d+$/;
const OCTAL = /^0o[0-7]+$/;
const HEX = /^0x[\da-fA-F]+$/;
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const INFINITE = /^[-+]?\.(?:inf|Inf|INF)$/;
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/;
/** Longest number that is read as one; longer ones stay text, so that no document can make conversion slow. */
const MOST_DIGITS = 400;

/** A scalar's value and its text. */
export interface PlainScalar {
  readonly value: string | number | boolean | null;
  readonly text: string;
}

/**
 * Gives an unquoted scalar its type by the core schema of YAML 1.2 (chapter 10.3.2).
 *
 * Two deviations: digits with a leading zero stay text, because they are account numbers; and the text of an
 * integer keeps all its digits, because a double does not.
 */
export function readPlainScalar(source: string): PlainScalar {
  if (NULL.test(source)) return { value: null, text: '' };
  if (BOOLEAN.test(source)) return { value: source.toLowerCase() === 'true', text: source.toLowerCase() };
  if (LEADING_ZERO.test(source) || source.length > MOST_DIGITS) return { value: source, text: source };
  return readNumber(source) ?? { value: source, text: source };
}

function readNumber(source: string): PlainScalar | undefined {
  if (DECIMAL.test(source) || OCTAL.test(source) || HEX.test(source)) {
    const digits = source.replace(/^[-+]/, '');
    const whole = source.startsWith('-') ? -BigInt(digits) : BigInt(digits);
    return { value: Number(whole), text: whole.toString() };
  }
  if (FLOAT.test(source)) {
    // As written: 1.10 is a version of CloudTrail's records, and as a number it would be 1.1.
    return { value: Number(source), text: source };
  }
  if (NOT_A_NUMBER.test(source)) return { value: Number.NaN, text: source };
  if (!INFINITE.test(source)) return undefined;
  return { value: source.startsWith('-') ? -Infinity : Infinity, text: source };
}
