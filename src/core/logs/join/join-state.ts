import type { OpenEntry } from './open-entry.ts';

/** What a joiner remembers between batches of one stream: plain JSON, at most 64 KiB. */
export interface JoinState {
  readonly version: 1;
  /** Writer of the last line that told its writer. */
  readonly recent: string;
  /** Lines so far. */
  readonly count: number;
  /** The open entries, in the order in which they began. */
  readonly lanes: readonly OpenEntry[];
}

/** What a joiner begins with: copies of the open entries, or nothing where the state is none of ours. */
export function lanesFrom(state: JoinState | undefined): {
  readonly lanes: Map<string, OpenEntry>;
  recent: string;
  count: number;
} {
  if (state?.version !== 1 || !Array.isArray(state.lanes)) return { lanes: new Map(), recent: '', count: 0 };
  const copies = state.lanes.map((entry) => ({
    ...entry,
    head: [...entry.head],
    tail: [...entry.tail],
    pending: [...entry.pending],
  }));
  return {
    lanes: new Map(copies.map((entry) => [entry.lane, entry])),
    recent: state.recent,
    count: state.count,
  };
}
