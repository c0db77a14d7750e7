import { TrailhoundError } from '#core/errors';

/** What the command line needs of `process.stdout` and `process.stderr`. */
export type OutputStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** The reader of our output went away (`| head`): not an error, there is just nobody left to talk to. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}

/** One output stream: collects small texts, writes large ones, and waits when the reader is slow. */
export interface Output {
  /** Adds text. Throws `OutputClosed` when nobody reads any more. */
  readonly write: (text: string) => void;
  /** Writes out what is left and waits until the stream has taken it. Rejects with `OutputClosed`. */
  readonly flush: () => Promise<void>;
  readonly isTerminal: boolean;
  /** Characters in a line of the terminal now; `undefined` where lines have no end (a file, a pipe). */
  readonly columns: () => number | undefined;
}

export interface OutputOptions {
  /**
   * `data`: what was asked for; written in large pieces, and without a reader there is nothing left to do.
   * `talk`: remarks; written at once, and without a reader the work goes on.
   */
  readonly kind: 'data' | 'talk';
}

const CHUNK_CHARS = 64 * 1024;
const NARROWEST = 40;
const GONE: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EOF', 'ERR_STREAM_DESTROYED']);

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file is as large as files may be',
  EIO: 'the device failed',
  EBADF: 'it is closed',
  ERR_STREAM_WRITE_AFTER_END: 'it is closed',
};

function failureOf(cause: NodeJS.ErrnoException): Error {
  if (GONE.has(cause.code)) return new OutputClosed();
  const why = REASONS[cause.code ?? ''];
  return why === undefined
    ? cause
    : new TrailhoundError('TH_OUTPUT_WRITE', `output is cut off: ${why}`, { cause });
}

/**
 * Wraps a stream. A broken pipe surfaces as `OutputClosed` from the next `write` or `flush`, a full disk and its like as
 * `TH_OUTPUT_WRITE`, other errors as they are.
 */
export function streamOutput(stream: OutputStream, { kind }: OutputOptions): Output {
  let waiting = '';
  let isDirty = false;
  let failure: Error | undefined;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    failure ??= failureOf(error);
  });
  const isUsable = (): boolean => {
    if (failure && kind === 'data') throw failure;
    return failure === undefined;
  };
  return {
    isTerminal: stream.isTTY === true,
    columns: () =>
      stream.isTTY === true && stream.columns ? Math.max(stream.columns, NARROWEST) : undefined,
    write: (text) => {
      if (!isUsable()) return;
      waiting += text;
      isDirty = true;
      if (kind === 'data' && waiting.length < CHUNK_CHARS) return;
      stream.write(waiting);
      waiting = '';
    },
    flush: async () => {
      if (!isUsable() || !isDirty) return;
      const text = waiting;
      waiting = '';
      isDirty = false;
      await new Promise<void>((done) => void stream.write(text, () => done()));
      // Node calls back before it emits 'error'.
      if (!failure) await new Promise<void>((done) => setImmediate(done));
      isUsable();
    },
  };
}
