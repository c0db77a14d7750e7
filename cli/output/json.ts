/** C1 controls, line separators and direction overrides: legal in JSON, but a terminal or a viewer obeys them. */
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Prints compact JSON that is safe to show in a terminal. The value that a parser reads back is unchanged. */
export const jsonLine = (value: unknown): string => `${JSON.stringify(value).replace(UNSAFE, escaped)}\n`;

/** Prints JSON over several lines, for people and for `jq` alike; safe in a terminal. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, undefined, 2).replace(UNSAFE, escaped)}\n`;
