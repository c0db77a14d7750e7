import { safeJson } from '#core/escape';

/** Prints compact JSON with a line feed. Safe to show in a terminal; what a parser reads back is unchanged. */
export const jsonLine = (value: unknown): string => `${safeJson(value)}\n`;

/** Prints JSON over several lines, for people and for `jq` alike. As safe as `jsonLine`. */
export const jsonText = (value: unknown): string => `${indented(value, '')}\n`;

function indented(value: unknown, margin: string): string {
  const inner = `${margin}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inner}${indented(item, inner)}`);
    return items.length === 0 ? '[]' : `[\n${items.join(',\n')}\n${margin}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => `${inner}${safeJson(name)}: ${indented(member, inner)}`);
    return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${margin}}`;
  }
  return safeJson(value ?? null);
}
