import type { EpochMs } from '../../time.ts';
import { parseTime } from '../../time.ts';
import type { LogLevel } from '../log-entry.ts';
import type { FoundException } from './exception.ts';
import { type Fields, fieldsOf, firstOf, textOf } from './field-path.ts';
import { exceptionOfFields } from './json-exception.ts';
import { levelOfFields } from './json-level.ts';

/** What the fields of an entry tell. */
export interface FieldsReading {
  readonly level: LogLevel | undefined;
  /** Undefined: the entry has no text of its own. */
  readonly message: string | undefined;
  readonly exception: FoundException | undefined;
  /** Status and request of an entry that is an access line. */
  readonly access: { readonly status: number; readonly request: string } | undefined;
  readonly logger?: string;
  readonly at?: EpochMs;
}

const MESSAGES = [
  'message',
  'msg',
  '@m',
  'RenderedMessage',
  'Message',
  'short_message',
  'textPayload',
  '@mt',
  'MessageTemplate',
  'log',
  'event',
  'body',
  'Body',
  'MESSAGE',
  'text',
  'errorMessage',
  'error_message',
  'error.message',
  'err.message',
];
const LOGGERS = [
  'logger',
  'logger_name',
  'loggerName',
  'log.logger',
  'name',
  'SourceContext',
  'Category',
  'category',
  'channel',
  'caller',
  'service',
  'component',
];
const TIMES = [
  '@timestamp',
  'timestamp',
  'time',
  'ts',
  '@t',
  'Timestamp',
  'datetime',
  'asctime',
  'instant.epochSecond',
  't.$date',
  'eventTime',
  'date',
];
const STATUSES = [
  'status',
  'statusCode',
  'status_code',
  'http.response.status_code',
  'http.status_code',
  'res.statusCode',
  'response.status',
  'httpRequest.status',
  'responseStatus',
];
const METHODS = [
  'method',
  'httpMethod',
  'http.request.method',
  'http.method',
  'req.method',
  'request.method',
  'httpRequest.requestMethod',
  'request_method',
];
const TARGETS = [
  'path',
  'resourcePath',
  'url.path',
  'http.target',
  'req.url',
  'request.uri',
  'uri',
  'url',
  'request_uri',
  'httpRequest.requestUrl',
  'request.path',
];

/** Reads the fields of a JSON or logfmt entry: level, text, exception, and whether it is an access line. */
export function readFields(fields: Fields): FieldsReading {
  const payload = fieldsOf(fields['jsonPayload']) ?? {};
  const logger = textOf(fields, LOGGERS);
  const at = timeOf(fields);
  return {
    level: levelOfFields(fields) ?? levelOfFields(payload),
    message: textOf(fields, MESSAGES) ?? textOf(payload, MESSAGES) ?? structured(fields),
    exception: exceptionOfFields(fields) ?? exceptionOfFields(payload),
    access: accessOf(fields),
    ...(logger !== undefined && { logger }),
    ...(at !== undefined && { at }),
  };
}

/** A message that is an object itself, as Powertools and log4j2 allow. */
function structured(fields: Fields): string | undefined {
  const held = fieldsOf(fields['message']) ?? fieldsOf(fields['msg']);
  return held && (textOf(held, MESSAGES) ?? Object.keys(held).slice(0, 20).join(' '));
}

function timeOf(fields: Fields): EpochMs | undefined {
  const value = firstOf(fields, TIMES);
  return typeof value === 'string'
    ? parseTime(value.replace(/^(\S+ [\d:]+),(\d+)$/, '$1.$2'))
    : parseTime(value);
}

function accessOf(fields: Fields): FieldsReading['access'] {
  const status = Number(firstOf(fields, STATUSES) ?? Number.NaN);
  const method = textOf(fields, METHODS);
  const target = textOf(fields, TARGETS) ?? textOf(fields, ['request', 'routeKey']);
  if (!(status >= 100 && status < 600) || method === undefined || target === undefined) return undefined;
  return { status, request: `${method} ${(target.split(/[?#;]/, 1)[0] ?? '').slice(0, 300)}` };
}

/** A level in a text that begins like JSON and is none: cut off by a limit on the way. */
export function levelOfBrokenJson(text: string): string | undefined {
  const window = text.length > 20_000 ? `${text.slice(0, 10_000)}\n${text.slice(-10_000)}` : text;
  return BROKEN_LEVEL.exec(window)?.[1];
}

const BROKEN_LEVEL =
  /"(?:level|severity|levelname|log\.level|lvl|@l|LogLevel|level_name)" ?: ?"?(\w{1,13})\b/;

/** Whether a nested text may be an entry of its own. */
export const mayNest = (message: string | undefined): message is string =>
  message !== undefined && /^\s*\{\s*"/.test(message);
