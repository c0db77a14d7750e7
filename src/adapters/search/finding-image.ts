import { isObject } from '#core/field-text';
import type { Finding } from '#core/finding';

/** An item as a stream of DynamoDB has it: each value under the letter of its type. */
export type ItemImage = { readonly [attribute: string]: unknown };

/**
 * Reads a finding from an image of a stream (DynamoDB Developer Guide, AttributeValue); `undefined` for what is none.
 * Written here because the SDK's own reader would be the largest part of the function.
 */
export function findingOfImage(image: ItemImage): Finding | undefined {
  const item = membersOf(image, 0);
  const isFinding =
    typeof item.findingId === 'string' &&
    typeof item.updatedAt === 'string' &&
    typeof item.expiresAt === 'number' &&
    TEXTS.every((name) => typeof item[name] === 'string' || item[name] === undefined) &&
    isObject(item.alert);
  if (!isFinding) return undefined;
  const texts = Object.fromEntries(TEXTS.map((name) => [name, '']));
  const lists = Object.fromEntries(LISTS.map((name) => [name, []]));
  return { ...texts, ...lists, ...item } as unknown as Finding;
}

/** What older or shorter items may lack. */
const TEXTS = [
  'principal',
  'sourceIp',
  'eventSource',
  'eventName',
  'region',
  'accountId',
  'summary',
  'description',
];
const LISTS = ['techniques', 'evidence', 'notes', 'references', 'runbook', 'falsePositives'];
const MAX_DEPTH = 32;

function membersOf(members: ItemImage, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name, plainValue(value, depth + 1)]),
  );
}

function plainValue(value: unknown, depth: number): unknown {
  if (!isObject(value) || depth > MAX_DEPTH) return undefined;
  const [type, inner] = Object.entries(value)[0] ?? [];
  if (type === 'N') return Number(inner);
  if (type === 'NULL') return null;
  if (type === 'M') return isObject(inner) ? membersOf(inner, depth) : {};
  if (type === 'L') return Array.isArray(inner) ? inner.map((one) => plainValue(one, depth + 1)) : [];
  if (type === 'NS') return Array.isArray(inner) ? inner.map(Number) : [];
  return inner;
}
