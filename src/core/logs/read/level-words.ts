import type { LogLevel } from '../log-entry.ts';

/** What programs call their levels, in capitals. The order of a group is that of `LOG_LEVELS`. */
const WORDS: Readonly<Record<LogLevel, string>> = {
  // RFC 5424 (emergency, alert, critical), Python, log4j, logrus and zap (FATA, PANI, DPANIC), log4rs
  fatal: 'FATAL CRITICAL CRIT CRT ALERT EMERG EMERGENCY PANIC DPANIC FATA FTL PANI',
  // java.util.logging and Blue Gene (SEVERE), Blue Gene (FAILURE), .NET console (fail), Serilog (ERR), logrus (ERRO)
  error: 'ERROR ERR ERRO EROR SEVERE FAILURE FAIL',
  warn: 'WARN WARNING WRN WARNG',
  // syslog and Apache (notice), MySQL (Note, System), PostgreSQL (LOG), Windows (Information)
  info: 'INFO INF INFORMATION INFORMATIONAL NOTICE NOTE SYSTEM LOG STATEMENT DETAIL HINT CONTEXT CONFIG AUDIT SUCCESS',
  debug: 'DEBUG DBG DEBU DBUG FINE DEBUG1 DEBUG2 DEBUG3 DEBUG4 DEBUG5',
  trace: 'TRACE TRC TRCE TRAC FINER FINEST VERBOSE VRB SILLY',
};

const BY_WORD: ReadonlyMap<string, LogLevel> = new Map(
  (Object.entries(WORDS) as [LogLevel, string][]).flatMap(([level, words]) =>
    words.split(' ').map((word) => [word, level] as const),
  ),
);

const LONGEST_WORD = 13;

/** Words that are a level only where nothing else can stand there: between brackets, or in a field of that name. */
const WEAK = new Set(
  'SYSTEM LOG STATEMENT DETAIL HINT CONTEXT CONFIG AUDIT SUCCESS NOTE FAIL FINE ALERT'.split(' '),
);

/** The level of a word, whatever its case: `Error`, `ERR`, `critical`; undefined for any other word. */
export const levelOfWord = (word: string): LogLevel | undefined =>
  word.length > LONGEST_WORD ? undefined : BY_WORD.get(word.toUpperCase());

/** The same for a word in running text, where `LOG` or `SYSTEM` may be the name of a part. */
export const levelOfBareWord = (word: string): LogLevel | undefined =>
  WEAK.has(word.toUpperCase()) ? undefined : levelOfWord(word);

/** Whether a level is one of an error. */
export const isErrorLevel = (level: LogLevel | undefined): boolean => level === 'error' || level === 'fatal';

const BY_SYSLOG: readonly LogLevel[] = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug'];

/** The level of a syslog severity, 0 to 7 (RFC 5424, section 6.2.1). */
export const levelOfSyslog = (severity: number): LogLevel | undefined => BY_SYSLOG[severity];

const LETTERS: Readonly<Record<string, LogLevel>> = {
  F: 'fatal',
  A: 'fatal',
  C: 'fatal',
  E: 'error',
  W: 'warn',
  I: 'info',
  D: 'debug',
  V: 'trace',
  T: 'trace',
};

/** The level of a letter, as glog, Android, MongoDB and Ruby's logger write it. */
export const levelOfLetter = (letter: string): LogLevel | undefined => LETTERS[letter];
