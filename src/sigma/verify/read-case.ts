import { fail, ok, type Result } from '#core/result';
import { parseTime } from '#core/time';
import type { Placeholders } from '../detection/placeholders.ts';
import { LOG_SOURCE_PARTS, type LogSource } from '../log-source.ts';
import { isRecord, type SigmaEvent } from '../match/event-values.ts';
import { found } from '../problems.ts';
import { didYouMean, nearest } from '../suggest.ts';
import { expected, type Problems } from './problems-in-case.ts';
import { readExpectation } from './read-expectation.ts';
import type { SigmaCase, TimedEvent } from './sigma-case.ts';

const KEYS = ['id', 'rule', 'event', 'events', 'target', 'logsource', 'placeholders', 'expected'];
const REMARKS = ['section', 'why', 'basis', 'implementations'];

/**
 * Reads one case; all that is wrong with it is told at once.
 *
 * Keys that nobody knows are passed over as remarks, unless they look like a mistyped one: then the case would test
 * something else than its author thinks.
 */
export function readCase(one: unknown, at: string): Result<SigmaCase, readonly string[]> {
  const problems: Problems = { list: [], at: `${at}.` };
  if (!isRecord(one)) return fail([`${at}: expected an object, found ${found(one)}`]);
  for (const key of Object.keys(one).filter((name) => ![...KEYS, ...REMARKS].includes(name)))
    if (nearest(key, KEYS) !== undefined) problems.list.push(`${at}.${key}: unknown${didYouMean(key, KEYS)}`);
  const id = textIn(one, 'id', problems);
  const rule = textIn(one, 'rule', problems);
  const target = one['target'] === undefined ? undefined : textIn(one, 'target', problems);
  const logsource = readLogSource(one['logsource'], problems);
  const placeholders = readPlaceholders(one['placeholders'], problems);
  const expectation = readExpectation(one['expected'], problems);
  const events = readEvents(one, expectation?.error === true, problems);
  const last = events ? events.length - 1 : 0;
  if (expectation?.firstMatch !== undefined && expectation.firstMatch > last)
    expected(problems, 'expected.first_match', `the place of an event, 0 to ${last}`, expectation.firstMatch);
  if (problems.list.length > 0 || !events || !expectation || id === undefined || rule === undefined)
    return fail(problems.list);
  return ok({
    ...{ id, rule, events, placeholders, expected: expectation },
    ...(target === undefined ? {} : { target }),
    ...(logsource === undefined ? {} : { logsource }),
  });
}

function textIn(one: Readonly<Record<string, unknown>>, key: string, problems: Problems): string | undefined {
  const value = one[key];
  return typeof value === 'string' && value !== '' ? value : expected(problems, key, 'a text', value);
}

function readEvents(
  { event, events }: Readonly<Record<string, unknown>>,
  mayLack: boolean,
  problems: Problems,
): readonly TimedEvent[] | undefined {
  if (event !== undefined && events !== undefined) {
    problems.list.push(`${problems.at}event: expected either event or events, found both`);
    return undefined;
  }
  if (events === undefined) {
    if (event === undefined && mayLack) return [];
    return isEvent(event) ? [{ at: 0, event }] : expected(problems, 'event', EVENT, event);
  }
  if (!Array.isArray(events))
    return expected(problems, 'events', 'a list of objects with "time" and "event"', events);
  return events.flatMap((one: unknown, index) => readTimed(one, `events[${index}]`, problems) ?? []);
}

const EVENT = 'an object, or a text for a line of a log';
const isEvent = (value: unknown): value is SigmaEvent => isRecord(value) || typeof value === 'string';

function readTimed(one: unknown, key: string, problems: Problems): TimedEvent | undefined {
  if (!isRecord(one)) return expected(problems, key, 'an object with "time" and "event"', one);
  const at = parseTime(one['time']);
  const { event } = one;
  if (at === undefined)
    expected(problems, `${key}.time`, 'an instant such as 2026-03-01T09:00:00Z', one['time']);
  if (!isEvent(event)) return expected(problems, `${key}.event`, EVENT, event);
  return at === undefined ? undefined : { at, event };
}

function readLogSource(value: unknown, problems: Problems): LogSource | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value))
    return expected(problems, 'logsource', `an object with ${LOG_SOURCE_PARTS.join(', ')}`, value);
  const parts = LOG_SOURCE_PARTS.flatMap((part): [string, string][] => {
    const text = value[part];
    if (text === undefined || text === null) return [];
    if (typeof text === 'string') return [[part, text]];
    expected(problems, `logsource.${part}`, 'a text', text);
    return [];
  });
  return Object.fromEntries(parts);
}

function readPlaceholders(value: unknown, problems: Problems): Placeholders {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) {
    expected(problems, 'placeholders', 'an object with a list of values for each name', value);
    return {};
  }
  const entries = Object.entries(value).flatMap(([name, given]): [string, (string | number)[]][] => {
    const values: readonly unknown[] = Array.isArray(given) ? given : [given];
    if (values.every(isPlain)) return [[name, [...values]]];
    expected(problems, `placeholders.${name}`, 'a list of texts and numbers', given);
    return [];
  });
  return Object.fromEntries(entries);
}

const isPlain = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number';
