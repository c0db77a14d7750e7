import type { LogEntry, LogLine } from '../log-entry.ts';
import { type JoinState, lanesFrom } from './join-state.ts';
import { finish, type Joining, retire, take } from './lanes.ts';
import type { OpenEntry } from './open-entry.ts';

export type { JoinState } from './join-state.ts';

/** Joins the lines of one stream, in their order, into entries. */
export interface LineJoiner {
  /** Entries that are complete now. */
  add(line: LogLine): readonly LogEntry[];
  /** What is open, given out as it is: end of a file, or a stream that went silent. */
  flush(): readonly LogEntry[];
  /** How many entries are open. */
  open(): number;
  /** For the next batch of this stream; undefined when nothing is open. */
  state(): JoinState | undefined;
}

/**
 * Begins where an earlier batch of the stream ended. The entries are the same however the lines are split over batches;
 * a state that this version can't read is passed over.
 *
 * Blank lines between statements make no entry. A line that already holds newlines is one entry.
 */
export function lineJoiner(state?: JoinState): LineJoiner {
  const known = lanesFrom(state);
  const joining: Joining = { ...known, out: [] };
  return {
    add(line) {
      joining.count += 1;
      take(joining, withoutEnd(line));
      retire(joining);
      return joining.out.splice(0);
    },
    flush() {
      while (joining.lanes.size > 0) for (const lane of [...joining.lanes.keys()]) finish(joining, lane);
      return joining.out.splice(0);
    },
    open: () => joining.lanes.size,
    state: () => (joining.lanes.size === 0 ? undefined : snapshot(joining)),
  };
}

const withoutEnd = (line: LogLine): LogLine => {
  const text = line.text.replace(/[\r\n]{1,4}$/, '');
  return text.length === line.text.length ? line : { ...line, text };
};

const snapshot = ({ lanes, recent, count }: Joining): JoinState => ({
  version: 1,
  recent,
  count,
  lanes: structuredCopy([...lanes.values()]),
});

/** The state must not change with the joiner that it came from. */
const structuredCopy = (entries: readonly OpenEntry[]): readonly OpenEntry[] =>
  entries.map((entry) => ({
    ...entry,
    head: [...entry.head],
    tail: [...entry.tail],
    pending: [...entry.pending],
  }));
