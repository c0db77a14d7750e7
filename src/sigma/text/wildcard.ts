import type { Pattern, PatternPiece } from '../detection-ast.ts';
import { fold } from './fold.ts';
import { globMatcher } from './glob.ts';
import { isMany, literalOf } from './pattern.ts';

/** Answers whether a text is what a pattern asks for. */
export type TextMatcher = (text: string) => boolean;

/**
 * Compiles a pattern. The common forms (equal, begins, ends, contains) become the string functions of the language. No
 * form tries more than each piece of the pattern at each place of the text: no `*` is ever tried at another place again.
 */
export function compilePattern(pattern: Pattern, cased: boolean): TextMatcher {
  const literal = literalOf(pattern);
  if (literal !== undefined) return equals(literal, cased);
  if (pattern.length === 1 && isMany(pattern[0])) return () => true;
  return simple(pattern, cased) ?? globMatcher(pattern, cased);
}

function simple(pattern: Pattern, cased: boolean): TextMatcher | undefined {
  const [first, second, third] = pattern;
  const textOf = (piece: PatternPiece | undefined): string | undefined =>
    piece && 'text' in piece ? piece.text : undefined;
  if (pattern.length === 2 && isMany(second)) return withText(textOf(first), cased, startsWith);
  if (pattern.length === 2 && isMany(first)) return withText(textOf(second), cased, endsWith);
  if (pattern.length === 3 && isMany(first) && isMany(third))
    return withText(textOf(second), cased, contains);
  return undefined;
}

type Compile = (wanted: string, cased: boolean) => TextMatcher;

const withText = (wanted: string | undefined, cased: boolean, compile: Compile): TextMatcher | undefined =>
  wanted === undefined ? undefined : compile(wanted, cased);

/** Identity and length come first: folding is the dear part, and it never changes a length. */
export const equals: Compile = (wanted, cased) => {
  if (cased) return (text) => text === wanted;
  const folded = fold(wanted);
  return (text) => text === wanted || (text.length === folded.length && fold(text) === folded);
};

/** Whether a text begins with another. */
export const startsWith: Compile = (wanted, cased) => {
  if (cased) return (text) => text.startsWith(wanted);
  const folded = fold(wanted);
  return (text) => text.length >= folded.length && (text.startsWith(wanted) || fold(text).startsWith(folded));
};

/** Whether a text ends with another. */
export const endsWith: Compile = (wanted, cased) => {
  if (cased) return (text) => text.endsWith(wanted);
  const folded = fold(wanted);
  return (text) => text.length >= folded.length && (text.endsWith(wanted) || fold(text).endsWith(folded));
};

/** Whether a text has another in it. */
export const contains: Compile = (wanted, cased) => {
  if (cased) return (text) => text.includes(wanted);
  const folded = fold(wanted);
  return (text) => text.length >= folded.length && fold(text).includes(folded);
};

/** Whether a text is one of many, in one look-up. */
export function oneOf(wanted: readonly string[]): TextMatcher {
  const asWritten = new Set(wanted);
  const folded = new Set(wanted.map(fold));
  const longest = Math.max(...wanted.map((text) => text.length));
  return (text) => asWritten.has(text) || (text.length <= longest && folded.has(fold(text)));
}
