import type { CloudTrailRecord } from '#core/event';
import { type EpochMs, epochMs, isoFromMs, parseTime } from '#core/time';
import { changed, isMap, unknownKeys } from './case-changes.ts';

const EVENT_KEYS = ['after', 'times', 'set', 'unset'];
const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DEFAULT_AFTER_MS = 1000;
/** A case with more events tests a number, and no rule. */
const MOST_TIMES = 1000;

interface CaseEvent {
  readonly entry: Readonly<Record<string, unknown>>;
  readonly afterMs: number;
  /** `undefined` where the entry says nothing. */
  readonly times: number | undefined;
}

/**
 * Reads the events of a correlation's case: each is `base` with `unset` and `set`, `after` the one before it (a number with
 * s, m, h or d; the first counts from `eventTime` of `base`; default 1s). `times` repeats it, each `after` the last; in the
 * texts of `set`, `{n}` is then which of them it is, from 1. Every event has an id of its own, unless `set` gives it one.
 *
 * Strict as `readRuleCases` is: what is wrong goes to `problems`, with `at` in front.
 */
export function readCaseEvents(
  events: unknown,
  base: CloudTrailRecord,
  at: string,
  problems: string[],
): readonly CloudTrailRecord[] {
  const start = parseTime(base['eventTime']);
  if (start === undefined) problems.push(`${at}: base needs an eventTime, after which they happen`);
  if (!Array.isArray(events) || events.length === 0) {
    problems.push(`${at}: expected a list of events`);
    return [];
  }
  let now: EpochMs = start ?? epochMs(0);
  let number = 0;
  return events.flatMap((one: unknown, index) => {
    const place = `${at}[${index}]`;
    const read = readEvent(one, place, problems);
    if (!read) return [];
    return Array.from({ length: read.times ?? 1 }, (_, copy) => {
      now = epochMs(now + read.afterMs);
      number += 1;
      const { set, unset } = read.entry;
      const numbered = read.times === undefined ? set : withNumber(set, copy + 1);
      // One copy tells what is wrong with all of them.
      const found = copy === 0 ? problems : [];
      const dated = { ...base, eventID: `event-${number}`, eventTime: isoFromMs(now) };
      return changed(dated, { set: numbered ?? {}, unset: unset ?? [] }, place, found) ?? dated;
    });
  });
}

function readEvent(one: unknown, at: string, problems: string[]): CaseEvent | undefined {
  if (!isMap(one)) {
    problems.push(`${at}: expected a map with ${EVENT_KEYS.join(', ')}`);
    return undefined;
  }
  problems.push(...unknownKeys(one, EVENT_KEYS, `${at}.`));
  const { after, times, set, unset } = one;
  const timed = [...(isMap(set) ? Object.keys(set) : []), ...(Array.isArray(unset) ? unset : [])];
  if (timed.includes('eventTime')) problems.push(`${at}: say with after when it happens, not with eventTime`);
  const afterMs = after === undefined ? DEFAULT_AFTER_MS : spanMs(after);
  if (afterMs === undefined) problems.push(`${at}.after: expected a number with s, m, h or d, such as 90s`);
  const isTimes = typeof times === 'number' && Number.isInteger(times) && times >= 1 && times <= MOST_TIMES;
  if (times !== undefined && !isTimes)
    problems.push(`${at}.times: expected a whole number from 1 to ${MOST_TIMES}`);
  return { entry: one, afterMs: afterMs ?? 0, times: isTimes ? times : undefined };
}

function spanMs(after: unknown): number | undefined {
  const [, amount, unit = ''] = /^(\d{1,6})([smhd])$/.exec(String(after)) ?? [];
  return amount === undefined ? undefined : Number(amount) * (UNIT_MS[unit] ?? 0);
}

/** The same with `{n}` filled in, in every text at any depth. */
function withNumber(value: unknown, n: number): unknown {
  if (typeof value === 'string') return value.replaceAll('{n}', String(n));
  if (Array.isArray(value)) return value.map((one) => withNumber(one, n));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withNumber(one, n)]));
}
