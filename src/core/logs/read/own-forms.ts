import type { LogLevel } from '../log-entry.ts';
import { levelOfBareWord, levelOfLetter, levelOfWord } from './level-words.ts';
import type { TextHead } from './text-head.ts';
import { timeAt } from './timestamps.ts';

/** A format whose level is told by its own shape and not by a word in its place. */
interface OwnForm {
  readonly pattern: RegExp;
  readonly level: (parts: RegExpExecArray) => LogLevel | undefined;
  /** Thread or process, and the logger, by the number of their part. */
  readonly who?: number;
  readonly logger?: number;
  readonly timed?: boolean;
}

const REDIS: Readonly<Record<string, LogLevel>> = { '#': 'warn', '*': 'info', '-': 'debug', '.': 'trace' };
const PHP: Readonly<Record<string, LogLevel>> = {
  'Fatal error': 'fatal',
  'Parse error': 'fatal',
  'Core error': 'fatal',
  'Compile error': 'fatal',
  'Recoverable fatal error': 'error',
  'Catchable fatal error': 'error',
  Warning: 'warn',
  Notice: 'info',
  Deprecated: 'info',
  'Strict Standards': 'info',
};
const letter = (part: number) => (parts: RegExpExecArray) => levelOfLetter(parts[part] ?? '');
const word = (part: number) => (parts: RegExpExecArray) => levelOfBareWord(parts[part] ?? '');

const FORMS: readonly OwnForm[] = [
  // glog, klog, absl, CockroachDB: E0102 15:04:05.678901   123 file.go:12] text
  {
    pattern:
      /^([FEWI])(?:\d{4}|\d{6}|\d{8}) \d\d:\d\d:\d\d(?:\.\d{1,9})? +(\d{1,10})(?: (\S{1,120}:\d{1,6}))?(?:\]| [⋮\d]{1,10}) ?/,
    level: letter(1),
    who: 2,
    logger: 3,
    timed: true,
  },
  // Ruby's Logger: E, [2024-01-01T12:00:00.123456 #123] ERROR -- name: text
  {
    pattern:
      /^([DIWEFA]), \[\d{4}-\d\d-\d\dT[^\]\s]{8,24} #(\d{1,10})\] {1,2}(?:[A-Z]{3,5}) -- ([^:]{0,60}): /,
    level: letter(1),
    who: 2,
    logger: 3,
    timed: true,
  },
  // Redis: 123:M 01 Jan 2024 12:00:00.123 # text
  {
    pattern: /^(\d{1,10}:[A-Z]) \d\d [A-Z][a-z]{2} (?:\d{4} )?\d\d:\d\d:\d\d\.\d{3} ([#*.-]) /,
    level: (parts) => REDIS[parts[2] ?? ''],
    who: 1,
    timed: true,
  },
  // MongoDB before 4.4: 2024-01-01T12:00:00.123+0000 E  NETWORK  [conn1] text
  {
    pattern:
      /^\d{4}-\d\d-\d\dT[\d:.]{8,12}(?:Z|[+-]\d\d:?\d\d) ([FEWID])\d? {1,2}([A-Z_-]{1,12}) +\[([^\]]{1,80})\] /,
    level: letter(1),
    logger: 2,
    who: 3,
    timed: true,
  },
  // Tornado, Jupyter: [E 240101 12:00:00 web:1] text, [W 12:00:00.123 NotebookApp] text
  {
    pattern: /^\[([DIWEC]) (?:\d{4}-\d\d-\d\d |\d{6} )?\d\d:\d\d:\d\d(?:\.\d{1,6})? ([^\]]{1,80})\] /,
    level: letter(1),
    logger: 2,
    timed: true,
  },
  // log4j's own: log4j:ERROR text
  {
    pattern: /^log4j:(ERROR|WARN) /,
    level: word(1),
  },
  // logrus on a terminal: ERRO[0001] text
  {
    pattern: /^(PANI|FATA|ERRO|WARN|INFO|DEBU|TRAC)\[[\dT:Z+-]{1,30}\] ?/,
    level: word(1),
  },
  // .NET's console: fail: Name.Space[12], the text on the next line
  {
    pattern:
      /^(?:\[?\d[\d:.,/T-]{4,30}(?:Z|[ T][\d:.]{5,18})?(?:Z| ?[+-]\d\d:\d\d)?\]? )?(crit|fail|warn|info|dbug|trce): ([\w.+`]{1,200})\[\d{1,10}\]\s*/,
    level: (parts) => levelOfWord(parts[1] ?? ''),
    logger: 2,
  },
  // Oracle: ORA-00600: text
  { pattern: /^(?=ORA-\d{5}: )/, level: () => 'error' },
  // npm: npm ERR! text, npm error text, npm WARN text
  {
    pattern: /^npm (ERR!|error|WARN|warn|notice|info|verb) /,
    level: (parts) => levelOfWord((parts[1] ?? '').replace('!', '')),
  },
  // PHP's error log: PHP Fatal error:  text
  {
    pattern:
      /^(?:\[[^\]]{8,40}\] )?(?:PHP )?((?:Fatal|Parse|Core|Compile|Recoverable fatal|Catchable fatal) error|(?<=PHP )(?:Warning|Notice|Deprecated|Strict Standards)): {1,2}/,
    level: (parts) => PHP[parts[1] ?? ''],
  },
  // PostgreSQL with a prefix: 2024-01-01 12:00:00 UTC [123] user@db ERROR:  text
  {
    pattern:
      /^\d{4}-\d\d-\d\d [\d:.]{8,12} [A-Z]{3,4}(?: |:)[^"']{0,120}?(DEBUG\d|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC|DETAIL|HINT|STATEMENT|CONTEXT): {2}/,
    level: (parts) => levelOfWord(parts[1] ?? ''),
    timed: true,
  },
];

/** Reads the head of a line in one of those formats; undefined for all others. */
export function ownFormOf(line: string): TextHead | undefined {
  const text = line.slice(0, 300);
  for (const form of FORMS) {
    const parts = form.pattern.exec(text);
    const level = parts ? form.level(parts) : undefined;
    if (parts && level) return headOf(form, parts, level, text);
  }
  return undefined;
}

function headOf(form: OwnForm, parts: RegExpExecArray, level: LogLevel, text: string): TextHead {
  const logger = form.logger === undefined ? undefined : parts[form.logger];
  const who = form.who === undefined ? '' : (parts[form.who] ?? '');
  const at = form.timed ? (timeAt(text, 0) ?? timeAt(text, 4))?.at : undefined;
  return {
    level,
    timed: form.timed ?? false,
    ...(at !== undefined && { at }),
    ...(logger && { logger }),
    who: `${who} ${logger ?? ''}`.trim(),
    message: parts[0].length,
  };
}
