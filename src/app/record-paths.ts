/** The names on the way to a field, outermost first; a number is a place in a list. */
export type Place = readonly string[];

/** Splits a dotted field; `undefined` for what is no text or has an empty part. */
export function placeOf(field: unknown): Place | undefined {
  const names = typeof field === 'string' ? field.split('.') : [];
  return names.length > 0 && names.every((name) => name !== '') ? names : undefined;
}

/**
 * Writes a value into a record, making the maps that are missing on the way; the place behind the last one of a list
 * extends it. Answers `false`, and writes nothing, where the way leads through a value that is neither map nor list.
 */
export function writeAt(record: object, place: Place, value: unknown): boolean {
  const [name, ...rest] = place;
  if (name === undefined || !fits(record, name)) return false;
  const slot = record as Record<string, unknown>;
  if (rest.length === 0) {
    define(slot, name, value);
    return true;
  }
  const inner = Object.hasOwn(slot, name) ? slot[name] : undefined;
  if (isNested(inner)) return writeAt(inner, rest, value);
  if (inner !== undefined && inner !== null) return false;
  const made = {};
  if (!writeAt(made, rest, value)) return false;
  define(slot, name, made);
  return true;
}

/** Takes a field out of a record. Answers `false` where there is none. */
export function removeAt(record: object, place: Place): boolean {
  const [name, ...rest] = place;
  if (name === undefined || !Object.hasOwn(record, name)) return false;
  const slot = record as Record<string, unknown>;
  if (rest.length > 0) {
    const inner = slot[name];
    return isNested(inner) && removeAt(inner, rest);
  }
  if (Array.isArray(record)) record.splice(Number(name), 1);
  else delete slot[name];
  return true;
}

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** A list takes places up to its end only: a gap would be a slip of the pen. */
const fits = (record: object, name: string): boolean =>
  !Array.isArray(record) || (/^\d+$/.test(name) && Number(name) <= record.length);

/** Plain assignment would call a setter for a field named `__proto__`. */
const define = (slot: Record<string, unknown>, name: string, value: unknown): void => {
  Object.defineProperty(slot, name, { value, writable: true, enumerable: true, configurable: true });
};
