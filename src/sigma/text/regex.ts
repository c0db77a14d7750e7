import { RE2JS } from 're2js';
import { costOf } from './bit-cost.ts';
import type { Program } from './bit-program.ts';
import { bitRegex } from './bit-regex.ts';

/** Longest expression that is compiled. The longest of 3,780 public rules has about 600 characters. */
const LONGEST = 10_000;

/** Instructions of a compiled expression. `.{1000}` has about 1,000. */
const MOST_INSTRUCTIONS = 5000;
/** An automaton of so few places has at most some thousand states. */
const FEW_INSTRUCTIONS = 12;
/** Characters times instructions: up to this product even an automaton that needs a new state for each takes a tenth of a second. */
const LITTLE_WORK = 1_000_000;
/** Nanoseconds that a character may cost at most, as `costOf` estimates: a million take a quarter of a second. */
const MOST_COST = 250;

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
    if (size < FEW_INSTRUCTIONS) return (text) => compiled.test(text);
    const program = programOf(compiled);
    const cost = Math.round(costOf(program));
    if (cost > MOST_COST)
      return `is too slow: its counted or optional parts within one another cost up to ${cost} ns for each character of a text, at most ${MOST_COST} are allowed; lower the counts, or write + or * for them`;
    return steady(compiled, program);
  } catch (cause) {
    return describe(source, cause instanceof Error ? cause.message : '');
  }
}

/**
 * The engine's automaton is the fastest on nearly every text, but a text can be made for which `a.{20}b.{20}c` takes it
 * seconds for each megabyte. So long texts are matched place by place instead.
 */
function steady(compiled: RE2JS, program: Program): RegexMatcher {
  const longest = LITTLE_WORK / program.inst.length;
  let byPlaces: RegexMatcher | undefined;
  return (text) => {
    if (text.length <= longest) return compiled.test(text);
    byPlaces ??= bitRegex(program);
    return byPlaces(text);
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
