import { isObject } from '#core/field-text';
import { fail, ok, type Result } from '#core/result';
import { type EpochMs, parseTime } from '#core/time';
import type { Suppression } from '#ports/suppression';
import { type Detection, loadDetection } from '#sigma/detection/detection';
import { didYouMean } from '#sigma/suggest';
import { foundOf } from './found-of.ts';

/** What is wrong with an entry. */
export interface EntryProblem {
  /** The key that it is about; absent where it is about the entry. */
  readonly key?: string;
  /** What was found and what was expected. */
  readonly text: string;
}

const EXPECTED = {
  id: 'a text of 1 to 64 letters, digits, dots, dashes or underscores, for example backup-snapshots',
  rules: 'a list of titles or ids of rules, or all',
  detection: 'a map as in a Sigma rule, with a search and a condition',
  reason: 'a text that says why',
  owner: 'a text that says who answers for it',
  expires: 'a day such as 2027-01-31',
} as const;
type Key = keyof typeof EXPECTED;
const KEYS = Object.keys(EXPECTED) as readonly Key[];

/** Reads one entry of an allow-list, or answers everything that is wrong with it. `place`: where it begins. */
export function readEntry(value: unknown, place: string): Result<Suppression, readonly EntryProblem[]> {
  if (!isObject(value)) {
    return fail([{ text: `expected a map with ${KEYS.join(', ')}, found ${foundOf(value)}` }]);
  }
  const problems = unknownKeys(value);
  const read = <T>(key: Key, reader: (value: unknown) => T | undefined): T | undefined => {
    const taken = key in value ? reader(value[key]) : undefined;
    if (taken === undefined) problems.push({ key, text: textFor(key, key in value, value[key]) });
    return taken;
  };
  const id = read('id', (given) => (/^[\w.-]{1,64}$/.test(textOf(given) ?? '') ? textOf(given) : undefined));
  const rules = read('rules', rulesOf);
  const map = read('detection', (given) => (isObject(given) ? given : undefined));
  const detection = map && detectionOf(map, problems);
  const reason = read('reason', textOf);
  const owner = read('owner', textOf);
  const expiresAt = read('expires', (given) => endOf(textOf(given) ?? ''));
  const whole = id && rules && detection && reason && owner && expiresAt !== undefined;
  if (!whole || problems.length > 0) return fail(problems);
  return ok({ id, rules, detection, reason, owner, expiresAt, place });
}

function textFor(key: Key, isThere: boolean, found: unknown): string {
  return isThere
    ? `${key}: found ${foundOf(found)}, expected ${EXPECTED[key]}`
    : `${key} is missing, expected ${EXPECTED[key]}`;
}

function unknownKeys(entry: object): EntryProblem[] {
  const unknown = Object.keys(entry).filter((key) => !(KEYS as readonly string[]).includes(key));
  return unknown.map((key) => ({
    key,
    text: `${key}: unknown${didYouMean(key, KEYS) || `; known are ${KEYS.join(', ')}`}`,
  }));
}

/** A text without the blanks around it; nothing for an empty one and for what is no text. */
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

function rulesOf(value: unknown): Suppression['rules'] | undefined {
  if (typeof value === 'string') {
    const name = textOf(value);
    return name === undefined || name === 'all' ? (name as 'all' | undefined) : [name];
  }
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const names = value.map(textOf);
  return names.includes(undefined) ? undefined : (names as string[]);
}

function detectionOf(value: object, problems: EntryProblem[]): Detection | undefined {
  const loaded = loadDetection(value);
  if (loaded.ok) return loaded.value;
  for (const problem of loaded.error) problems.push({ key: 'detection', text: `detection: ${problem}` });
  return undefined;
}

/** A day lasts until its end; an instant is itself. */
function endOf(expires: string): EpochMs | undefined {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(expires);
  return parseTime(isDay ? `${expires}T23:59:59.999Z` : expires);
}
