import { inNetwork, parseNetwork } from '#sigma/text/cidr';
import type { EventBridgePattern } from './event-bridge-patterns.ts';
import type { RecordTest } from './logs-filter-evaluator.ts';

type Node = Readonly<Record<string, unknown>>;
/** Leaves below one path: texts, numbers, booleans, nulls. */
type Leaves = ReadonlyMap<string, readonly unknown[]>;

/**
 * Compiles the part of a pattern that is about the record itself (`detail`), as `eventBridgePatterns` writes it. Throws a
 * `TypeError` for operators that it never writes.
 */
export function eventBridgeTest({ pattern }: Pick<EventBridgePattern, 'pattern'>): RecordTest {
  const test = nodeTest((pattern['detail'] ?? {}) as Node, '');
  return (record) => test(leavesOf(record));
}

/** Whether EventBridge delivers a record to rules in a state at all: calls that only read go to one state only. */
export const isDelivered = ({ state }: Pick<EventBridgePattern, 'state'>, record: object): boolean =>
  state !== 'ENABLED' || (record as Node)['readOnly'] !== true;

type LeafTest = (leaves: Leaves) => boolean;

function nodeTest(node: Node, path: string): LeafTest {
  const tests = Object.entries(node).map(([key, wanted]): LeafTest => {
    if (key === '$or') return anyOf((wanted as readonly Node[]).map((one) => nodeTest(one, path)));
    const below = path === '' ? key : `${path}.${key}`;
    return Array.isArray(wanted)
      ? anyOf(wanted.map((one) => conditionTest(one, below)))
      : nodeTest(wanted as Node, below);
  });
  return (leaves) => tests.every((test) => test(leaves));
}

const anyOf =
  (tests: readonly LeafTest[]): LeafTest =>
  (leaves) =>
    tests.some((test) => test(leaves));

function conditionTest(wanted: unknown, path: string): LeafTest {
  const some =
    (test: (value: unknown) => boolean): LeafTest =>
    (leaves) =>
      leaves.get(path)?.some(test) ?? false;
  if (typeof wanted !== 'object' || wanted === null) return some((value) => value === wanted);
  const [operator = '', operand] = Object.entries(wanted)[0] ?? [];
  if (operator === 'exists') return (leaves) => leaves.has(path) === operand;
  return some(operatorTest(operator, operand));
}

function operatorTest(operator: string, operand: unknown): (value: unknown) => boolean {
  if (operator === 'numeric') return numericTest(operand as readonly unknown[]);
  const folded = typeof operand === 'object' ? Object.values(operand ?? {})[0] : undefined;
  const wanted = String(folded ?? operand);
  const compare = TEXTS[operator]?.(folded === undefined ? wanted : wanted.toLowerCase());
  if (!compare) throw new TypeError(`no operator of ours: ${JSON.stringify(operator)}`);
  return (value) => typeof value === 'string' && compare(folded === undefined ? value : value.toLowerCase());
}

const TEXTS: Readonly<Record<string, (wanted: string) => (value: string) => boolean>> = {
  prefix: (wanted) => (value) => value.startsWith(wanted),
  suffix: (wanted) => (value) => value.endsWith(wanted),
  'equals-ignore-case': (wanted) => (value) => value.toLowerCase() === wanted.toLowerCase(),
  // Only a piece between two stars is ever looked for in this way.
  wildcard: (wanted) => (value) => value.includes(wanted.slice(1, -1).replace(/\\([\\*])/g, '$1')),
  cidr: (wanted) => {
    const network = parseNetwork(wanted);
    return (value) => typeof network !== 'string' && inNetwork(network, value);
  },
};

function numericTest([sign, number]: readonly unknown[]): (value: unknown) => boolean {
  const wanted = Number(number);
  return (value) => {
    if (typeof value !== 'number') return false;
    if (sign === '<' || sign === '<=') return value < wanted || (sign === '<=' && value === wanted);
    return value > wanted || (sign === '>=' && value === wanted);
  };
}

/** Everything that is no object or list, by its path; lists on the way have none. */
function leavesOf(record: object): Leaves {
  const leaves = new Map<string, unknown[]>();
  gather(record, '', leaves);
  return leaves;
}

function gather(value: unknown, path: string, leaves: Map<string, unknown[]>): void {
  if (typeof value !== 'object' || value === null) {
    leaves.set(path, [...(leaves.get(path) ?? []), value]);
    return;
  }
  const isList = Array.isArray(value);
  for (const [key, inner] of Object.entries(value))
    gather(inner, isList ? path : path === '' ? key : `${path}.${key}`, leaves);
}
