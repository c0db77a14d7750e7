/** A whole value that was cut out of the stream. `bytes` is valid during the call only. */
export interface SplitValue {
  readonly bytes: Buffer;
  /** Of its first byte in the stream. */
  readonly offset: number;
  /** The list whose element it is: the name of a member, or `list` for a bare one. Absent for whole documents. */
  readonly list?: string;
  readonly deepest: number;
}

/** Who takes what the splitter finds. */
export interface SplitTarget {
  /** Answers `false` when the value is not JSON: then the splitter looks inside for the start of another. */
  readonly value: (value: SplitValue) => boolean;
  /**
   * Asks, before an element of a list that begins at `from` is cut out, whether it is wanted at all. Answers the index
   * behind it if not, -1 otherwise; only bytes before `end` count.
   */
  readonly skip?: (bytes: Buffer, from: number, end: number) => number;
  /**
   * What is no value: cut off, too large, between documents. `bytes` is its start, valid during the call only; `total`
   * is how many there are in all, where that is more.
   */
  readonly broken: (reason: string, offset: number, bytes: Buffer, total?: number) => void;
  /** A few words before an object in its line, such as the date and host of syslog, which are no fault. */
  readonly prefix?: () => void;
}

export interface SplitLimits {
  /** Largest value in bytes. */
  readonly valueBytes: number;
  /** How often, on average, a byte may be scanned again in search of the next value behind broken ones. */
  readonly rescanFactor: number;
  /** How much of what is broken is handed over. */
  readonly rawBytes: number;
}
