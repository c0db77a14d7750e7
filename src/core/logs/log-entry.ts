import type { EpochMs } from '../time.ts';

/** Levels of a statement in a log, worst first. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** How bad a program says that something is. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One line (or one CloudWatch log event, which may hold newlines) as it came. */
export interface LogLine {
  readonly text: string;
  /** When the carrier says it was written; absent for a file. */
  readonly at?: EpochMs;
  /** The same for two deliveries of one line, different for two lines of one stream. */
  readonly key: string;
  /** Line number from 1 in a file; in a stream its place in the batch. */
  readonly place: number;
}

/** One statement of a program: one line, or several that belong together. */
export interface LogEntry {
  /** The lines as they came, joined by `\n`; at most 64 KiB, cut in the middle. */
  readonly text: string;
  /** Place of the first line. */
  readonly first: number;
  /** Place of the last line. */
  readonly last: number;
  /** Key of the first line. */
  readonly key: string;
  /** When the first line was written, where its carrier says so. */
  readonly at?: EpochMs;
}
