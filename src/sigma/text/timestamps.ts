import type { TimePart } from '../detection-ast.ts';

const ISO =
  /^(\d{4})(-?)(\d{2})\2(\d{2})(?:[Tt ](\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?)?\s?([Zz]|UTC|[-+]\d{2}(?::?\d{2})?)?)?$/;
const LONGEST = 48;
const MINUTES_A_DAY = 1440;
/** From this on, a number counts milliseconds: 13 digits. */
const FIRST_MS = 1e12;
/** Days from 0000-03-01 to 1970-01-01. */
const EPOCH_DAYS = 719_468;

/** Reads one part of an instant in UTC; `undefined` for what is no instant. Texts are ISO 8601, numbers count from 1970. */
export function timePart(value: unknown, part: TimePart): number | undefined {
  const minutes = typeof value === 'string' ? minutesOfText(value) : minutesOfNumber(value);
  if (minutes === undefined) return undefined;
  const days = Math.floor(minutes / MINUTES_A_DAY);
  if (part === 'minute') return minutes - Math.floor(minutes / 60) * 60;
  if (part === 'hour') return Math.floor((minutes - days * MINUTES_A_DAY) / 60);
  return part === 'week' ? isoWeek(days) : civil(days)[part];
}

/** Reads an instant in milliseconds since 1970, of the same texts and numbers; `undefined` for what is none. */
export function instantOf(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value))
    return Math.abs(value) >= FIRST_MS ? value : value * 1000;
  const minutes = typeof value === 'string' ? minutesOfText(value) : undefined;
  if (minutes === undefined) return undefined;
  const second = Number(ISO.exec(String(value))?.[7] ?? 0);
  const fraction = Number(`0.${/[.,](\d+)/.exec(String(value))?.[1] ?? 0}`);
  return minutes * 60_000 + second * 1000 + Math.floor(fraction * 1000);
}

function minutesOfNumber(value: unknown): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return Math.floor(Math.abs(value) >= FIRST_MS ? value / 60_000 : value / 60);
}

function minutesOfText(text: string): number | undefined {
  const found = text.length <= LONGEST ? ISO.exec(text) : null;
  if (!found) return undefined;
  const [, year, , month, day, hour = '0', minute = '0', second = '0', zone = 'Z'] = found;
  const days = dayNumber(Number(year), Number(month), Number(day));
  if (days === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const offset = offsetOf(zone);
  return offset === undefined
    ? undefined
    : days * MINUTES_A_DAY + Number(hour) * 60 + Number(minute) - offset;
}

/** Minutes ahead of UTC; `undefined` for what no zone is. */
function offsetOf(zone: string): number | undefined {
  if (/^(?:z|utc)$/i.test(zone)) return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const hours = Number(digits.slice(0, 2));
  const rest = Number(digits.slice(2));
  if (hours > 23 || rest > 59) return undefined;
  const minutes = hours * 60 + rest;
  return zone.startsWith('-') ? -minutes : minutes;
}

/** Days since 1970 in the Gregorian calendar; years are counted from March, so that the leap day is the last. */
function dayNumber(year: number, month: number, day: number): number | undefined {
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const days = era * 146_097 + dayOfEra - EPOCH_DAYS;
  const back = civil(days);
  return back.year === year && back.month === month && back.day === day ? days : undefined;
}

function civil(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = days + EPOCH_DAYS;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leaps = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const index = Math.floor((5 * dayOfYear + 2) / 153);
  const month = index < 10 ? index + 3 : index - 9;
  const day = dayOfYear - Math.floor((153 * index + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** The week of ISO 8601: the one that has the same Thursday, counted within that Thursday's year. */
function isoWeek(days: number): number {
  const weekday = (((days + 3) % 7) + 7) % 7;
  const thursday = days - weekday + 3;
  const newYear = dayNumber(civil(thursday).year, 1, 1) ?? thursday;
  return Math.floor((thursday - newYear) / 7) + 1;
}
