import type { CloudTrailRecord } from '#core/event';
import { fail, ok, type Result } from '#core/result';
import type { SigmaEngine } from '#sigma/match/engine';
import type { SigmaRule } from '#sigma/rule';
import { changed, isMap, unknownKeys } from './case-changes.ts';
import { readCaseEvents } from './case-events.ts';

/** One event, or what happens for a correlation, and what must be said about it. */
export interface RuleCase {
  readonly name: string;
  readonly expect: 'match' | 'no-match';
  /** `base` as the case changes it. */
  readonly event: CloudTrailRecord;
  /** Of a correlation: what happens. Empty for a rule. */
  readonly events: readonly CloudTrailRecord[];
}

/** What cases are for: those of a correlation list events, those of a rule are one. */
export type CaseKind = 'rule' | 'correlation';

/** A case whose rule answered otherwise. */
export interface CaseFailure {
  readonly name: string;
  readonly expect: 'match' | 'no-match';
}

const FILE_KEYS = ['base', 'cases'];
const CASE_KEYS = ['name', 'expect', 'set', 'unset'];
const KEYS_OF: Readonly<Record<CaseKind, readonly string[]>> = {
  rule: CASE_KEYS,
  correlation: [...CASE_KEYS, 'events'],
};

/**
 * Reads the parsed content of a `cases.yml`: `base` is an event, every case is `base` with `unset` fields taken out and
 * `set` fields written (dotted paths; a number is a place in a list). Of a correlation, that is what its `events` are made
 * of: see `readCaseEvents`.
 *
 * Strict: unknown keys, equal names, a missing expectation, and an `unset` of what is not there are problems, because
 * such a case would test something else than it says.
 */
export function readRuleCases(
  parsed: unknown,
  kind: CaseKind = 'rule',
): Result<readonly RuleCase[], readonly string[]> {
  if (!isMap(parsed)) return fail(['expected a map with base and cases']);
  const problems = unknownKeys(parsed, FILE_KEYS, '');
  const { base, cases } = parsed;
  if (!isMap(base)) problems.push('base: expected an event');
  if (!Array.isArray(cases) || cases.length === 0) problems.push('cases: expected a list of cases');
  if (!isMap(base) || !Array.isArray(cases)) return fail(problems);
  const about = { base, kind, names: new Set<string>(), problems };
  const read = cases.flatMap((one, index) => readCase(one, `cases[${index}]`, about));
  return problems.length === 0 ? ok(read) : fail(problems);
}

/** Runs the cases of one rule; the engine may hold other rules too. Answers those that came out otherwise. */
export function failedCases(
  engine: SigmaEngine,
  rule: SigmaRule,
  cases: readonly Pick<RuleCase, keyof CaseFailure | 'event'>[],
): readonly CaseFailure[] {
  return cases
    .filter(({ event, expect }) => engine.match(event).includes(rule) !== (expect === 'match'))
    .map(({ name, expect }) => ({ name, expect }));
}

interface About {
  readonly base: CloudTrailRecord;
  readonly kind: CaseKind;
  readonly names: Set<string>;
  readonly problems: string[];
}

function readCase(one: unknown, at: string, { base, kind, names, problems }: About): RuleCase[] {
  if (!isMap(one)) {
    problems.push(`${at}: expected a map with name and expect`);
    return [];
  }
  const before = problems.length;
  problems.push(...unknownKeys(one, KEYS_OF[kind], `${at}.`));
  const { name, expect, set, unset } = one;
  if (typeof name !== 'string' || name === '') problems.push(`${at}.name: expected a text`);
  else if (names.has(name)) problems.push(`${at}.name: "${name}" is taken`);
  else names.add(name);
  if (expect !== 'match' && expect !== 'no-match') problems.push(`${at}.expect: expected match or no-match`);
  const event = changed(base, { set, unset }, at, problems);
  const events =
    kind === 'correlation' && event ? readCaseEvents(one['events'], event, `${at}.events`, problems) : [];
  if (problems.length > before || !event) return [];
  return [{ name: String(name), expect: expect === 'match' ? 'match' : 'no-match', event, events }];
}
