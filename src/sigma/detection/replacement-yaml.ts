import { shown } from '../problems.ts';
import { readPlainScalar } from '../yaml/scalars.ts';

/** A correlation rule to be written. */
export interface CorrelationSketch {
  readonly title: string | undefined;
  readonly level: string | undefined;
  readonly type: string;
  readonly rules: readonly string[];
  readonly groupBy: readonly string[];
  /** As YAML: a comment may stand behind it. */
  readonly timespan: string;
  /** Keys with values as YAML. */
  readonly condition: readonly { readonly key: string; readonly value: string }[];
}

const LONGEST_TITLE = 200;

/** Writes a correlation rule as a YAML document that loads. */
export function sketchCorrelation(sketch: CorrelationSketch): string {
  const title = `${Array.from(sketch.title ?? 'Rule')
    .slice(0, LONGEST_TITLE)
    .join('')} (${sketch.type})`;
  const list = (names: readonly string[]): string[] => names.map((name) => `        - ${yamlText(name)}`);
  return [
    '---',
    `title: ${yamlText(title)}`,
    ...(sketch.level === undefined ? [] : [`level: ${sketch.level}`]),
    'correlation:',
    `    type: ${sketch.type}`,
    '    rules:',
    ...list(sketch.rules),
    ...(sketch.groupBy.length === 0 ? [] : ['    group-by:', ...list(sketch.groupBy)]),
    `    timespan: ${sketch.timespan}`,
    ...(sketch.condition.length === 0 ? [] : ['    condition:']),
    ...sketch.condition.map(({ key, value }) => `        ${key}: ${value}`),
  ].join('\n');
}

/** Writes a text as a YAML scalar, also within a list in brackets: plain where it stays the same text, else in quotes. */
export function yamlText(text: string): string {
  if (/^\w[\w.()/-]*(?: [\w.()/-]+)*$/.test(text) && readPlainScalar(text).value === text) return text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what double quotes are for
  return /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text)
    ? JSON.stringify(text)
    : `'${text.replaceAll("'", "''")}'`;
}

/** Makes a rule name of a title: `Many failed logins` becomes `many_failed_logins`. */
export function slugOf(title: string | undefined): string {
  const words = (title ?? '').toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const slug = words.join('_').slice(0, 60).replace(/_$/, '');
  return /^[a-z]/.test(slug) ? slug : `rule_${slug}`.replace(/_$/, '');
}

const TIMEFRAME = /^0*([1-9]\d*)([smhdwM])$/;
const DAYS: Readonly<Record<string, number>> = { w: 7, M: 30 };

/** Writes the timeframe of version 1 as a timespan: months and weeks in days, and a comment where there was none. */
export function timespanOf(timeframe: string | undefined): string {
  if (timeframe === undefined) return '1h  # this rule had no timeframe: choose';
  const [, count = '', unit = ''] = TIMEFRAME.exec(timeframe) ?? [];
  const days = DAYS[unit];
  if (days !== undefined) return `${Number(count) * days}d  # timeframe ${timeframe}`;
  return count === ''
    ? `1h  # the timeframe ${shown(timeframe)} could not be read: choose`
    : `${count}${unit}`;
}
