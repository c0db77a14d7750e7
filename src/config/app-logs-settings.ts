import { isObject } from '#core/field-text';
import type { AppLogSettings, GroupSettings, LogSeverities } from '#core/logs/app-log-settings';
import type { ErrorKind } from '#core/logs/entry-reading';
import { LOG_LEVELS } from '#core/logs/log-entry';
import { fail, ok, type Result } from '#core/result';
import { SEVERITIES, type Severity } from '#core/severity';
import {
  type Checks,
  listOfMaps,
  names,
  oneOfWords,
  type Problem,
  plainText,
  unknownKeys,
  whole,
} from './json-checks.ts';
import { LOG_GROUP_NAME } from './name-forms.ts';

/** What `app-logs.json` may say: all of it optional, and each key as in `AppLogSettings`. */
export type AppLogsInput = {
  readonly [Key in Exclude<keyof AppLogSettings, 'severities' | 'overrides'>]?: AppLogSettings[Key];
} & {
  readonly severities?: SeveritiesInput;
  readonly overrides?: readonly ({ readonly group: string } & GroupInput)[];
};
type GroupInput = Partial<Omit<GroupSettings, 'severities'>> & { readonly severities?: SeveritiesInput };
type SeveritiesInput = {
  readonly levels?: Partial<LogSeverities['levels']>;
  readonly kinds?: LogSeverities['kinds'];
  readonly spike?: Severity;
  readonly rate?: Severity;
};

/** Every kind of error that a severity can be given to. */
const KINDS = [
  'log',
  'exception',
  'timeout',
  'out-of-memory',
  'init',
  'crash',
  'http',
] as const satisfies readonly ErrorKind[];

