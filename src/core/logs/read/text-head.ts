import type { EpochMs } from '../../time.ts';
import type { LogLevel } from '../log-entry.ts';

/** What stands before the message of a line of plain text. */
export interface TextHead {
  readonly level: LogLevel | undefined;
  /** Whether a time stands there: such a line begins a statement. */
  readonly timed: boolean;
  readonly at?: EpochMs;
  readonly logger?: string;
  /** Thread, process, logger and the like, as one text: the same for lines of one writer. */
  readonly who: string;
  /** Index of the message. */
  readonly message: number;
}

/** How much of a line is looked at for its head. */
export const HEAD_WINDOW = 600;
