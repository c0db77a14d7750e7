import { type EpochMs, parseTime } from '../../time.ts';

/** A time at some place of a text: where it ends, and which it is if that can be told without a year or zone to guess. */
export interface FoundTime {
  readonly end: number;
  readonly at?: EpochMs;
}

const MONTHS = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const DAYS = 'Mon|Tue|Wed|Thu|Fri|Sat|Sun';
const CLOCK = String.raw`\d{1,2}[:.]\d\d(?:[:.]\d\d(?:[.,:]\d{1,9})?)?`;
/** `CET`, `EST`, `BST`; `CRIT` and `CRT` are levels. */
const ZONE_NAME = '(?!CRI?T)[A-Z]{1,3}T';
const ZONE = String.raw`(?:\s?(?:Z|UTC|GMT|${ZONE_NAME}(?=[\s\]|,-]|$)|[+-]\d\d:?\d\d))?`;

/** Year first: ISO 8601 and what looks like it; `.` and `-` before the clock as supercomputers write it. */
const YEAR_FIRST =
  /(\d{4})[-/.](\d\d)[-/.](\d\d)(?:(?:[T_]|, ?| {1,2}|[-.:])(\d\d)[:.](\d\d)(?:[:.](\d\d)(?:[.,:](\d{1,9}))?)?\s?(Z|UTC|[+-]\d\d:?\d\d)?(?:\s(?:GMT|MSK|(?!CRI?T)[A-Z]{1,3}T)(?=[\s\]|,-]|$))?)?(?![\w/])/y;

/** The other forms in which a line begins with its time; their instant is told only where day, year and zone are there (`DATED`). */
const OTHERS: readonly RegExp[] = [
  // `Sun Dec 04 04:47:44 2005` (ctime), `Sun Dec 04 04:47:44.123456 2005` (Apache 2.4)
  String.raw`(?:${DAYS}),? (?:${MONTHS}) +\d{1,2} ${CLOCK}(?: ${ZONE_NAME}| UTC| GMT)?(?: \d{4})?`,
  // `Sun, 04 Dec 2005 04:47:44 GMT` (RFC 5322)
  String.raw`(?:${DAYS}),? \d{1,2} (?:${MONTHS}) \d{4} ${CLOCK}${ZONE}`,
  // `Dec 10 06:55:46` and `Dec 10 2024 06:55:46` (RFC 3164, Cisco), `Jan 1, 2024 12:00:00 PM UTC` (WebLogic)
  String.raw`(?:${MONTHS}) +\d{1,2}(?:,? \d{4},?)? ${CLOCK}(?: [AP]M)?${ZONE}`,
  // `04/Dec/2005:04:47:44 +0000` (common log format), `01-Jan-2024 10:00:00.123 UTC` (Tomcat, PHP), `01 Jan 2024 12:00:00.123` (Redis)
  String.raw`\d{1,2}[-/ ](?:${MONTHS})[-/ ]\d{4}[: ]${CLOCK}${ZONE}`,
  // `17/06/09 20:10:40` (Spark), `01/31/2024, 12:00:00 PM` (Nest), `31.01.2024 12:00:00`
  String.raw`\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4},? +${CLOCK}(?: [AP]M)?`,
  // `03-17 16:13:38.811` (Android), `10.30 16:49:06` (Proxifier)
  String.raw`\d\d[-./]\d\d ${CLOCK}`,
  // `081109 203615` (HDFS, MySQL 5.5)
  String.raw`\d{6} +\d{1,2}:?\d\d:?\d\d(?!\d)`,
  // `20171224-0:5:29:606` (Huawei, no leading zeros), `20240131 12:00:00`, `20240131T120000Z`
  String.raw`\d{8}[-T ](?:\d{6}(?!\d)|\d{1,2}:\d{1,2}:\d{1,2})(?:[:.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?`,
  // `12:00:00.123`, `12:00AM`, `3:04PM` (zerolog)
  String.raw`\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?[AP]M)?(?![\w:])`,
].map((source) => new RegExp(source, 'y'));

/** A number of seconds (10 digits) or milliseconds (13), perhaps with decimals, since the year 2001; `1.7e+09` as zap writes it. */
const EPOCH = /(?:1\d{9}(?:\d{3})?(?:\.\d{1,9})?|1\.\d{4,18}e\+0?9)(?![\w.:#-])/y;

const DIGIT_OR_NAME = /[\dA-Z]/;

/** Finds a time that begins at `from`: undefined where none does. Looks at 64 characters at most. A mere number is none. */
export function timeAt(text: string, from: number): FoundTime | undefined {
  if (!DIGIT_OR_NAME.test(text.charAt(from))) return undefined;
  return yearFirst(text, from) ?? otherForm(text, from);
}

function yearFirst(text: string, from: number): FoundTime | undefined {
  YEAR_FIRST.lastIndex = from;
  const parts = YEAR_FIRST.exec(text);
  if (!parts) return undefined;
  const [whole, year, month, day, hour = '00', minute = '00', second = '00', fraction = '0', zone = 'Z'] =
    parts;
  const at = parseTime(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction}${zone}`);
  const end = from + whole.trimEnd().length;
  return at === undefined ? { end } : { end, at };
}

function otherForm(text: string, from: number): FoundTime | undefined {
  for (const form of OTHERS) {
    form.lastIndex = from;
    const found = form.exec(text);
    if (!found) continue;
    const at = datedInstant(found[0]);
    return { end: from + found[0].length, ...(at !== undefined && { at }) };
  }
  return undefined;
}

/** `21/Nov/2026:09:00:00 +0000`, `Sun, 04 Dec 2005 04:47:44 GMT`. */
const DATED = new RegExp(
  `(\\d{1,2})[-/ ](${MONTHS})[-/ ](\\d{4})[: ](\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?) ?(Z|UTC|GMT|[+-]\\d\\d:?\\d\\d)$`,
);

function datedInstant(text: string): EpochMs | undefined {
  const [, day = '', month = '', year, clock, zone] = DATED.exec(text) ?? [];
  return year === undefined
    ? undefined
    : parseTime(
        `${year}-${monthNumber(month)}-${day.padStart(2, '0')}T${clock}${zone === 'GMT' ? 'Z' : zone}`,
      );
}

/** The number of a month, `01` to `12`, by the first three letters of its English name. */
export const monthNumber = (name: string): string =>
  String(MONTHS.split('|').indexOf(name) + 1).padStart(2, '0');

/** Finds a number at `from` that may be a time since 1970. It may as well be an id or a size: its place must tell. */
export function epochAt(text: string, from: number): FoundTime | undefined {
  EPOCH.lastIndex = from;
  const found = EPOCH.exec(text);
  if (!found) return undefined;
  const at = parseTime(Number(found[0]));
  const end = from + found[0].length;
  return at === undefined ? { end } : { end, at };
}
