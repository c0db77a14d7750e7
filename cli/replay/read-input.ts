import { story } from '#adapters/local/story/story';
import type { ReadItem } from '#ports/read-item';
import type { CliContext } from '../context.ts';
import { openLogs } from '../input/open-logs.ts';
import { plural } from '../output/numbers.ts';

/** Yields what the paths hold, or the made-up day where there are none. */
export function readInput(paths: readonly string[], context: CliContext): AsyncIterable<readonly ReadItem[]> {
  if (paths.length === 0) return storyItems(context);
  context.say(`Input: ${paths.join(', ')}.`);
  return openLogs(paths, context, { printsMeanwhile: true }).items;
}

async function* storyItems({ say }: CliContext): AsyncIterable<readonly ReadItem[]> {
  const records = story();
  say(
    `Input: a made-up day in account 123456789012, ${plural(records.length, 'event')}, an intrusion among them.`,
  );
  yield records.map((record, index) => ({ type: 'record', record, file: 'story', offset: index }));
}
