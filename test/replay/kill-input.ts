import { writeFileSync } from 'node:fs';
import { story } from '#adapters/local/story/story';
import type { CloudTrailRecord } from '#core/event';

/** More failed sign-ins than one finding keeps inside itself, so that event pages are written too. */
const FLOOD = 130;
const BAD_LINES = ['no JSON at all', '{"eventName":"cut off', '[1,2'];

/**
 * Writes the input of the kill runs as JSON lines: a made-up day of about 460 events with an intrusion in it, a flood of
 * failed sign-ins among them, and three lines that are no events. Answers how many events it holds.
 */
export function writeKillInput(path: string): number {
  const records = withFlood(story({ targetEvents: 400 }));
  const lines = records.map((record) => JSON.stringify(record));
  for (const [at, bad] of BAD_LINES.entries()) lines.splice((at + 1) * 120, 0, bad);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return records.length;
}

/** Copies of one failed sign-in, each an event of its own, spread over everything that comes behind it. */
function withFlood(records: readonly CloudTrailRecord[]): readonly CloudTrailRecord[] {
  const at = records.findIndex(({ eventName, errorMessage }) => eventName === 'ConsoleLogin' && errorMessage);
  const sample = records[at];
  if (!sample) throw new Error('the made-up day has no failed sign-in');
  const flood = Array.from({ length: FLOOD }, (_, n) => ({
    ...sample,
    eventID: `f100d000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  }));
  const head = records.slice(0, at + 1);
  const tail = records.slice(at + 1);
  const step = Math.max(1, Math.floor(FLOOD / Math.max(1, tail.length)));
  return [...head, ...tail.flatMap((record) => [...flood.splice(0, step), record]), ...flood];
}
