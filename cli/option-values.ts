import { InvalidArgumentError, Option } from 'commander';
import { MAX_REMARK } from '#core/life-cycle';
import { SEVERITIES } from '#core/severity';
import { dayOf, type EpochMs, epochMs, isoFromMs, parseTime } from '#core/time';
import type { Clock } from '#ports/clock';

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const AGO = /^(\d{1,5})([mhdw])$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const EXPECTED =
  'Expected a day (2026-03-01), an instant (2026-03-01T09:00:00Z) or how long ago (90m, 12h, 7d, 2w).';

function instant(text: string, clock: Clock): EpochMs {
  const [, amount, unit] = AGO.exec(text) ?? [];
  const at =
    amount !== undefined && unit !== undefined
      ? epochMs(clock.now() - Number(amount) * (UNIT_MS[unit] ?? 0))
      : /^\d+$/.test(text)
        ? undefined
        : parseTime(text);
  if (at === undefined || at < 0) throw new InvalidArgumentError(EXPECTED);
  return at;
}

/** Parses the beginning of a span; a day alone means its first instant (UTC). */
export const fromOption =
  (clock: Clock) =>
  (text: string): EpochMs =>
    instant(text, clock);

/** Parses the end of a span, which belongs to it; a day alone means its last millisecond (UTC). */
export const untilOption =
  (clock: Clock) =>
  (text: string): EpochMs =>
    DAY.test(text) ? epochMs(instant(text, clock) + 86_400_000 - 1) : instant(text, clock);

/** Parses a whole number in a range. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most))
      throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
    return value;
  };

/** Parses a day, `2026-03-01`. */
export function dayOption(text: string): string {
  const at = DAY.test(text) ? parseTime(text) : undefined;
  if (at === undefined) throw new InvalidArgumentError('Expected a day such as 2026-03-01 (UTC).');
  return dayOf(at);
}

/** Parses an account id. */
export function accountOption(text: string): string {
  if (!/^\d{12}$/.test(text)) throw new InvalidArgumentError('Expected the 12 digits of an account id.');
  return text;
}

/** Takes any text but an empty one: an unset variable of a shell must not mean "the current folder" or "all". */
export function someText(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty.');
  return text;
}

/** Takes a remark of a person as long as it is kept; what is longer would be cut in the table. */
export function remarkText(text: string): string {
  if (text.length > MAX_REMARK)
    throw new InvalidArgumentError(`At most ${MAX_REMARK} characters are kept, and it has ${text.length}.`);
  return someText(text);
}

/** Gathers an option that may be given several times; like `someText`, it takes no empty one. */
export const gather = (text: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  someText(text),
];

/** Makes an option that takes a severity. */
export const severityOption = (flags: string, description: string): Option =>
  new Option(flags, description).choices(SEVERITIES);

/** Makes the option `--format`. */
export const formatOption = (formats: readonly string[]): Option =>
  new Option('-f, --format <format>', 'how to print it').choices(formats).default(formats[0]);

/** Makes the option `--placeholders` of every command that loads own rules. */
export const placeholdersOption = (): Option =>
  new Option(
    '--placeholders <file>',
    'values for the modifier expand: a map of names to values (default: placeholders.yml, if it is here)',
  ).argParser(someText);

/** A span as people read it. */
export const spanText = (from: EpochMs | undefined, to: EpochMs | undefined): string =>
  `${from === undefined ? 'the beginning' : isoFromMs(from)} to ${to === undefined ? 'now' : isoFromMs(to)}`;
