import { isObject, member } from '#core/field-text';

type Fields = Readonly<Record<string, unknown>>;

/** Where shippers put the line itself: Docker and Kubernetes, most others, syslog. */
const TEXT_FIELDS = ['log', 'message', 'msg', 'MESSAGE'];
/** Where loggers put the level; then the record is the statement, and not one of its texts. */
const LEVEL_FIELDS = [
  'level',
  'severity',
  'log.level',
  'loglevel',
  'log_level',
  'levelname',
  'lvl',
  '@l',
  'Level',
];
/** Where shippers name the stream of a record, the narrowest first. */
const STREAM_FIELDS = [
  ...[
    'container_name',
    'container_id',
    'ecs_task_arn',
    'filename',
    'file',
    'filepath',
    'path',
    'tailed_path',
  ],
  ...['FILE_NAME', 'hostname', 'host', 'HOST', 'source_host', 'ec2_instance_id'],
];
/** Priorities of syslog at which the line is an error, whatever its text says. */
const SYSLOG_ERRORS: Readonly<Record<string, string>> = {
  ...{ emerg: 'fatal', panic: 'fatal', alert: 'fatal', crit: 'fatal' },
  ...{ err: 'error', error: 'error' },
};
const MAX_STREAM = 512;

/**
 * What a record says, as a program would have written it: its `log`, `message` or `msg` without the newline at its end; or
 * the JSON of all of it, where it tells its level in a field or has no text.
 */
export function recordText(record: Fields): string {
  const text = textIn(record);
  if (text === undefined || LEVEL_FIELDS.some((field) => isLevel(record[field])))
    return JSON.stringify(record);
  const level = SYSLOG_ERRORS[String(record['PRIORITY'] ?? '').toLowerCase()];
  return level === undefined ? text : JSON.stringify({ level, message: text });
}

/** The text of a record, without the newline at its end; `undefined` where it has none. */
export function textIn(record: Fields): string | undefined {
  for (const field of TEXT_FIELDS) {
    const text = Object.hasOwn(record, field) ? record[field] : undefined;
    if (typeof text === 'string') return text.replace(/\r?\n$/, '');
  }
  return undefined;
}

const isLevel = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && value !== '');

/** The stream that a record belongs to: container, file or host; `-` where it names none. */
export function recordStream(record: Fields): string {
  const pod = member(record, 'kubernetes');
  if (isObject(pod)) {
    const names = [pod['namespace_name'], pod['pod_name'], pod['container_name']];
    const named = names.filter((name) => typeof name === 'string' && name !== '');
    if (named.length > 0) return named.join('/').slice(0, MAX_STREAM);
  }
  const found = STREAM_FIELDS.map((field) => record[field]).find(
    (value) => typeof value === 'string' && value !== '',
  );
  return typeof found === 'string' ? found.slice(0, MAX_STREAM) : '-';
}

/** One piece of a line that was too long for its carrier. */
export interface PartialLine {
  /** Pieces of one line have the same. */
  readonly id: string;
  readonly isLast: boolean;
}

/**
 * Whether a record is a piece of a longer line: as Docker says it (`partial_message`, `partial_id`, `partial_last`), or as
 * containerd does (`logtag`, `_p`: `P` for all pieces but the last, `F` for that and for whole lines).
 */
export function partialLine(record: Fields): PartialLine | undefined {
  if (isTrue(record['partial_message'])) {
    const { partial_id: id, partial_last: last } = record;
    return { id: typeof id === 'string' ? id : '', isLast: isTrue(last) };
  }
  const mark = record['logtag'] ?? record['_p'];
  if (mark !== 'P' && mark !== 'F') return undefined;
  return { id: typeof record['stream'] === 'string' ? record['stream'] : '', isLast: mark === 'F' };
}

const isTrue = (value: unknown): boolean => value === true || value === 'true';
