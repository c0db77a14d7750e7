const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const SMALL_E = 0x65;
const SMALL_U = 0x75;
/** Turns a capital letter of ASCII into a small one. */
const CASE_BIT = 0x20;

/** The code units of a text that is ASCII. */
export const codesOf = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

/** 1 for what may stand behind a backslash alone. */
const SIMPLE_ESCAPES = new Uint8Array(256);
for (const code of codesOf('"\\/bfnrt')) SIMPLE_ESCAPES[code] = 1;
const WORDS = ['true', 'false', 'null'].map(codesOf);

/** Blank, tab, line feed, carriage return: white space of JSON (RFC 8259, section 2). */
export const isBlank = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Whether these bytes stand at `from`. */
export function standsAt(text: Uint8Array, bytes: Uint8Array, from: number): boolean {
  for (let at = 0; at < text.length; at += 1) if (bytes[from + at] !== text[at]) return false;
  return true;
}

/** The index behind the escape whose backslash is at `from`; -1 where there is none. */
export function pastEscape(bytes: Uint8Array, from: number): number {
  const kind = bytes[from + 1];
  if (bytes[from] !== BACKSLASH || kind === undefined) return -1;
  if (SIMPLE_ESCAPES[kind] === 1) return from + 2;
  if (kind !== SMALL_U) return -1;
  for (let at = from + 2; at < from + 6; at += 1) if (!isHex(bytes[at])) return -1;
  return from + 6;
}

/** The index behind `true`, `false`, `null` or a number; -1 for anything else. What follows is not looked at. */
export function pastScalar(bytes: Uint8Array, from: number): number {
  for (const word of WORDS)
    if (word[0] === bytes[from]) return standsAt(word, bytes, from) ? from + word.length : -1;
  return pastNumber(bytes, from);
}

function pastNumber(bytes: Uint8Array, from: number): number {
  let at = bytes[from] === MINUS ? from + 1 : from;
  at = bytes[at] === ZERO ? at + 1 : pastDigits(bytes, at);
  if (at !== -1 && bytes[at] === POINT) at = pastDigits(bytes, at + 1);
  if (at !== -1 && ((bytes[at] ?? 0) | CASE_BIT) === SMALL_E) {
    const isSigned = bytes[at + 1] === PLUS || bytes[at + 1] === MINUS;
    at = pastDigits(bytes, isSigned ? at + 2 : at + 1);
  }
  return at;
}

/** Behind one digit or more. */
function pastDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isDigit(bytes[at])) at += 1;
  return at === from ? -1 : at;
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte <= 0x39;

function isHex(byte: number | undefined): boolean {
  const small = (byte ?? 0) | CASE_BIT;
  return isDigit(byte) || (small >= 0x61 && small <= 0x66);
}
