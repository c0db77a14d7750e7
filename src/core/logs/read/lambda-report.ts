import type { ErrorKind } from './reading.ts';

/** What Lambda itself says of a function. */
export interface LambdaReport {
  /** Undefined for reports of what went well. */
  readonly kind: ErrorKind | undefined;
  readonly message: string;
  /** Of a time-out: the invocation, so that its two reports are one error. */
  readonly requestId?: string;
  /** Another invocation begins, or another process. */
  readonly isStart?: boolean;
}

const UUID = String.raw`[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}`;
const TIMED_OUT = new RegExp(
  String.raw`^(?:\S{10,40}[ \t])?(?:RequestId: )?(${UUID}) (?:Error: )?Task timed out after [\d.]{1,12} seconds`,
);
const EXITED = new RegExp(
  String.raw`^(?:\S{10,40}[ \t])?RequestId: ${UUID} (?:Error: )?(Runtime exited[^\n]{0,200}|Process exited before completing request|Unknown application error occurred[^\n]{0,200})`,
);
const PROCESS_LINE = /^(?:(?:START|END) RequestId: |INIT_START )/;
const REPORT = /^(?:INIT_REPORT|RESTORE_REPORT|REPORT RequestId:)/;
const REQUEST_ID = new RegExp(`^REPORT RequestId: (${UUID})`);
const STATUS = /\bStatus: (\w+)/;
const ERROR_TYPE = /\bError Type: ([\w.]+)/;
const MEMORY = /\bMemory Size: (\d+) MB\s+Max Memory Used: (\d+) MB/;
const EARLY =
  /^(?:Runtime\.(?:ImportModuleError|HandlerNotFound|UserCodeSyntaxError|MalformedHandlerName|InvalidEntrypoint|InvalidWorkingDir)|Extension\.|Sandbox\.Init)/;

/** Reads a line of Lambda's own (its text format); undefined for a function's own text. */
export function readLambdaReport(line: string): LambdaReport | undefined {
  const text = line.slice(0, 2_000);
  if (PROCESS_LINE.test(text)) return { kind: undefined, message: text, isStart: !text.startsWith('END') };
  if (REPORT.test(text)) return report(text);
  const requestId = TIMED_OUT.exec(text)?.[1];
  if (requestId !== undefined) return { kind: 'timeout', message: TIMED_OUT_MESSAGE, requestId };
  const exited = EXITED.exec(text);
  if (!exited) return undefined;
  const reason = exited[1] ?? '';
  return reason.includes('signal: killed')
    ? { kind: 'out-of-memory', message: reason }
    : { kind: 'crash', message: reason };
}

/**
 * The same text wherever a time-out is told, so that it is one kind of error. Where it is told depends on the age of
 * the platform and not on the runtime: long a line of its own behind a REPORT without a status, later both that line
 * and `Status: timeout`, and by now often the status alone (a dashboard that searched for the line found none:
 * github.com/DataBiosphere/azul, issue 8140). So each of them is an error, and the joiner makes one entry of the two
 * that one invocation has.
 */
const TIMED_OUT_MESSAGE = 'Task timed out';

function report(text: string): LambdaReport {
  const status = STATUS.exec(text)?.[1];
  if (status !== 'error' && status !== 'timeout') return { kind: undefined, message: text };
  const [, size, used] = MEMORY.exec(text) ?? [];
  const requestId = REQUEST_ID.exec(text)?.[1];
  const failed = failedReport(
    text.startsWith('INIT_'),
    status,
    ERROR_TYPE.exec(text)?.[1],
    size !== undefined && size === used,
  );
  return failed.kind === 'timeout' && requestId !== undefined ? { ...failed, requestId } : failed;
}

/** What a report of a failed start or call means, by its status and error type. */
export function failedReport(
  isInit: boolean,
  status: string,
  errorType: string | undefined,
  isFull: boolean,
): LambdaReport {
  const type = errorType === undefined ? '' : `: ${errorType}`;
  if (isInit) return { kind: 'init', message: `Lambda could not initialise (${status})${type}` };
  if (status === 'timeout') return { kind: 'timeout', message: TIMED_OUT_MESSAGE };
  if (errorType === 'Runtime.OutOfMemory' || (isFull && errorType !== undefined))
    return { kind: 'out-of-memory', message: 'Lambda ran out of memory' };
  if (errorType !== undefined && EARLY.test(errorType))
    return { kind: 'init', message: `Lambda could not start${type}` };
  return { kind: 'crash', message: `Lambda invocation ended with ${status}${type}` };
}

/** The kind of error that a type of Lambda's runtime interface stands for; undefined for a type of the function's own. */
export function kindOfRuntimeType(type: string): ErrorKind | undefined {
  if (type === 'Runtime.OutOfMemory') return 'out-of-memory';
  if (type === 'Runtime.ExitError') return 'crash';
  if (/^(?:Sandbox|States)\.Timed?out$/i.test(type)) return 'timeout';
  return EARLY.test(type) ? 'init' : undefined;
}
