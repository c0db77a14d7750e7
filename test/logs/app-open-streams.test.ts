import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoOpenStreams } from '#adapters/aws/dynamo-open-streams';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { openEmbeddedDynamo } from '#adapters/local/embedded-dynamo';
import { memoryOpenStreams } from '#adapters/local/memory-open-streams';
import { flushSilent, watchLines } from '#app/logs/watch-entries';
import { epochMs } from '#core/time';
import type { OpenStreams } from '#ports/open-streams';
import { appLogging, batchOf } from '../support/app-logs.ts';
import { OWN_TRACES, withNeighbours } from '../support/app-traces.ts';

const NEVER = epochMs(4_000_000_000_000);

async function withEmbedded(
  body: (db: Awaited<ReturnType<typeof openEmbeddedDynamo>>) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'trailhound-'));
  const opened = await openEmbeddedDynamo(folder);
  try {
    await body(opened);
  } finally {
    await opened.close();
    await rm(folder, { recursive: true });
  }
}

const stores: Readonly<Record<string, (body: (store: OpenStreams) => Promise<void>) => Promise<void>>> = {
  memory: (body) => body(memoryOpenStreams()),
  DynamoDB: (body) => withEmbedded((opened) => body(dynamoOpenStreams(opened))),
};

describe.each(Object.entries(stores))('open streams in %s', (_name, using) => {
  it('are found from their instant on, once each, and forgotten unless they were noted again', async () => {
    await using(async (store) => {
      const note = (key: string, notedAt: number) => store.note({ key, notedAt: epochMs(notedAt) }, NEVER);
      await note('a', 100);
      await note('b', 200);
      await note('a', 300);
      expect(await store.notedBefore(epochMs(99), 9)).toEqual([]);
      expect(await store.notedBefore(epochMs(200), 9)).toEqual([{ key: 'b', notedAt: 200 }]);
      expect(await store.notedBefore(epochMs(300), 9)).toHaveLength(2);
      expect(await store.notedBefore(epochMs(300), 1)).toHaveLength(1);
      await store.forget({ key: 'a', notedAt: epochMs(100) });
      await store.forget({ key: 'b', notedAt: epochMs(200) });
      await store.forget({ key: 'none', notedAt: epochMs(200) });
      expect(await store.notedBefore(epochMs(300), 9)).toEqual([{ key: 'a', notedAt: 300 }]);
    });
  });

  it('are found past one page of answers', async () => {
    await using(async (store) => {
      for (let n = 0; n < 130; n += 1) await store.note({ key: `k${n}`, notedAt: epochMs(n) }, NEVER);
      expect(await store.notedBefore(epochMs(1_000), 1_000)).toHaveLength(130);
    });
  });
});

describe('application logs on DynamoDB', () => {
  it('join a trace over two batches and survive what tables allow', async () => {
    await withEmbedded(async (opened) => {
      const memory = appLogging();
      const deps = {
        ...memory,
        findings: dynamoFindingStore(opened),
        state: dynamoStateStore(opened),
        openStreams: dynamoOpenStreams(opened),
      };
      const lines = withNeighbours(OWN_TRACES['python']!);
      for (let cut = 2; cut < 5; cut += 1) {
        const stream = `s${cut}`;
        await watchLines(
          [batchOf(lines.slice(0, cut), 0, stream), batchOf(lines.slice(cut), cut, stream)],
          deps,
        );
      }
      memory.clock.advance(61_000);
      await flushSilent(deps);

      expect(await deps.findings.pendingAlerts(9)).toMatchObject([
        { count: 3, context: { kind: 'log', template: expect.stringContaining('KeyError') } },
      ]);
    });
  });
});
