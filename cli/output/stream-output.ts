/** What the command line needs of `process.stdout` and `process.stderr`. */
export type OutputStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** The reader of our output went away (`| head`): not an error, there is just nobody left to talk to. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}

/** One output stream: collects small texts, writes large ones, and waits when the reader is slow. */
export interface Output {
  /** Adds text. Cheap: written out once enough has come together. Throws `OutputClosed` when nobody reads any more. */
  readonly write: (text: string) => void;
  /** Writes out what is left and waits until the stream has room again. Rejects with `OutputClosed`. */
  readonly flush: () => Promise<void>;
  readonly isTerminal: boolean;
  /** Characters in a line of the terminal now; `undefined` where lines have no end (a file, a pipe). */
  readonly columns: () => number | undefined;
}

const CHUNK_CHARS = 64 * 1024;
const NARROWEST = 40;

/** Wraps a stream. Broken pipes surface as `OutputClosed` from the next `write` or `flush`, other errors as they are. */
export function streamOutput(stream: OutputStream): Output {
  let waiting = '';
  let failure: Error | undefined;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    const gone = error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED' || error.code === 'EOF';
    failure = gone ? new OutputClosed() : error;
  });
  const check = (): void => {
    if (failure) throw failure;
  };
  const push = (): void => {
    const text = waiting;
    waiting = '';
    stream.write(text);
  };
  return {
    isTerminal: stream.isTTY === true,
    columns: () =>
      stream.isTTY === true && stream.columns ? Math.max(stream.columns, NARROWEST) : undefined,
    write: (text) => {
      check();
      waiting += text;
      if (waiting.length >= CHUNK_CHARS) push();
    },
    flush: async () => {
      check();
      const text = waiting;
      waiting = '';
      // The callback comes once the stream has taken the text, with its error if it could not.
      await new Promise<void>((done) => stream.write(text, () => done()));
      // Node calls back before it emits 'error'.
      if (!failure) await new Promise<void>((done) => setImmediate(done));
      check();
    },
  };
}
