import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { storyVariants } from '#adapters/local/story/story';

/** How the corpus is laid out: one record a line, or one `{"Records":[…]}` on a single line as in a trail's file. */
export type CorpusShape = 'ndjson' | 'records';

/** What was written. */
export interface Corpus {
  readonly events: number;
  readonly bytes: number;
}

const CHUNK_CHARACTERS = 256 * 1024;

/**
 * Writes a file of at least `bytes` bytes (and less than one record more) of varied records, about 1.3 KB each.
 *
 * Memory stays flat: the writer waits for the disk. The same arguments give the same file. An existing file is
 * replaced; a path that cannot be written throws what Node says.
 */
export async function generateCorpus(
  path: string,
  bytes: number,
  shape: CorpusShape,
  seed: number,
): Promise<Corpus> {
  const written = { events: 0, bytes: 0 };
  await pipeline(
    Readable.from(chunks(bytes, shape, seed, written), { objectMode: true }),
    createWriteStream(path),
  );
  return written;
}

function* chunks(
  bytes: number,
  shape: CorpusShape,
  seed: number,
  written: { events: number; bytes: number },
) {
  const [opening, between, closing] = shape === 'records' ? ['{"Records":[', ',', ']}\n'] : ['', '\n', '\n'];
  let text = opening;
  let size = opening.length + closing.length;
  for (const record of storyVariants(seed)) {
    const line = `${written.events === 0 ? '' : between}${JSON.stringify(record)}`;
    text += line;
    size += line.length;
    written.events += 1;
    if (size >= bytes) break;
    if (text.length < CHUNK_CHARACTERS) continue;
    yield Buffer.from(text, 'latin1');
    text = '';
  }
  // Stories are ASCII throughout, so characters are bytes.
  yield Buffer.from(text + closing, 'latin1');
  written.bytes = size;
}
