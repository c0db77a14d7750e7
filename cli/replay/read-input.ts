import { story } from '#adapters/local/story/story';
import { escapeForTerminal } from '#core/escape';
import type { ReadItem } from '#ports/read-item';
import type { CliContext } from '../context.ts';
import { type LogInput, openLogs } from '../input/open-logs.ts';
import { plural } from '../output/numbers.ts';

/** Yields what the paths hold, and names what can't be read; or the made-up day where there are no paths. */
export function readInput(
  paths: readonly string[],
  context: CliContext,
): Pick<LogInput, 'items' | 'unsearched'> {
  if (paths.length === 0) return { items: storyItems(context), unsearched: () => 0 };
  context.say(`Input: ${escapeForTerminal(paths.join(', '))}.`);
  const input = openLogs(paths, context, { printsMeanwhile: true });
  return { items: namingFaults(input), unsearched: input.unsearched };
}

async function* namingFaults({ items, fault }: LogInput): AsyncIterable<readonly ReadItem[]> {
  for await (const batch of items) {
    for (const item of batch) if (item.type === 'fault') fault(item);
    yield batch;
  }
}

async function* storyItems({ say }: CliContext): AsyncIterable<readonly ReadItem[]> {
  const records = story();
  say(
    `Input: a made-up day in account 123456789012, ${plural(records.length, 'event')}, an intrusion among them.`,
  );
  yield records.map((record, index) => ({ type: 'record', record, file: 'story', offset: index }));
}
