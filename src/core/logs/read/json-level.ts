import type { LogLevel } from '../log-entry.ts';
import { type Fields, fieldsOf, textOf, valueAt } from './field-path.ts';
import {
  levelOfDotnet,
  levelOfNumber,
  levelOfOtel,
  levelOfPython,
  levelOfSeverity,
} from './level-numbers.ts';
import { levelOfLetter, levelOfSyslog, levelOfWord } from './level-words.ts';

/** A field that holds the level, and what a number in it means. */
interface LevelField {
  readonly path: string;
  readonly number: (value: number, fields: Fields) => LogLevel | undefined;
}

const none = (): undefined => undefined;
const pythonOrNumber = (value: number, fields: Fields): LogLevel | undefined =>
  Object.hasOwn(fields, 'levelno') || Object.hasOwn(fields, 'funcName')
    ? levelOfPython(value)
    : levelOfNumber(value);

/** In the order in which they are asked: what says more comes first (Monolog has `level` 400 and `level_name`). */
const FIELDS: readonly LevelField[] = [
  { path: 'level_name', number: none }, // Monolog
  { path: 'levelname', number: none }, // Python
  { path: 'log.level', number: levelOfNumber }, // Elastic Common Schema
  { path: '@l', number: none }, // Serilog, compact
  { path: 'LogLevel', number: levelOfDotnet }, // .NET console, JSON
  { path: 'level', number: pythonOrNumber }, // pino, bunyan, winston, zap, zerolog, slog, Powertools, log4j2, GELF
  { path: 'Level', number: levelOfDotnet }, // Serilog, NLog
  { path: 'severity', number: levelOfSeverity }, // Google Cloud, Stackdriver loggers
  { path: 'severity_text', number: none }, // OpenTelemetry
  { path: 'severityText', number: none },
  { path: 'SeverityText', number: none },
  { path: 'severity_number', number: levelOfOtel },
  { path: 'severityNumber', number: levelOfOtel },
  { path: 'SeverityNumber', number: levelOfOtel },
  { path: 'lvl', number: levelOfNumber },
  { path: 'loglevel', number: levelOfNumber },
  { path: 'logLevel', number: levelOfNumber },
  { path: 'log_level', number: levelOfNumber },
  { path: 'logger_level', number: levelOfNumber },
  { path: 'levelno', number: levelOfPython },
  { path: 'syslog.severity', number: levelOfSyslog },
  { path: 'log.syslog.severity.code', number: levelOfSyslog },
  { path: 'PRIORITY', number: levelOfSyslog }, // journald
  { path: 'priority', number: levelOfSyslog },
  { path: 'error_severity', number: none }, // PostgreSQL's jsonlog
];

/** The level that the fields of an entry tell; undefined where none does. */
export function levelOfFields(fields: Fields): LogLevel | undefined {
  for (const { path, number } of FIELDS) {
    const level = levelOfValue(valueAt(fields, path), (value) => number(value, fields));
    if (level) return level;
  }
  return mongo(fields) ?? datadog(fields);
}

function levelOfValue(
  value: unknown,
  ofNumber: (value: number) => LogLevel | undefined,
): LogLevel | undefined {
  if (typeof value === 'number') return ofNumber(value);
  if (typeof value !== 'string') return named(fieldsOf(value));
  const text = value.trim();
  if (/^\d{1,3}$/.test(text)) return ofNumber(Number(text));
  // winston may colour the level: `\u001b[31merror\u001b[39m`.
  const plain = text.replace(/[^\w ]\[\d{1,2}m/g, '');
  return (
    levelOfWord(plain.replace(/[+-]\d{1,3}$/, '')) ??
    (plain.length === 1 ? levelOfLetter(plain.toUpperCase()) : undefined)
  );
}

/** log4j2's old layout and others: `{"level":{"name":"ERROR"}}`. */
const named = (fields: Fields | undefined): LogLevel | undefined =>
  fields && levelOfWord(textOf(fields, ['name', 'standardLevel', 'text']) ?? '');

/** MongoDB from 4.4 on: `{"t":…,"s":"E","c":"NETWORK","msg":…}`. */
const mongo = (fields: Fields): LogLevel | undefined =>
  typeof fields['s'] === 'string' && typeof fields['c'] === 'string' && typeof fields['msg'] === 'string'
    ? levelOfLetter(fields['s'].charAt(0))
    : undefined;

/** Datadog's `status` holds a word; a number there is an HTTP status, which is no level. */
const datadog = (fields: Fields): LogLevel | undefined =>
  typeof fields['status'] === 'string' && textOf(fields, ['message', 'msg']) !== undefined
    ? ofStatus(fields['status'])
    : undefined;

const ofStatus = (status: string): LogLevel | undefined =>
  /^(?:emerg|alert|critical|error|warn|warning|notice|info|debug)$/.test(status)
    ? levelOfWord(status)
    : undefined;
