import type { GroupSettings } from '#core/logs/app-log-settings';

/** CloudWatch Logs API Reference, PutSubscriptionFilter: at most so many characters. */
export const MAX_PATTERN = 1024;

/**
 * Words of which a line that is an error by itself has at least one. Patterns tell upper from lower case, so each word
 * comes in the spellings that loggers and runtimes use; a term is found inside words too (`NullPointerException`).
 */
const WORDS = [
  ...[
    'ERROR',
    'Error',
    'error',
    'FATAL',
    'Fatal',
    'fatal',
    'CRITICAL',
    'Critical',
    'critical',
    'CRIT',
    'crit',
  ],
  ...['SEVERE', 'EMERG', 'emerg', 'ALERT', 'alert', 'PANIC', 'panic', 'Panic'],
  ...['EXCEPTION', 'Exception', 'exception', 'Traceback', 'traceback', 'Caused'],
  ...[
    'FAIL',
    'Fail',
    'fail',
    'ERR',
    '[E]',
    'E/',
    'signal',
    'killed',
    'Killed',
    'OutOfMemory',
    'out of memory',
  ],
  ...['timed out', 'exited', 'Status: timeout', 'segfault'],
] as const;
/** Numbers that loggers write as level: pino and bunyan (50, 60), syslog (0 to 3), .NET's names are words. */
const LEVELS = ['"level":50', '"level":60', '"level": 50', '"level": 60'] as const;
/** Access lines: status 5xx behind the request, as Apache and nginx write it. */
const STATUS = ['" 500 ', '" 501 ', '" 502 ', '" 503 ', '" 504 ', '" 505 ', '" 520 '] as const;
/** Syslog priorities whose severity is emergency to error come as numbers that no list of terms can hold: see the guide. */
const WARNINGS = ['WARN', 'Warn', 'warn', '"level":40', '"level": 40'] as const;

/**
 * Prints the pattern that the service filters a log group with (CloudWatch Logs User Guide: filter pattern syntax).
 *
 * `lines: all` is the empty pattern, every line: a stack trace is joined from lines that look like nothing, and a level
 * in JSON may be any number. `lines: errors` is a list of words, of which a line must have one; it costs less and sees a
 * trace by its first line. Levels milder than `warn`, and own rules, need every line whatever was asked for.
 */
export function filterPattern(
  { lines, level }: Pick<GroupSettings, 'lines' | 'level'>,
  hasOwnRules: boolean,
): string {
  const needsAll = lines === 'all' || hasOwnRules || !['fatal', 'error', 'warn'].includes(level);
  if (needsAll) return '';
  const terms = [...WORDS, ...LEVELS, ...STATUS, ...(level === 'warn' ? WARNINGS : [])];
  return terms.map((term) => `?${printed(term)}`).join(' ');
}

/** Letters, digits and underscores stand for themselves; everything else stands in quotes, with quotes escaped. */
const printed = (term: string): string =>
  /^\w+$/.test(term) ? term : `"${term.replace(/["\\]/g, (char) => `\\${char}`)}"`;
