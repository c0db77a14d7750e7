import { Logger } from '@aws-lambda-powertools/logger';
import { TrailhoundError } from '#core/errors';
import type { Log, LogFields } from '#ports/log';
import { currentInvocation } from './invocation.ts';

const UPPER = { debug: 'DEBUG', info: 'INFO', warn: 'WARN', error: 'ERROR' } as const;
export type LogLevel = keyof typeof UPPER;

export interface LogSettings {
  readonly logLevel: LogLevel;
  /** Share of invocations, 0 to 1, that write everything, debug too. @default 0 */
  readonly logSampleRate?: number;
}

/**
 * Writes one line of JSON for each message, as CloudWatch Logs Insights reads it. `service` names the function.
 *
 * Inside an invocation every line has its `correlation_id` and `function_request_id`. A field does not take the place of
 * what every line has (`level`, `message`, `service`, `timestamp`): Powertools drops it, and says so on a line of its own.
 */
export function powertoolsLog(service: string, { logLevel, logSampleRate = 0 }: LogSettings): Log {
  const logger = new Logger({
    serviceName: service,
    logLevel: UPPER[logLevel],
    ...(logSampleRate > 0 ? { sampleRateValue: logSampleRate } : {}),
  });
  let sampled = '';
  const ids = (): LogFields => {
    const invocation = currentInvocation();
    if (invocation === undefined) return {};
    if (logSampleRate > 0 && invocation.requestId !== sampled) {
      sampled = invocation.requestId;
      logger.refreshSampleRateCalculation();
    }
    return { correlation_id: invocation.correlationId, function_request_id: invocation.requestId };
  };
  const joined = (fields?: LogFields, cause?: unknown): LogFields => ({
    ...ids(),
    ...fields,
    ...describe(cause),
  });
  return {
    debug: (message, fields) => logger.debug(message, joined(fields)),
    info: (message, fields) => logger.info(message, joined(fields)),
    warn: (message, fields) => logger.warn(message, joined(fields)),
    error: (message, fields, cause) => logger.error(message, joined(fields, cause)),
  };
}

/** Kind and code only, of the error and of what caused it: messages of parsers and services quote what they read. */
function describe(cause: unknown): LogFields {
  if (cause === undefined) return {};
  if (!(cause instanceof Error)) return { errorKind: typeof cause };
  const behind = cause.cause instanceof Error ? { causeKind: cause.cause.name } : {};
  // Our own messages quote nothing: see TrailhoundError.
  const own = cause instanceof TrailhoundError ? { errorCode: cause.code, errorText: cause.message } : {};
  return { errorKind: cause.name, ...own, ...behind };
}
