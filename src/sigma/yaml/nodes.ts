import { NOWHERE, type Place } from '../problems.ts';

/** A plain value: text, number (with the digits that a double cannot hold), boolean or null. */
export interface ScalarNode extends Place {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** The value as text: numbers in decimal with all their digits, null as ''. */
  readonly text: string;
  /** The value as it was written. */
  readonly source: string;
}

/** A list. */
export interface ListNode extends Place {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
}

/** One entry of a map. */
export interface MapEntry {
  readonly key: string;
  readonly keyAt: Place;
  readonly value: YamlNode;
}

/** A map; its keys are distinct. */
export interface MapNode extends Place {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
}

/** What a document is made of, after aliases were followed. */
export type YamlNode = ScalarNode | ListNode | MapNode;

/** Finds the value of a key; a key with nothing behind it counts as absent (reference 2). */
export function attribute(map: MapNode, key: string): YamlNode | undefined {
  const found = map.entries.find((entry) => entry.key === key)?.value;
  return found && isEmpty(found) ? undefined : found;
}

/** Whether a node is null, written or left out. */
export const isEmpty = (node: YamlNode): boolean => node.kind === 'scalar' && node.value === null;

/** Names what a node is, for messages. */
export function kindOf(node: YamlNode): string {
  if (node.kind !== 'scalar') return `a ${node.kind}`;
  if (node.value === null) return 'null';
  if (typeof node.value === 'string') return 'text';
  return typeof node.value === 'number' ? `the number ${node.text}` : `the boolean ${node.text}`;
}

/** Turns a node into plain data. */
export function toPlain(node: YamlNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toPlain);
  return Object.fromEntries(node.entries.map((entry) => [entry.key, toPlain(entry.value)]));
}

/** Turns plain data (the result of a YAML or JSON parser) into a node without places. */
export function fromPlain(value: unknown): YamlNode {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(fromPlain), ...NOWHERE };
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => ({
      key,
      keyAt: NOWHERE,
      value: fromPlain(inner),
    }));
    return { kind: 'map', entries, ...NOWHERE };
  }
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') {
    const plain = typeof value === 'bigint' ? Number(value) : value;
    return { kind: 'scalar', value: plain, text: String(value), source: String(value), ...NOWHERE };
  }
  const text = typeof value === 'string' ? value : '';
  return { kind: 'scalar', value: typeof value === 'string' ? value : null, text, source: text, ...NOWHERE };
}
