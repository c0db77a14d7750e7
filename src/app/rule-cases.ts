import type { CloudTrailRecord } from '#core/event';
import { fail, ok, type Result } from '#core/result';
import type { SigmaEngine } from '#sigma/match/engine';
import type { SigmaRule } from '#sigma/rule';
import { didYouMean } from '#sigma/suggest';
import { type Place, placeOf, removeAt, writeAt } from './record-paths.ts';

/** One event and what a rule must say about it. */
export interface RuleCase {
  readonly name: string;
  readonly expect: 'match' | 'no-match';
  readonly event: CloudTrailRecord;
}

/** A case whose rule answered otherwise. */
export interface CaseFailure {
  readonly name: string;
  readonly expect: 'match' | 'no-match';
}

const FILE_KEYS = ['base', 'cases'];
const CASE_KEYS = ['name', 'expect', 'set', 'unset'];

/**
 * Reads the parsed content of a `cases.yml`: `base` is an event, every case is `base` with `unset` fields taken out and
 * `set` fields written (dotted paths; a number is a place in a list).
 *
 * Strict: unknown keys, equal names, a missing expectation, and an `unset` of what is not there are problems, because
 * such a case would test something else than it says.
 */
export function readRuleCases(parsed: unknown): Result<readonly RuleCase[], readonly string[]> {
  if (!isMap(parsed)) return fail(['expected a map with base and cases']);
  const problems = unknownKeys(parsed, FILE_KEYS, '');
  const { base, cases } = parsed;
  if (!isMap(base)) problems.push('base: expected an event');
  if (!Array.isArray(cases) || cases.length === 0) problems.push('cases: expected a list of cases');
  if (!isMap(base) || !Array.isArray(cases)) return fail(problems);
  const names = new Set<string>();
  const read = cases.flatMap((one, index) => readCase(one, base, `cases[${index}]`, names, problems));
  return problems.length === 0 ? ok(read) : fail(problems);
}

/** Runs the cases of one rule; the engine may hold other rules too. Answers those that came out otherwise. */
export function failedCases(
  engine: SigmaEngine,
  rule: SigmaRule,
  cases: readonly RuleCase[],
): readonly CaseFailure[] {
  return cases
    .filter(({ event, expect }) => engine.match(event).includes(rule) !== (expect === 'match'))
    .map(({ name, expect }) => ({ name, expect }));
}

function readCase(
  one: unknown,
  base: CloudTrailRecord,
  at: string,
  names: Set<string>,
  problems: string[],
): RuleCase[] {
  if (!isMap(one)) {
    problems.push(`${at}: expected a map with name and expect`);
    return [];
  }
  const before = problems.length;
  problems.push(...unknownKeys(one, CASE_KEYS, `${at}.`));
  const { name, expect, set = {}, unset = [] } = one;
  if (typeof name !== 'string' || name === '') problems.push(`${at}.name: expected a text`);
  else if (names.has(name)) problems.push(`${at}.name: "${name}" is taken`);
  else names.add(name);
  if (expect !== 'match' && expect !== 'no-match') problems.push(`${at}.expect: expected match or no-match`);
  const event = changed(base, set, unset, at, problems);
  if (problems.length > before || !event) return [];
  return [{ name: String(name), expect: expect === 'match' ? 'match' : 'no-match', event }];
}

function changed(
  base: CloudTrailRecord,
  set: unknown,
  unset: unknown,
  at: string,
  problems: string[],
): CloudTrailRecord | undefined {
  const paths = Array.isArray(unset) ? unset.map(placeOf) : [undefined];
  if (paths.includes(undefined)) problems.push(`${at}.unset: expected a list of dotted fields`);
  if (!isMap(set)) problems.push(`${at}.set: expected a map of dotted fields and their values`);
  if (paths.includes(undefined) || !isMap(set)) return undefined;
  const event = structuredClone(base);
  for (const path of paths as readonly Place[]) {
    if (!removeAt(event, path)) problems.push(`${at}.unset: base has no ${path.join('.')}`);
  }
  for (const [field, value] of Object.entries(set)) {
    const path = placeOf(field);
    if (!path || !writeAt(event, path, structuredClone(value))) {
      problems.push(`${at}.set: ${field} leads through something that is no map or list`);
    }
  }
  return event;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unknownKeys = (map: object, known: readonly string[], at: string): string[] =>
  Object.keys(map)
    .filter((key) => !known.includes(key))
    .map((key) => `${at}${key}: unknown${didYouMean(key, known) || `; known are ${known.join(', ')}`}`);
