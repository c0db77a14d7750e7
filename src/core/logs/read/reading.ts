import type { EpochMs } from '../../time.ts';
import type { LogLevel } from '../log-entry.ts';

/**
 * What makes an entry an error. `log`: a line at an error level; `exception`: an exception or stack trace;
 * `timeout`, `out-of-memory`, `init`, `crash`: Lambda's own reports; `http`: an access line with status 5xx.
 */
export type ErrorKind = 'log' | 'exception' | 'timeout' | 'out-of-memory' | 'init' | 'crash' | 'http';

/** An exception that an entry tells of. */
export interface ExceptionReading {
  /** `java.lang.IllegalStateException`, `TypeError`, `panic`. */
  readonly type: string;
  /** Up to 5, innermost first, own code first where that can be told, without line numbers and addresses. */
  readonly frames: readonly string[];
}

/** What was understood of one entry. */
export interface EntryReading {
  /** Undefined: the format has none and nothing says so. */
  readonly level: LogLevel | undefined;
  /** Set where the entry is an error. */
  readonly kind: ErrorKind | undefined;
  /** What it says, without time, level, host, pid and logger: one line, at most 2,000 characters. */
  readonly message: string;
  readonly exception?: ExceptionReading;
  readonly logger?: string;
  /** Its own time, where it can be told. */
  readonly at?: EpochMs;
  /** The own fields of an entry in JSON or logfmt. */
  readonly fields?: Readonly<Record<string, unknown>>;
}
