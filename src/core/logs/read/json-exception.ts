import { exceptionIn, type FoundException } from './exception.ts';
import { type Fields, fieldsOf, firstOf, textOf, valueAt } from './field-path.ts';
import type { ExceptionReading } from './reading.ts';
import { linesOf } from './text-lines.ts';
import { framesOf } from './trace-frames.ts';

/** Where loggers put an exception: pino, bunyan and slog (`err`), ECS (`error`), Serilog (`@x`), log4j2 (`thrown`), logback. */
const HOLDERS = [
  'err',
  'error',
  'exception',
  'Exception',
  '@x',
  'thrown',
  'throwable',
  'exc_info',
  'cause',
  'reason',
];
const TYPES = [
  'type',
  'errorType',
  'class',
  'className',
  'name',
  'kind',
  'ClassName',
  'Type',
  '__type',
  'code',
];
const TEXTS = ['message', 'errorMessage', 'localizedMessage', 'Message', 'msg'];
const TRACES = [
  'stack',
  'stack_trace',
  'stackTrace',
  'stacktrace',
  'trace',
  'traceback',
  'extendedStackTrace',
  'StackTrace',
  'StackTraceString',
  'backtrace',
  'frames',
  'stepArray',
];
/** Beside the message: winston (`stack`), zap (`stacktrace`), Python (`exc_info`), Powertools and Lambda (`errorType`), OpenTelemetry. */
const TOP_TYPES = [
  'errorType',
  'exception_name',
  'exception.type',
  'exception_class',
  'error.type',
  'error.kind',
  'error_type',
];
const TOP_TEXTS = ['errorMessage', 'exception.message', 'error.message', 'error_message'];
const TOP_TRACES = [
  'stack',
  'stackTrace',
  'stack_trace',
  'stacktrace',
  'exc_info',
  'exc_text',
  'traceback',
  'exception.stacktrace',
  'error.stack_trace',
  'error.stack',
  'trace',
];

const MOST_LINES = 400;

/** Finds the exception in the fields of an entry; undefined where there is none. */
export function exceptionOfFields(fields: Fields): FoundException | undefined {
  for (const holder of HOLDERS) {
    const found = heldBy(valueAt(fields, holder));
    if (found) return found;
  }
  return build(textOf(fields, TOP_TYPES), textOf(fields, TOP_TEXTS), firstOf(fields, TOP_TRACES));
}

function heldBy(value: unknown): FoundException | undefined {
  if (typeof value === 'string') return exceptionIn(linesOf(value));
  const held = fieldsOf(value);
  return held && build(textOf(held, TYPES), textOf(held, TEXTS), firstOf(held, TRACES));
}

/** An object with a name and a text alone may be anything: it takes a trace, or a type that says so. */
function build(
  type: string | undefined,
  text: string | undefined,
  trace: unknown,
): FoundException | undefined {
  const lines = traceLines(trace);
  const read = lines.length === 0 ? undefined : exceptionIn(lines);
  const isException =
    read !== undefined ||
    lines.length > 0 ||
    (type !== undefined && /[a-z](?:Error|Exception|Exit)|^(?:Runtime|Sandbox|Extension)\./.test(type));
  if (!isException) return undefined;
  const frames = read?.reading.frames ?? framesOf(lines, false);
  const reading: ExceptionReading = { type: (type ?? read?.reading.type ?? 'Error').slice(0, 200), frames };
  return { reading, message: text ?? read?.message ?? '', isFatal: false };
}

/** A trace is a text, or a list of lines, or a list of objects with the parts of a frame. */
function traceLines(trace: unknown): readonly string[] {
  if (typeof trace === 'string') return linesOf(trace);
  if (!Array.isArray(trace)) return [];
  return trace.slice(0, MOST_LINES).flatMap((line: unknown) => {
    if (typeof line === 'string') return linesOf(line);
    const frame = fieldsOf(line);
    return frame ? [frameLine(frame)] : [];
  });
}

function frameLine(frame: Fields): string {
  const owner = textOf(frame, ['class', 'className', 'declaringClass', 'module']);
  const name = textOf(frame, ['method', 'methodName', 'function', 'func']) ?? '?';
  const file = textOf(frame, ['file', 'fileName', 'filename', 'source']) ?? 'unknown';
  return `    at ${owner === undefined ? '' : `${owner}.`}${name} (${file}:1)`;
}
