import { isObject } from '#core/field-text';
import type { ThresholdSettings } from '#core/metrics/watch-settings';
import { SEVERITIES, type Severity } from '#core/severity';
import type { DimensionValues, MetricWatch } from '#ports/metric-reader';
import { foundOf } from './found-of.ts';
import { type Problems, unknownKeys } from './metric-watch-problems.ts';

const KEYS = [
  ...['id', 'title', 'namespace', 'names', 'dimensions', 'except', 'exact', 'tags', 'statistic'],
  ...['periodSeconds', 'thresholds', 'baseline', 'severity', 'unit', 'why', 'runbook'],
];
const THRESHOLD_KEYS = ['above', 'below', 'm', 'n', 'for', 'clear', 'missing'];
const MISSING = ['ignore', 'breaching', 'notBreaching'] as const;

const ID = /^[\w.-]{1,64}$/;
/** CloudWatch API Reference, MetricStat: namespaces and names have at most 255 characters and do not begin with a colon. */
const NAME = /^[^:\p{C}][^\p{C}]{0,254}$/u;
const STATISTIC = /^(Average|Maximum|Minimum|Sum|SampleCount|p\d{1,2}(\.\d{1,10})?|p100)$/;
const PLAIN = /^[^\p{C}]{1,500}$/u;
const UNIT = /^[^\p{C}]{0,64}$/u;
const MOST_N = 100;
const MOST_NAMES = 100;
const DAY_SECONDS = 86_400;
/** Shorter ones are high resolution: kept for three hours, which no baseline can learn from. */
const LEAST_PERIOD = 60;
/** Resource Groups Tagging API Reference, GetResources: 50 filters of 20 values. */
const MOST_TAGS = 50;
const MOST_VALUES = 20;

/** Reads one watch, with defaults; `undefined` where it has a problem, which is then noted. */
export function readWatch(value: unknown, at: Problems): MetricWatch | undefined {
  if (!isObject(value)) {
    at.add('', `found ${foundOf(value)}`, 'a map');
    return undefined;
  }
  const before = at.count();
  unknownKeys(value, KEYS, at);
  const watch = watchOf(value, at);
  if (watch.thresholds.length === 0 && !watch.baseline)
    at.add('thresholds', 'found none and no baseline', 'one of the two');
  return at.count() === before ? watch : undefined;
}

function watchOf(value: Readonly<Record<string, unknown>>, at: Problems): MetricWatch {
  const namespace = at.text('namespace', value['namespace'], NAME, 'a namespace such as AWS/EC2');
  const names = namesOf(value['names'], at);
  const dimensions = valuesBy('dimensions', value['dimensions'], at);
  const except = listsBy('except', value['except'], at);
  const tags = listsBy('tags', value['tags'], at);
  if (Object.keys(tags).length > MOST_TAGS) at.add('tags', 'found too many', `at most ${MOST_TAGS}`);
  const fallbackId = [namespace, ...names]
    .join('-')
    .replace(/[^\w.-]+/g, '-')
    .slice(0, 64);
  const title = [namespace, names.join(', ')].filter((part) => part !== '').join(' ');
  return {
    id: at.text('id', value['id'], ID, 'letters, digits, . _ - (at most 64)', fallbackId),
    title: at.text('title', value['title'], PLAIN, 'a short text', title),
    namespace,
    ...(names.length === 0 ? {} : { names }),
    ...(Object.keys(dimensions).length === 0 ? {} : { dimensions }),
    ...(Object.keys(except).length === 0 ? {} : { except }),
    ...(at.boolean('exact', value['exact'], false) ? { exact: true } : {}),
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
    statistic: at.text(
      'statistic',
      value['statistic'],
      STATISTIC,
      'Average, Maximum, Minimum, Sum, SampleCount or a percentile such as p99',
      'Average',
    ),
    periodSeconds: periodOf(value['periodSeconds'], at),
    thresholds: thresholdsOf(value['thresholds'], at),
    baseline: at.boolean('baseline', value['baseline'], true),
    severity: severityOf(value['severity'], at),
    unit: at.text('unit', value['unit'], UNIT, 'a short text', ''),
    why: at.text('why', value['why'], PLAIN, 'a sentence', ''),
    runbook: at.texts('runbook', value['runbook'], 12),
  };
}

/** A list, as the guide shows it: a text with commas would be one name that no metric has. */
function namesOf(value: unknown, at: Problems): readonly string[] {
  if (typeof value !== 'string') return at.texts('names', value, MOST_NAMES);
  at.add('names', `found ${foundOf(value)}`, 'a list of names');
  return [];
}

