/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Lists the values at a dotted field name (reference 4.4), or answers `undefined` where the field is missing.
 *
 * Lists are walked through on the way and taken apart at the end; of keys that contain dots the longest goes first.
 */
export function valuesAt(event: unknown, field: string): readonly unknown[] | undefined {
  return valuesBelow(event, field.split('.'));
}

function valuesBelow(node: unknown, segments: readonly string[]): readonly unknown[] | undefined {
  if (segments.length === 0) return elements(node);
  if (Array.isArray(node)) {
    const branches = node.map((element) => valuesBelow(element, segments));
    return branches.every((branch) => branch === undefined)
      ? undefined
      : branches.flatMap((branch) => branch ?? []);
  }
  if (!isObject(node)) return undefined;
  for (let length = segments.length; length > 0; length -= 1) {
    const key = segments.slice(0, length).join('.');
    const below = Object.hasOwn(node, key) ? valuesBelow(node[key], segments.slice(length)) : undefined;
    if (below) return below;
  }
  return undefined;
}

const elements = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value.flatMap(elements) : [value];

/** The text that a value counts as: `undefined` for null. */
export function textFor(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
