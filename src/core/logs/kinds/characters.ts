const LETTER_OR_DIGIT = /[\p{L}\p{M}\p{N}]/u;

/** Whether a character of this text is a letter, a mark or a digit of any script; a half pair is none. */
export function isWordCharacter(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 0x80) return isAsciiLetter(code) || isAsciiDigit(code);
  const isSecondHalf = code >= 0xdc00 && code <= 0xdfff;
  return LETTER_OR_DIGIT.test(String.fromCodePoint(text.codePointAt(isSecondHalf ? at - 1 : at) ?? 0));
}

/** `/` and `\`, which may begin or end a path. */
export const isSlash = (code: number): boolean => code === 0x2f || code === 0x5c;

const isAsciiDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

function isAsciiLetter(code: number): boolean {
  const small = code | 0x20;
  return small >= 0x61 && small <= 0x7a;
}

/** Cuts a text to so many UTF-16 units, and never through a pair. */
export function cutUnits(text: string, most: number): string {
  if (text.length <= most) return text;
  const last = text.charCodeAt(most - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? most - 1 : most);
}
