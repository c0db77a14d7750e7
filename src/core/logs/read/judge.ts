import type { EpochMs } from '../../time.ts';
import type { LogLevel } from '../log-entry.ts';
import { cleanMessage } from './clean-message.ts';
import type { FoundException } from './exception.ts';
import { kindOfRuntimeType } from './lambda-report.ts';
import { isErrorLevel } from './level-words.ts';
import type { EntryReading, ErrorKind } from './reading.ts';

/** What was found in an entry, before it is decided whether that is an error. */
export interface Findings {
  readonly level: LogLevel | undefined;
  readonly message: string;
  readonly exception?: FoundException | undefined;
  /** HTTP status of an access line. */
  readonly status?: number | undefined;
  readonly logger?: string | undefined;
  readonly at?: EpochMs | undefined;
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Decides whether an entry is an error. A level that it names has the last word: an exception told at WARN is none. An
 * entry that names none is an error by its exception alone, and an access line by its status.
 */
export function judge(found: Findings): EntryReading {
  const { exception, status, logger, at, fields } = found;
  const kind = kindOf(found);
  const level = found.level ?? (kind === undefined ? undefined : exception?.isFatal ? 'fatal' : 'error');
  return {
    level,
    kind,
    message: cleanMessage(found.message) || (status === undefined ? '' : `HTTP ${status}`),
    ...(exception && { exception: exception.reading }),
    ...(logger && { logger: cleanMessage(logger).slice(0, 200) }),
    ...(at !== undefined && { at }),
    ...(fields && { fields }),
  };
}

function kindOf({ level, message, exception, status }: Findings): ErrorKind | undefined {
  if (status !== undefined && status >= 500) return 'http';
  if (level !== undefined && !isErrorLevel(level)) return undefined;
  const runtime = exception && kindOfRuntimeType(exception.reading.type);
  if (runtime) return runtime;
  if (isErrorLevel(level) && message.includes('JavaScript heap out of memory')) return 'out-of-memory';
  if (exception) return 'exception';
  return level === undefined ? undefined : 'log';
}
