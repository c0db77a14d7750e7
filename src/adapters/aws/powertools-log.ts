import { Logger } from '@aws-lambda-powertools/logger';
import { TrailhoundError } from '#core/errors';
import type { Log, LogFields } from '#ports/log';

const UPPER = { debug: 'DEBUG', info: 'INFO', warn: 'WARN', error: 'ERROR' } as const;
export type LogLevel = keyof typeof UPPER;

/**
 * Writes one line of JSON for each message, as CloudWatch Logs Insights reads it. `service` names the function.
 *
 * A field does not take the place of what every line has (`level`, `message`, `service`, `timestamp`): Powertools drops
 * it, and says so on a line of its own.
 */
export function powertoolsLog(service: string, level: LogLevel): Log {
  const logger = new Logger({ serviceName: service, logLevel: UPPER[level] });
  return {
    debug: (message, fields) => logger.debug(message, { ...fields }),
    info: (message, fields) => logger.info(message, { ...fields }),
    warn: (message, fields) => logger.warn(message, { ...fields }),
    error: (message, fields, cause) => logger.error(message, { ...fields, ...describe(cause) }),
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
