/** What loading from YAML took: processor time, as everything here. */
export interface LoadResult {
  /** Until rules can be asked. */
  readonly loadMs: number;
}

/** What loading compiled rules and matching took. */
export interface MatchResult {
  readonly parseMs: number;
  /** From parsed rules to the answer about one event, in a process that has just started. */
  readonly firstMs: number;
  /** Of rules, index and what was compiled for the events. */
  readonly heapBytes: number;
  readonly matchesPerEvent: number;
  readonly microsPerEvent: number;
  /** Of JSON.parse of the event's text: what every event costs before it can be matched. */
  readonly parseMicrosPerEvent: number;
}

/** The results of all rounds with one set of rules. */
export interface SetResults {
  readonly size: number;
  readonly sameEvents: number;
  readonly jsonBytes: number;
  readonly loads: readonly LoadResult[];
  readonly matches: readonly MatchResult[];
}
