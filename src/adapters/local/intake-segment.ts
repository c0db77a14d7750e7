import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file that only grows. */
export interface SegmentFile {
  /** Resolves with the number of bytes when they are on disk, for good. */
  readonly append: (text: string) => Promise<number>;
  readonly close: () => Promise<void>;
}

/** Makes a file, and its entry in the folder, that outlives a power cut once something was appended. */
export async function openSegment(path: string): Promise<SegmentFile> {
  const file = await open(path, 'ax', 0o600);
  await syncFolder(dirname(path));
  let sound = 0;
  return {
    append: async (text) => {
      const bytes = Buffer.from(text);
      try {
        await file.appendFile(bytes);
        await file.datasync();
      } catch (error) {
        // What was written in part would otherwise stand as a damaged line in the midst of others.
        await file.truncate(sound).catch(() => undefined);
        throw error;
      }
      sound += bytes.length;
      return bytes.length;
    },
    close: () => file.close(),
  };
}

/** Not every file system knows how: then the entry is written when it pleases. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
