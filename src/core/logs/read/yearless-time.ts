import { dayOf, type EpochMs, parseTime } from '../../time.ts';
import { monthNumber } from './timestamps.ts';

/** RFC 3164, section 4.1.2: month, day and clock, and neither year nor zone. What has one of them is another format. */
const TIME =
  /^(?:<\d{1,3}>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?= )(?! (?:[AP]M|\d{4}|[A-Z]{1,3}T|[+-]\d\d:?\d\d)\b)/;
/** The clock of a host far east of here may be ahead. */
const AHEAD_MS = 86_400_000;
/** Every eight years have a 29 February, or did since 1904. */
const MOST_YEARS = 8;

/**
 * Reads the time of a line of syslog that has no year: the newest such instant, in UTC, that is not more than a day
 * after `now`. Undefined where the line does not begin with such a time, or no such day is found.
 */
export function yearlessTime(line: string, now: EpochMs): EpochMs | undefined {
  const [, month = '', day = '', clock] = TIME.exec(line.slice(0, 64)) ?? [];
  if (clock === undefined) return undefined;
  const present = Number(dayOf(now).slice(0, 4));
  for (let year = present + 1; year > present - MOST_YEARS; year -= 1) {
    const at = parseTime(`${year}-${monthNumber(month)}-${day.padStart(2, '0')}T${clock}Z`);
    if (at !== undefined && at <= now + AHEAD_MS) return at;
  }
  return undefined;
}
