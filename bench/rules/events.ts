import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readLogFiles } from '#adapters/local/log-files';
import { storyVariants } from '#adapters/local/story/story';

const RECORDED = ['stratus', 'invictus'].map((name) =>
  fileURLToPath(new URL(`../../../shared/data/${name}`, import.meta.url)),
);
const MADE_UP = 2000;

/** CloudTrail records to match: recorded ones where they are there, else the made-up day that `npm start` replays. */
export async function benchEvents(): Promise<{
  readonly origin: string;
  readonly events: readonly object[];
}> {
  if (!RECORDED.every((folder) => existsSync(folder))) {
    const events = [...storyVariants(1, MADE_UP)];
    return { origin: 'made-up', events };
  }
  const events: object[] = [];
  for await (const batch of readLogFiles(RECORDED))
    for (const item of batch) if (item.type === 'record') events.push(item.record);
  return { origin: 'recorded', events };
}
