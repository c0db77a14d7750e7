import { type EpochMs, epochMs, parseTime } from '#core/time';

/** What a cell without a value may hold. */
const MISSING = /^(?:|nan|null|none|nil|na|n\/a|-)$/i;
const EPOCH = /^\d{9,20}(?:\.\d{1,9})?$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Reads a time as exports write it: ISO 8601 with `Z`, an offset or none (then UTC), a blank for the `T`, slashes between
 * year, month and day, or a number since 1970 in seconds, milliseconds, microseconds or nanoseconds, told by its length.
 */
export function timeOfCell(text: string): EpochMs | undefined {
  const cell = text.trim();
  if (EPOCH.test(cell)) return epochOf(cell);
  return parseTime(
    cell.replace(/^(\d{4})\/(\d{1,2})\/(\d{1,2})/, (_, year, month, day) => dateOf(year, month, day)),
  );
}

const dateOf = (year: string, month: string, day: string): string =>
  `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;

function epochOf(cell: string): EpochMs | undefined {
  const digits = cell.split('.', 1)[0]?.length ?? 0;
  const unit = digits >= 18 ? 1e-6 : digits >= 15 ? 1e-3 : digits >= 12 ? 1 : 1_000;
  const at = Math.floor(Number(cell) * unit);
  // Years are told from other long numbers by what a clock may show.
  return at >= 0 && at < 253_402_300_800_000 ? epochMs(at) : undefined;
}

/** What is larger is no measurement, and a series is not judged by it: it must not be passed over in silence. */
const LARGEST = 1e100;

/** Reads a value: a number up to 1e100, `null` for one that is missing, `undefined` for what is neither. */
export function valueOfCell(text: string): number | null | undefined {
  const cell = text.trim();
  if (MISSING.test(cell)) return null;
  if (!NUMBER.test(cell)) return undefined;
  const value = Number(cell);
  return Math.abs(value) <= LARGEST ? value : undefined;
}
