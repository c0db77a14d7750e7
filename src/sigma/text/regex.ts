import { RE2JS } from 're2js';

/** Longest expression that is compiled. The longest of 3,780 public rules has about 600 characters. */
const LONGEST = 10_000;

/** A compiled expression: found anywhere in the text unless it is anchored. */
export type RegexMatcher = (text: string) => boolean;

/**
 * Compiles a regular expression of the RE2 dialect; flags are out of `i`, `m`, `s`. Matching takes linear time.
 *
 * Returns the reason as text when the expression is invalid, or needs what a linear-time engine cannot do.
 */
export function compileRegex(source: string, flags: string): RegexMatcher | string {
  if (source.length > LONGEST) return `is longer than ${LONGEST} characters`;
  try {
    const compiled = RE2JS.compile(source, flagBits(flags));
    return (text) => compiled.test(text);
  } catch (cause) {
    return describe(source, cause instanceof Error ? cause.message : '');
  }
}

function flagBits(flags: string): number {
  return (
    (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes('m') ? RE2JS.MULTILINE : 0) |
    (flags.includes('s') ? RE2JS.DOTALL : 0)
  );
}

const BACKTRACKING: readonly (readonly [RegExp, string])[] = [
  [/\(\?[=!]/, 'a lookahead'],
  [/\(\?<[=!]/, 'a lookbehind'],
  [/\(\?>/, 'an atomic group'],
  [/\(\?P=|\\k[<{']|\\[1-9]/, 'a backreference'],
  [/\(\?\(/, 'a conditional group'],
  [/[*+?}]\+/, 'a possessive quantifier'],
];

function describe(source: string, reason: string): string {
  const found = BACKTRACKING.find(([form]) => form.test(source))?.[1];
  if (found) return `uses ${found}, which cannot be matched in linear time; allowed is the RE2 dialect`;
  return `is invalid: ${reason.replace(/^error parsing regexp: /, '') || 'it cannot be compiled'}`;
}
