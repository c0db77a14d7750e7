/** Input that could not be understood, kept so that it can be looked at and delivered again. */
export interface QuarantinedInput {
  /** File, log stream or function, with the place in it: `trail.json.gz`, `log-group:stream`. */
  readonly source: string;
  /** Byte offset in the decoded source, or index in the batch. */
  readonly offset: number;
  /** What was found and what was expected; never a quotation of the input. */
  readonly reason: string;
  /** The input as it came; adapters may cut it and say so. */
  readonly raw: string;
}

export interface Quarantine {
  /** Keeps the inputs. The same input from the same place is kept once, however often it is delivered. */
  readonly put: (inputs: readonly QuarantinedInput[]) => Promise<void>;
}