/** A log group's name, or its beginning and `*`. */
const GROUP_OR_PREFIX = /^(?:[\w./#-]{1,512}|[\w./#-]{0,511}\*)$/;
/** Tagging Reference: keys have 1 to 128 characters, values up to 256. */
const TAG_KEY = /^[^\0]{1,128}$/;
const TAG_VALUE = /^[^\0]{0,256}$/;
const WORD = /^[\w./-]{1,64}$/;

/** What holds where `app-logs.json` says nothing. */
export const APP_LOG_DEFAULTS: AppLogSettings = {
  groups: [],
  prefixes: [],
  tags: [],
  exclude: [],
  own: [],
  level: 'error',
  door: 'auto',
  lines: 'all',
  everyMinutes: 60,
  lookBackMinutes: 60,
  rate: { count: 100, minutes: 5 },
  spike: { least: 20, score: 6 },
  severities: {
    levels: {
      fatal: 'high',
      error: 'medium',
      warn: 'low',
      info: 'informational',
      debug: 'informational',
      trace: 'informational',
    },
    kinds: { 'out-of-memory': 'high', crash: 'high', init: 'high', timeout: 'medium' },
    spike: 'high',
    rate: 'high',
  },
  logsource: {},
  overrides: [],
};

const GROUP_KEYS = ['level', 'door', 'lines', 'rate', 'spike', 'severities', 'logsource'] as const;
const KEYS = [
  ...['groups', 'prefixes', 'tags', 'exclude', 'own', 'everyMinutes', 'lookBackMinutes', 'overrides'],
  ...GROUP_KEYS,
];

/**
 * Reads the content of `app-logs.json` and fills in what it does not say.
 *
 * Fails with every problem, each with the key that it is about, what was found and what was expected. Needs no library,
 * because functions read it.
 */
export function readAppLogs(value: unknown): Result<AppLogSettings, readonly string[]> {
  const problems: Problem[] = [];
  if (!isObject(value)) return fail(['expected a map with settings of application logs']);
  unknownKeys('', value, KEYS, problems);
  check(value, '', TOP_CHECKS, problems);
  checkGroup(value, '', problems);
  for (const [at, override] of (Array.isArray(value['overrides']) ? value['overrides'] : []).entries()) {
    if (!isObject(override)) continue;
    unknownKeys(`overrides[${at}].`, override, ['group', ...GROUP_KEYS], problems);
    check({ group: '', ...override }, `overrides[${at}].`, OVERRIDE_CHECKS, problems);
    checkGroup(override, `overrides[${at}].`, problems);
  }
  return problems.length === 0 ? ok(withDefaults(value)) : fail(problems);
}

/** Fills in what a checked input does not say. */
export function withDefaults(input: AppLogsInput): AppLogSettings {
  const top = { ...APP_LOG_DEFAULTS, ...input };
  const severities = mergedSeverities(APP_LOG_DEFAULTS.severities, input.severities);
  return {
    ...top,
    severities,
    overrides: top.overrides.map(({ severities: own, ...override }) => ({
      ...override,
      ...(own === undefined ? {} : { severities: mergedSeverities(severities, own) }),
    })),
  };
}

const mergedSeverities = (base: LogSeverities, own: SeveritiesInput = {}): LogSeverities => ({
  ...base,
  ...own,
  levels: { ...base.levels, ...own.levels },
  kinds: { ...base.kinds, ...own.kinds },
});

const TOP_CHECKS: Checks = {
  groups: names(LOG_GROUP_NAME, 'a list of names of log groups'),
  prefixes: names(LOG_GROUP_NAME, 'a list of beginnings of names of log groups'),
  exclude: names(GROUP_OR_PREFIX, 'a list of names, or of beginnings that end in *'),
  own: names(GROUP_OR_PREFIX, 'a list of names, or of beginnings that end in *'),
  everyMinutes: whole(5, 1_440),
  lookBackMinutes: whole(1, 43_200),
  overrides: listOfMaps(100),
  tags: (given) => {
    const sound =
      Array.isArray(given) &&
      given.length <= 50 &&
      given.every(
        (tag) =>
          isObject(tag) &&
          Object.keys(tag).every((key) => key === 'key' || key === 'values') &&
          plainText(TAG_KEY, '')(tag['key']) === undefined &&
          names(TAG_VALUE, '')(tag['values']) === undefined,
      );
    return sound ? undefined : 'a list of { key, values: […] }, at most 50';
  },
};

const OVERRIDE_CHECKS: Checks = {
  group: plainText(GROUP_OR_PREFIX, 'the name of a log group, or its beginning and *'),
};

const GROUP_CHECKS: Checks = {
  level: oneOfWords(LOG_LEVELS),
  door: oneOfWords(['auto', 'pull']),
  lines: oneOfWords(['all', 'errors']),
};

function checkGroup(value: Readonly<Record<string, unknown>>, place: string, problems: Problem[]): void {
  check(value, place, GROUP_CHECKS, problems);
  const inside = (key: string, checks: Checks, isWhole: boolean): void => {
    const given = value[key];
    if (given === undefined) return;
    if (!isObject(given)) {
      problems.push(`${place}${key}: expected a map with ${Object.keys(checks).join(', ')}`);
      return;
    }
    unknownKeys(`${place}${key}.`, given, Object.keys(checks), problems);
    const all = isWhole
      ? { ...Object.fromEntries(Object.keys(checks).map((one) => [one, null])), ...given }
      : given;
    check(all, `${place}${key}.`, checks, problems);
  };
  inside('rate', { count: whole(1, 250), minutes: whole(1, 60) }, true);
  inside('spike', { least: whole(2, 1_000_000), score: whole(1, 1_000) }, true);
  inside('logsource', { product: plainText(WORD, 'a word'), service: plainText(WORD, 'a word') }, false);
  inside('severities', SEVERITY_CHECKS, false);
}

const severityOf = (keys: readonly string[]) => (given: unknown) => {
  const sound =
    isObject(given) &&
    Object.entries(given).every(
      ([key, severity]) => keys.includes(key) && (SEVERITIES as readonly unknown[]).includes(severity),
    );
  return sound ? undefined : `a map from ${keys.join(', ')} to ${SEVERITIES.join(', ')}`;
};

const SEVERITY_CHECKS: Checks = {
  levels: severityOf(LOG_LEVELS),
  kinds: severityOf(KINDS),
  spike: oneOfWords(SEVERITIES),
  rate: oneOfWords(SEVERITIES),
};

function check(
  value: Readonly<Record<string, unknown>>,
  place: string,
  checks: Checks,
  problems: Problem[],
): void {
  for (const [key, test] of Object.entries(checks)) {
    if (value[key] === undefined) continue;
    const expected = test(value[key]);
    if (expected !== undefined) problems.push(`${place}${key}: expected ${expected}`);
  }
}
