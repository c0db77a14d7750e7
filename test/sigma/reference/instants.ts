/** ISO 8601 in the forms that `Date` reads in the same way everywhere. */
const ISO = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[-+]\d\d:\d\d))?$/;
const DAY = 86_400_000;

/** Reads a part of a timestamp in UTC (reference 5.5); `undefined` for what is no timestamp. */
export function partOfInstant(value: unknown, part: string): number | undefined {
  const date = dateOf(value);
  if (!date || Number.isNaN(date.getTime())) return undefined;
  if (part === 'minute') return date.getUTCMinutes();
  if (part === 'hour') return date.getUTCHours();
  if (part === 'day') return date.getUTCDate();
  if (part === 'month') return date.getUTCMonth() + 1;
  if (part === 'year') return date.getUTCFullYear();
  return weekOf(date);
}

function dateOf(value: unknown): Date | undefined {
  if (typeof value === 'number') return new Date(Math.abs(value) >= 1e12 ? value : value * 1000);
  if (typeof value !== 'string' || !ISO.test(value)) return undefined;
  // `Date` makes a March of the 30th of February.
  const day = value.slice(0, 10);
  const midnight = new Date(`${day}T00:00:00Z`);
  const exists = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  return exists ? new Date(value) : undefined;
}

/** Counts the Thursdays of the year, up to that of this week. */
function weekOf(date: Date): number {
  const midnight = Math.floor(date.getTime() / DAY) * DAY;
  const weekday = (new Date(midnight).getUTCDay() + 6) % 7;
  const thursday = midnight + (3 - weekday) * DAY;
  let weeks = 1;
  while (new Date(thursday - weeks * 7 * DAY).getUTCFullYear() === new Date(thursday).getUTCFullYear())
    weeks += 1;
  return weeks;
}
