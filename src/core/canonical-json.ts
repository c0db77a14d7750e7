/** Deeper values are left out of the text; what readers let through is at most 100 deep. */
const MAX_DEPTH = 256;

/**
 * Prints a JSON value so that equal values give equal texts: keys sorted by UTF-16 unit, no white space.
 *
 * Values nested deeper than 256 levels print as `"…"`; what JSON does not know prints as `null`. Never throws.
 */
export function canonicalJson(value: unknown, depth = 0): string {
  if (typeof value !== 'object' || value === null) return scalarJson(value);
  if (depth >= MAX_DEPTH) return '"…"';
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join(',')}]`;
  const fields = value as { readonly [field: string]: unknown };
  const members = Object.keys(fields)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(fields[key], depth + 1)}`);
  return `{${members.join(',')}}`;
}

function scalarJson(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  return JSON.stringify(value) ?? 'null';
}
