import { RE2JS } from 're2js';
import type { Program } from './bit-program.ts';
import { bitRegex, widePlaces } from './bit-regex.ts';

/** Longest expression that is compiled. The longest of 3,780 public rules has about 600 characters. */
const LONGEST = 10_000;

/** Instructions of a compiled expression. `.{1000}` has about 1,000. */
const MOST_INSTRUCTIONS = 5000;
/** From so many places that take characters of several kinds on, an automaton may need a new state for each character. */
const WIDE = 12;
/** Characters times such places: up to this product even that takes some milliseconds. */
const LITTLE_WORK = 1_000_000;

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
    const size = compiled.programSize();
    if (size > MOST_INSTRUCTIONS)
      return `is too large: it has ${size} steps when its repetitions are written out, at most ${MOST_INSTRUCTIONS} are allowed`;
    return size < WIDE ? (text) => compiled.test(text) : guarded(compiled);
  } catch (cause) {
    return describe(source, cause instanceof Error ? cause.message : '');
  }
}

/**
 * The engine's automaton is the fastest on nearly every text, but a text can be made for which `a.{20}b.{20}c` takes it a
 * second for each megabyte. Where that could be, long texts are matched place by place instead.
 */
function guarded(compiled: RE2JS): RegexMatcher {
  let wide: number | undefined;
  let steady: RegexMatcher | undefined;
  return (text) => {
    if (text.length * compiled.programSize() <= LITTLE_WORK) return compiled.test(text);
    wide ??= widePlaces(programOf(compiled));
    if (wide < WIDE || text.length * wide <= LITTLE_WORK) return compiled.test(text);
    steady ??= bitRegex(programOf(compiled));
    return steady(text);
  };
}

const programOf = (compiled: RE2JS): Program =>
  (compiled.re2() as unknown as { readonly prog: Program }).prog;

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
