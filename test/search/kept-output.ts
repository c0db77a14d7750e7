import { Writable } from 'node:stream';
import type { OutputStream } from '../../cli/output/stream-output.ts';

/** A stream that keeps what is written. */
export function keptOutput(): { readonly stream: OutputStream; readonly text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}
