import type { LogLevel } from '../log-entry.ts';
import { levelOfSyslog } from './level-words.ts';

/** From the given number on, the level; the last that fits counts. */
type Ladder = readonly (readonly [number, LogLevel])[];

const climb = (ladder: Ladder, value: number): LogLevel | undefined =>
  ladder.findLast(([from]) => value >= from)?.[1];

/** pino and bunyan: 10 trace to 60 fatal (pino's `levels.values`). */
const PINO: Ladder = [
  [10, 'trace'],
  [20, 'debug'],
  [30, 'info'],
  [40, 'warn'],
  [50, 'error'],
  [60, 'fatal'],
];
/** Python's `levelno`: 10 debug to 50 critical. */
const PYTHON: Ladder = [
  [1, 'trace'],
  [10, 'debug'],
  [20, 'info'],
  [30, 'warn'],
  [40, 'error'],
  [50, 'fatal'],
];
/** Monolog: 100 debug to 600 emergency; Google's `LogSeverity` has the same steps up to 800. */
const HUNDREDS: Ladder = [
  [100, 'debug'],
  [200, 'info'],
  [400, 'error'],
  [500, 'fatal'],
];
const GOOGLE: Ladder = [
  [100, 'debug'],
  [200, 'info'],
  [400, 'warn'],
  [500, 'error'],
  [600, 'fatal'],
];
/** OpenTelemetry's `SeverityNumber`: four steps to a level. */
const OTEL: Ladder = [
  [1, 'trace'],
  [5, 'debug'],
  [9, 'info'],
  [13, 'warn'],
  [17, 'error'],
  [21, 'fatal'],
];
/** .NET's `LogLevel`; 6 is "none". */
const DOTNET: Ladder = [
  [0, 'trace'],
  [1, 'debug'],
  [2, 'info'],
  [3, 'warn'],
  [4, 'error'],
  [5, 'fatal'],
];

/** A number in a field called `level`: syslog's up to 7 (GELF), pino's and bunyan's up to 60, Monolog's from 100. */
export function levelOfNumber(value: number): LogLevel | undefined {
  if (value < 0 || !Number.isFinite(value)) return undefined;
  if (value <= 7) return levelOfSyslog(value);
  return value < 100 ? climb(PINO, value) : monolog(value);
}

// 250 is a notice and 300 a warning: neither is a step of a hundred.
const monolog = (value: number): LogLevel | undefined =>
  value >= 300 && value < 400 ? 'warn' : climb(HUNDREDS, value);

/** A number in a field called `severity`: syslog's up to 7, Google's from 100. */
export const levelOfSeverity = (value: number): LogLevel | undefined =>
  value >= 0 && value <= 7 ? levelOfSyslog(value) : climb(GOOGLE, value);

/** Python's `levelno`. */
export const levelOfPython = (value: number): LogLevel | undefined => climb(PYTHON, value);

/** OpenTelemetry's `SeverityNumber`, 1 to 24. */
export const levelOfOtel = (value: number): LogLevel | undefined =>
  value <= 24 ? climb(OTEL, value) : undefined;

/** .NET's `LogLevel` as a number, 0 to 5. */
export const levelOfDotnet = (value: number): LogLevel | undefined =>
  value <= 5 ? climb(DOTNET, value) : undefined;
