// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
const HOSTILE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]/gu;
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const escaped = (char: string): string => NAMED[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Makes a text harmless for a terminal: controls, direction overrides and invisible characters are spelled out. */
export const safeText = (text: string): string => text.replace(HOSTILE, escaped);

/** Makes a text harmless for a spreadsheet and for a terminal that shows the CSV. */
export const csvText = (text: string): string => (FORMULA.test(text) ? `'${safeText(text)}` : safeText(text));
