import { isRecord, type SigmaEvent } from './event-values.ts';

/** What was found at a path: nothing, values of which none passed, or one that passed. */
export const MISSING = 0;
export const REFUTED = 1;
export const HELD = 2;
export type Found = typeof MISSING | typeof REFUTED | typeof HELD;

/** Decides about one value that is not a list. The event is there for comparisons between its fields. */
export type ValueTester = (value: unknown, event: SigmaEvent) => boolean;

/**
 * A dotted field name, ready for walking: `keys[n]` are the keys to try when n segments were used up, the longest first,
 * because a literal key that contains the dots has precedence.
 */
export interface FieldPath {
  readonly name: string;
  readonly keys: readonly (readonly PathStep[])[];
}

interface PathStep {
  readonly key: string;
  /** How many segments are used up behind it. */
  readonly next: number;
}

/** Prepares a field name. */
export function fieldPath(name: string): FieldPath {
  const segments = name.split('.');
  const keys = segments.map((_, from) =>
    segments.slice(from).map((_, index, rest) => {
      const next = segments.length - index;
      return { key: rest.slice(0, next - from).join('.'), next };
    }),
  );
  return { name, keys };
}

/**
 * Looks a field up and tests what is there: every branch through lists of objects, every element of a list.
 *
 * An empty list is present and passes nothing; a scalar or null on the way means that the field is missing.
 */
export function testField(event: SigmaEvent, path: FieldPath, test: ValueTester): Found {
  return typeof event === 'string' ? MISSING : walk(event, path, 0, test, event);
}

function walk(node: unknown, path: FieldPath, used: number, test: ValueTester, event: SigmaEvent): Found {
  if (used === path.keys.length) return testLeaf(node, test, event);
  if (Array.isArray(node)) return walkList(node, path, used, test, event);
  if (!isRecord(node)) return MISSING;
  for (const { key, next } of path.keys[used] ?? []) {
    if (!Object.hasOwn(node, key)) continue;
    const found = walk(node[key], path, next, test, event);
    if (found !== MISSING) return found;
  }
  return MISSING;
}

function walkList(
  list: readonly unknown[],
  path: FieldPath,
  used: number,
  test: ValueTester,
  event: SigmaEvent,
): Found {
  let best: Found = MISSING;
  for (const element of list) {
    const found = walk(element, path, used, test, event);
    if (found === HELD) return HELD;
    if (found === REFUTED) best = REFUTED;
  }
  return best;
}

function testLeaf(value: unknown, test: ValueTester, event: SigmaEvent): Found {
  if (value === undefined) return MISSING;
  if (!Array.isArray(value)) return test(value, event) ? HELD : REFUTED;
  for (const element of value) if (testLeaf(element, test, event) === HELD) return HELD;
  return REFUTED;
}
