import type { EpochMs } from '../../time.ts';
import type { LogLevel } from '../log-entry.ts';

/** What a carrier wrote in front of a program's own text. */
export interface Carried {
  /** Names the writer: the same for all lines of one process and stream. */
  readonly lane: string;
  /** The program's own text, with its indentation. */
  readonly body: string;
  readonly level?: LogLevel;
  /** The level is the program's own, and not one that its carrier assumes. */
  readonly isSure?: boolean;
  readonly logger?: string;
  readonly at?: EpochMs;
}

/** Finds out whether a line came by one way, and what it carries. */
export type Recogniser = (text: string) => Carried | undefined;
