/** Where a reader notes what is wrong. */
export type Problems = string[];

/** Length of a finding's window, in minutes: least, most, and what holds when a rule says nothing. */
export const LEAST_WINDOW_MINUTES = 5;
export const MOST_WINDOW_MINUTES = 1440;
export const DEFAULT_WINDOW_MINUTES = 60;

/** A field by which findings are told apart: a dotted path, as `summary` places have it too. */
const FIELD = /^[\w:/@-]+(?:\.[\w:/@-]+)*$/;
/** `{field}`; anything else in braces is a slip of the pen. */
const PLACE = /\{([^{}]*)\}/g;

/** Reads one sentence or more; `undefined` where there is none, or where it is wrong and noted. */
export function readText(key: string, value: unknown, problems: Problems): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || value.trim() === '') {
    problems.push(`trailhound.${key}: expected a text, found ${kindOf(value)}`);
    return undefined;
  }
  for (const [place, field] of value.matchAll(PLACE)) {
    if (!FIELD.test(field ?? ''))
      problems.push(`trailhound.${key}: ${place} is no field; write {eventName} or {requestParameters.name}`);
  }
  return value.trim();
}

/** Reads a list of texts, none of them empty; `undefined` where there is none, or where it is wrong and noted. */
export function readStrings(key: string, value: unknown, problems: Problems): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const good = Array.isArray(value) && value.length > 0 && value.every(isFilled);
  if (good) return value.map((text: string) => text.trim());
  problems.push(`trailhound.${key}: expected a list of texts, found ${kindOf(value)}`);
  return undefined;
}

/** Reads a list of fields; `undefined` where there is none, or where it is wrong and noted. */
export function readFields(key: string, value: unknown, problems: Problems): readonly string[] | undefined {
  const fields = readStrings(key, value, problems);
  const wrong = fields?.filter((field) => !FIELD.test(field)) ?? [];
  for (const field of wrong) {
    problems.push(
      `trailhound.${key}: "${field}" is no field; write accountId, principal or requestParameters.name`,
    );
  }
  return wrong.length === 0 ? fields : undefined;
}

/** Reads the window in minutes; `undefined` where there is none, or where it is wrong and noted. */
export function readWindow(value: unknown, problems: Problems): number | undefined {
  if (value === undefined || value === null) return undefined;
  const whole = typeof value === 'number' && Number.isInteger(value);
  if (whole && value >= LEAST_WINDOW_MINUTES && value <= MOST_WINDOW_MINUTES) return value;
  problems.push(
    `trailhound.window: expected whole minutes, a number from ${LEAST_WINDOW_MINUTES} to ${MOST_WINDOW_MINUTES}, found ${foundFor(value)}`,
  );
  return undefined;
}

/** What stands where a number should; of a number in quotes, that the quotes make it a text. */
function foundFor(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value === '') return kindOf(value);
  const hint = /^\d+$/.test(value) ? '; leave the quotes out' : '';
  return `the text ${JSON.stringify(value.slice(0, 40))}${hint}`;
}

const isFilled = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list with something else in it';
  if (value === '') return 'an empty text';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}
