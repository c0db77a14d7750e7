import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TrailhoundError } from '#core/errors';
import type { AlertSink } from '#ports/alert-sink';

const NEWLINE = 0x0a;

/**
 * Appends each alert's JSON as one line to a file (`.trailhound/alerts.ndjson`), on disk before it answers.
 *
 * A line that a crash left unfinished is ended first, so it spoils no other. Rejects with `TH_ALERT_SEND`.
 */
export function fileAlertSink(path: string): AlertSink {
  return {
    send: async ({ json }) => {
      try {
        await mkdir(dirname(path), { recursive: true });
        const file = await open(path, 'a+');
        try {
          const start = (await endsUnfinished(file)) ? '\n' : '';
          await file.appendFile(`${start}${json}\n`);
          await file.datasync();
        } finally {
          await file.close();
        }
      } catch (cause) {
        throw new TrailhoundError('TH_ALERT_SEND', `${path}: the alert could not be appended`, { cause });
      }
    },
  };
}

async function endsUnfinished(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== NEWLINE;
}
