import type { Trend } from '#core/digest-report/digest';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `1234567` as `1,234,567`. */
export const count = (value: number): string => grouped.format(value);

/** `1 event`, `2 events`. */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** `2026-03-01T09:12:44Z` as `2026-03-01 09:12`; what is no such time stays as it is. */
export const shortTime = (iso: string): string => iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*$/, '$1 $2');

/** A length of time in its two largest units: `45 s`, `12 min`, `3 h 20 min`, `2 d 4 h`. */
export function lengthText(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Four significant digits: `98.72`, `1234`; what is no number is `unknown`. */
export const measure = (value: number, unit = ''): string =>
  Number.isFinite(value)
    ? `${grouped4.format(Number(value.toPrecision(4)))}${unit === '' || unit === 'None' ? '' : ` ${unitText(unit)}`}`
    : 'unknown';

const grouped4 = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });
const unitText = (unit: string): string => (unit === 'Percent' ? '%' : unit);

/** How a number moved: `+3`, `−2`, `=`. */
export function trendText({ now, before }: Trend): string {
  if (now === before) return '=';
  return now > before ? `+${count(now - before)}` : `\u2212${count(before - now)}`;
}

/** The last part of a finding's id, as `findings show` takes it. Safe in every format: ids have letters and digits only. */
export const shortId = (findingId: string): string =>
  findingId
    .slice(findingId.lastIndexOf('-') + 1)
    .slice(0, 8)
    .replace(/\W/g, '?');
