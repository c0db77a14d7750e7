import { isRecord } from '../match/event-values.ts';
import { didYouMean } from '../suggest.ts';
import { expected, type Problems } from './problems-in-case.ts';
import type { CaseExpectation } from './sigma-case.ts';

const KEYS = ['match', 'first_match', 'error', 'names', 'accept', 'max_ms'];

/**
 * Reads what a case expects. An expectation that is not known is a problem: passing it over would let the case pass
 * without it.
 */
export function readExpectation(value: unknown, problems: Problems): CaseExpectation | undefined {
  if (!isRecord(value)) return expected(problems, 'expected', 'an object with "match" or "error"', value);
  const before = problems.list.length;
  for (const key of Object.keys(value).filter((name) => !KEYS.includes(name)))
    problems.list.push(
      `${problems.at}expected.${key}: unknown${didYouMean(key, KEYS) || `; known are ${KEYS.join(', ')}`}`,
    );
  const { match, first_match: firstMatch, error, max_ms: maxMs } = value;
  const names = textsIn(value['names'], 'names', problems);
  const accept = textsIn(value['accept'], 'accept', problems);
  if (accept.some((outcome) => outcome !== 'error'))
    expected(problems, 'expected.accept', '["error"]', JSON.stringify(accept));
  const isNeither = match === undefined && error === undefined && firstMatch === undefined;
  if (isNeither) expected(problems, 'expected', '"match" or "error"', undefined);
  const read: CaseExpectation = {
    ...{ names, acceptsError: accept.includes('error') },
    ...(isBoolean(match, 'match', problems) ? { match } : {}),
    ...(isBoolean(error, 'error', problems) ? { error } : {}),
    ...(isNumber(firstMatch, 'first_match', problems) ? { firstMatch } : {}),
    ...(isNumber(maxMs, 'max_ms', problems) ? { maxMs } : {}),
  };
  return problems.list.length > before ? undefined : read;
}

function isBoolean(value: unknown, key: string, problems: Problems): value is boolean {
  if (value === undefined || typeof value === 'boolean') return value !== undefined;
  expected(problems, `expected.${key}`, 'true or false', value);
  return false;
}

function isNumber(value: unknown, key: string, problems: Problems): value is number {
  if (value === undefined || value === null) return false;
  const whole = key === 'first_match';
  if (typeof value === 'number' && value >= 0 && (!whole || Number.isInteger(value))) return true;
  expected(problems, `expected.${key}`, whole ? 'a whole number from 0' : 'a number from 0', value);
  return false;
}

function textsIn(value: unknown, key: string, problems: Problems): readonly string[] {
  const list: readonly unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
  if (list.every((one) => typeof one === 'string')) return list;
  expected(problems, `expected.${key}`, 'a list of texts', value);
  return [];
}
