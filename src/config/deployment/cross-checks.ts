import type { Path, Problem } from './problems.ts';
import { telemetryProblems } from './telemetry-checks.ts';

/**
 * Judges what no single field shows, of an input that may be wrong in any other way: what is wrong by itself leads to
 * no second complaint.
 */
export function crossProblems(input: unknown): readonly Problem[] {
  return [
    ...noSource(input),
    ...twice(input),
    ...strangeBuckets(input),
    ...noRules(input),
    ...telemetryProblems(input),
  ];
}

function noSource(input: unknown): readonly Problem[] {
  const isShut = (name: string, byDefault: boolean): boolean => {
    const value = at(input, 'sources', name) ?? byDefault;
    return value === false || (Array.isArray(value) && value.length === 0);
  };
  const isOn =
    DOORS.some(([name, byDefault]) => !isShut(name, byDefault)) ||
    ['applicationLogs', 'metrics', 'intake'].some((name) => (at(input, name) ?? false) !== false);
  if (isOn) return [];
  const expected = `at least one of ${DOORS.map(([name]) => name).join(', ')}`;
  return [{ path: ['sources'], text: `found no source that is on, expected ${expected}` }];
}

/** The doors for CloudTrail, and whether each is open where nothing is said. `reconcile` is none: it looks for what others missed. */
const DOORS = [
  ['eventHistory', true],
  ['logGroups', false],
  ['eventBridge', false],
  ['buckets', false],
] as const;

function twice(input: unknown): readonly Problem[] {
  const buckets = listAt(input, 'sources', 'buckets').map((bucket) => at(bucket, 'name'));
  const emails = listAt(input, 'alerts', 'email');
  return [
    ...repeated(['sources', 'buckets'], buckets, ['name']),
    ...repeated(['sources', 'logGroups'], listAt(input, 'sources', 'logGroups')),
    ...repeated(
      ['alerts', 'email'],
      emails.map((one) => (typeof one === 'string' ? one.toLowerCase() : one)),
    ),
    ...repeated(['regions'], listAt(input, 'regions')),
    ...repeated(['rules', 'folders'], listAt(input, 'rules', 'folders')),
    ...repeated(['rules', 'disable'], listAt(input, 'rules', 'disable')),
  ];
}

function repeated(path: Path, values: readonly unknown[], below: Path = []): readonly Problem[] {
  const seen = new Set<string>();
  return values.flatMap((value, index) => {
    if (typeof value !== 'string') return [];
    if (!seen.has(value)) {
      seen.add(value);
      return [];
    }
    const text = `found ${JSON.stringify(value)} a second time, expected it once`;
    return [{ path: [...path, index, ...below], text }];
  });
}

/** A stack can only change buckets of its own account. */
function strangeBuckets(input: unknown): readonly Problem[] {
  return listAt(input, 'sources', 'buckets').flatMap((bucket, index) => {
    const given = at(bucket, 'notifications') ?? 'bucket';
    if (at(bucket, 'accountId') === undefined || given !== 'bucket') return [];
    const text =
      'found bucket, which is for buckets of the account of the stack, expected eventBridge, manual or a map with topicArn, as accountId names another one';
    return [{ path: ['sources', 'buckets', index, 'notifications'], text }];
  });
}

function noRules(input: unknown): readonly Problem[] {
  const isEmpty = at(input, 'rules', 'builtin') === false && listAt(input, 'rules', 'folders').length === 0;
  const text = 'found no rules at all, expected builtin: true, or folders with rules';
  return isEmpty ? [{ path: ['rules'], text }] : [];
}

function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    const isMap = typeof found === 'object' && found !== null && Object.hasOwn(found, key);
    found = isMap ? (found as Record<string, unknown>)[key] : undefined;
  }
  return found ?? undefined;
}

function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}
