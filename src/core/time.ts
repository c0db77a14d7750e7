/** Milliseconds since 1970-01-01T00:00:00Z. The only unit of time inside Trailhound. */
export type EpochMs = number & { readonly unit: 'epoch-ms' };
/** Whole seconds since 1970, as DynamoDB's time-to-live wants them. */
export type EpochSeconds = number & { readonly unit: 'epoch-seconds' };

/** Largest instant that `Date` can print with four digits of year: 9999-12-31T23:59:59.999Z. */
const LAST_MS = 253_402_300_799_999;
const ISO_LIKE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?$/i;

/** Marks a number as epoch milliseconds. */
export const epochMs = (value: number): EpochMs => value as EpochMs;

/** Prints an instant as ISO 8601 UTC; whole seconds carry no fraction: `2026-03-01T09:00:00Z`. */
export function isoFromMs(at: EpochMs): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

/** Whole seconds, rounded up so that nothing expires early. */
export const secondsFromMs = (at: EpochMs): EpochSeconds => Math.ceil(at / 1000) as EpochSeconds;

/** Floors an instant to a multiple of `lengthMs` since 1970. */
export const floorTo = (at: EpochMs, lengthMs: number): EpochMs =>
  epochMs(Math.floor(at / lengthMs) * lengthMs);

/** The UTC day of an instant, `2026-03-01`. */
export const dayOf = (at: EpochMs): string => isoFromMs(at).slice(0, 10);

/**
 * Reads an instant as real records write it: ISO 8601 with `Z`, an offset or none (then UTC), a blank for the
 * `T`, up to nine decimals, a day alone, or a number of seconds (milliseconds from 13 digits on).
 *
 * Returns `undefined` for anything else, and for years outside 1970 to 9999.
 */
export function parseTime(value: unknown): EpochMs | undefined {
  if (typeof value === 'number') return inRange(value >= 1e12 ? value : value * 1000);
  if (typeof value !== 'string') return undefined;
  const parts = ISO_LIKE.exec(value.trim());
  if (!parts) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = parts;
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const at = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    ms,
  );
  const date = new Date(at);
  const dayExists = date.getUTCDate() === Number(day) && date.getUTCMonth() === Number(month) - 1;
  const fieldsHold = dayExists && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  return fieldsHold ? inRange(at - offsetMs(zone)) : undefined;
}

function offsetMs(zone: string): number {
  if (/^(z|utc)$/i.test(zone)) return 0;
  const digits = zone.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

function inRange(at: number): EpochMs | undefined {
  return at >= 0 && at <= LAST_MS ? epochMs(Math.floor(at)) : undefined;
}
