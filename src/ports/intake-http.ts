/** A request as both servers see it: the one on a laptop and the one behind a function URL. */
export interface IntakeHead {
  readonly method: string;
  /** Path as it was sent, without the query. */
  readonly path: string;
  /** What stands behind the question mark; may be empty. */
  readonly query: string;
  /** Value of a header by its lower-case name. */
  readonly header: (name: string) => string | undefined;
}

/** Gives the body of a request, when it is wanted; `too-large` when it went past the limit, `busy` when memory is short. */
export type ReadBytes = () => Promise<Uint8Array | 'too-large' | 'busy'>;

/** What a shipper is answered. The body is JSON in one line. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