function periodOf(value: unknown, at: Problems): number {
  const period = at.whole('periodSeconds', value, [LEAST_PERIOD, DAY_SECONDS], 300);
  if (period % 60 === 0 && DAY_SECONDS % period === 0) return period;
  at.add('periodSeconds', `found ${period}`, 'whole minutes that divide a day: 60, 300, 900, 3600');
  return 300;
}

function severityOf(value: unknown, at: Problems): Severity {
  if (value === undefined || value === null) return 'medium';
  const severity = SEVERITIES.find((known) => known === value);
  if (severity === undefined)
    at.add('severity', `found ${foundOf(value)}`, `one of ${SEVERITIES.join(', ')}`);
  return severity ?? 'medium';
}

function valuesBy(key: string, value: unknown, at: Problems): Readonly<Record<string, DimensionValues>> {
  return Object.fromEntries(
    membersOf(key, value, at).map(([name, values]) => [
      name,
      values === '*' ? '*' : someTexts(`${key}.${name}`, values, at),
    ]),
  );
}

function listsBy(key: string, value: unknown, at: Problems): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    membersOf(key, value, at).map(([name, values]) => [name, someTexts(`${key}.${name}`, values, at)]),
  );
}

function someTexts(key: string, value: unknown, at: Problems): readonly string[] {
  const texts = at.texts(key, value, MOST_VALUES);
  if (texts.length === 0 && (value === undefined || value === null || Array.isArray(value)))
    at.add(key, `found ${foundOf(value)}`, 'at least one value');
  return texts;
}

function membersOf(key: string, value: unknown, at: Problems): readonly (readonly [string, unknown])[] {
  if (value === undefined || value === null) return [];
  if (isObject(value)) return Object.entries(value);
  at.add(key, `found ${foundOf(value)}`, 'a map of names to values');
  return [];
}

function thresholdsOf(value: unknown, at: Problems): readonly ThresholdSettings[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    at.add('thresholds', `found ${foundOf(value)}`, 'a list');
    return [];
  }
  return value.flatMap((entry, index) => {
    const inside = at.inside(`thresholds[${index}]`);
    if (isObject(entry)) return [thresholdOf(entry, inside)];
    inside.add('', `found ${foundOf(entry)}`, 'a map');
    return [];
  });
}

function thresholdOf(value: Readonly<Record<string, unknown>>, at: Problems): ThresholdSettings {
  unknownKeys(value, THRESHOLD_KEYS, at);
  const above = at.finite('above', value['above']);
  const below = at.finite('below', value['below']);
  const clear = at.finite('clear', value['clear']);
  const missing = MISSING.find((known) => known === (value['missing'] ?? 'ignore'));
  if (missing === undefined)
    at.add('missing', `found ${foundOf(value['missing'])}`, `one of ${MISSING.join(', ')}`);
  if (above === undefined && below === undefined && missing !== 'breaching')
    at.add('above', 'found neither above nor below', 'one of them, or missing: breaching');
  const { m, n } = spanOf(value, at);
  if (above !== undefined && below !== undefined && below > above)
    at.add('below', `found ${below}`, `at most ${above}: no value lies between the limits`);
  if (above !== undefined && below !== undefined && clear !== undefined)
    at.add('clear', 'found it beside above and below', 'a threshold of its own for each of them');
  else if (above !== undefined && clear !== undefined && clear > above)
    at.add('clear', `found ${clear}`, `at most ${above}: it is where values above are over`);
  if (above === undefined && below !== undefined && clear !== undefined && clear < below)
    at.add('clear', `found ${clear}`, `at least ${below}: it is where values below are over`);
  return {
    ...(above === undefined ? {} : { above }),
    ...(below === undefined ? {} : { below }),
    ...{ m, n },
    ...(clear === undefined ? {} : { clear }),
    missing: missing ?? 'ignore',
  };
}

/** `for: 3/5`, or `m: 3` and `n: 5`: three of five points. */
function spanOf(value: Readonly<Record<string, unknown>>, at: Problems): { m: number; n: number } {
  const written = value['for'];
  if (written === undefined) {
    const n = at.whole('n', value['n'], [1, MOST_N], 1);
    return { m: at.whole('m', value['m'], [1, n], n), n };
  }
  const [, first, second] = /^(\d{1,3})\/(\d{1,3})$/.exec(typeof written === 'string' ? written : '') ?? [];
  const [m, n] = [Number(first), Number(second)];
  if (first === undefined || 'm' in value || 'n' in value)
    at.add('for', `found ${foundOf(written)}`, 'M/N such as 3/5, and then no m and n');
  else if (!(m >= 1 && m <= n && n <= MOST_N))
    at.add(
      'for',
      `found ${foundOf(written)}`,
      `M of N points: M at least 1 and at most N, N at most ${MOST_N}`,
    );
  else return { m, n };
  return { m: 1, n: 1 };
}
