import { shown } from '../problems.ts';
import type { ReadCase } from './read-case-file.ts';
import { type CaseOutcome, runCase } from './run-case.ts';
import type { CaseExpectation, SigmaCase } from './sigma-case.ts';

/** What came out, with the names of the format's expectations. */
export interface CaseGot {
  readonly match?: boolean;
  readonly first_match?: number;
  /** The event with whose arrival there was a match; only where events came out of order and it is another one. */
  readonly first_match_on_arrival?: number;
  readonly error?: boolean;
  /** Why rules were refused, or why the case could not be run. */
  readonly message?: string;
  /** What the whole took, where the case has a limit. */
  readonly ms?: number;
}

/** One case, judged. */
export interface CaseVerdict {
  readonly id: string;
  /** As the file has it. */
  readonly expected: unknown;
  readonly got: CaseGot;
  readonly passed: boolean;
}

/** A clock that is measured with, in milliseconds from any beginning. */
export type Stopwatch = () => number;

/** How often a case with a limit may be tried: a machine that is busy says nothing about a rule. */
const TRIES = 3;

/** Judges cases one after the other. A case that can't be read is not passed, and stops no other. */
export function* verifyCases(cases: readonly ReadCase[], now: Stopwatch): Generator<CaseVerdict> {
  for (const { id, expected, read } of cases) {
    if (read.ok) yield { id, expected, ...judgeSafely(read.value, now) };
    else yield { id, expected, got: { message: read.error.join('\n') }, passed: false };
  }
}

/** An event that breaks the engine, by nesting beyond the runtime's stack for one, must not keep others from being run. */
function judgeSafely(one: SigmaCase, now: Stopwatch): Pick<CaseVerdict, 'got' | 'passed'> {
  try {
    return judgeCase(one, now);
  } catch (error) {
    const kind = error instanceof Error ? error.name : typeof error;
    return { got: { message: `could not be evaluated (${kind})` }, passed: false };
  }
}

/** Runs one case and compares what comes out with what is expected. */
function judgeCase(one: SigmaCase, now: Stopwatch): Pick<CaseVerdict, 'got' | 'passed'> {
  const { outcome, ms } = timed(one, now);
  const { maxMs } = one.expected;
  const inTime = maxMs === undefined || ms <= maxMs;
  return {
    got: { ...gotOf(outcome, one.expected), ...(maxMs === undefined ? {} : { ms: Math.ceil(ms) }) },
    passed: inTime && isAsExpected(outcome, one.expected),
  };
}

/** The fastest try, where one takes too long. */
function timed(one: SigmaCase, now: Stopwatch): { readonly outcome: CaseOutcome; readonly ms: number } {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 1; ; tries += 1) {
    const begun = now();
    const outcome = runCase(one);
    least = Math.min(least, now() - begun);
    if (tries === TRIES || least <= (one.expected.maxMs ?? Number.POSITIVE_INFINITY)) {
      return { outcome, ms: least };
    }
  }
}

function gotOf(
  { error, missing, match, firstMatch, firstOnArrival }: CaseOutcome,
  expected: CaseExpectation,
): CaseGot {
  return {
    ...(match === undefined ? {} : { match }),
    ...(firstMatch === undefined ? {} : { first_match: firstMatch }),
    ...(firstOnArrival === undefined ? {} : { first_match_on_arrival: firstOnArrival }),
    ...(error === undefined
      ? {}
      : { error: true, message: [error, ...unnamedText(error, expected)].join('\n') }),
    ...(missing === undefined ? {} : { message: missing }),
  };
}

/** The texts that a refusal must name and does not; none where no refusal is expected. */
function unnamedIn(error: string, { error: isWanted, acceptsError, names }: CaseExpectation) {
  const text = error.toLowerCase();
  const isJudged = isWanted === true || acceptsError;
  return isJudged ? names.filter((name) => !text.includes(name.toLowerCase())) : [];
}

const unnamedText = (error: string, expected: CaseExpectation): readonly string[] => {
  const unnamed = unnamedIn(error, expected);
  return unnamed.length === 0 ? [] : [`missing in this: ${unnamed.map(shown).join(', ')}`];
};

function isAsExpected(outcome: CaseOutcome, expected: CaseExpectation): boolean {
  const { error, match, firstMatch, firstOnArrival } = outcome;
  if (error !== undefined && (expected.error === true || expected.acceptsError)) {
    if (unnamedIn(error, expected).length === 0) return true;
  }
  if (expected.error === true || (error !== undefined && expected.error === false)) return false;
  const wanted = expected.match ?? (expected.firstMatch === undefined ? undefined : true);
  // The format does not say which of the two it means where events come out of order.
  const firsts = [undefined, firstMatch, firstOnArrival];
  return (
    match !== undefined && (wanted === undefined || match === wanted) && firsts.includes(expected.firstMatch)
  );
}
