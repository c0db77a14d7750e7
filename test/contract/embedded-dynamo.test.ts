import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { SoundLevel } from '#adapters/local/dynalite';
import { type EmbeddedDynamo, openEmbeddedDynamo } from '#adapters/local/embedded-dynamo';
import { TABLES } from '#config/tables';
import { groupMatches } from '#core/dedup';
import { type EpochMs, epochMs } from '#core/time';
import { batches, seeded } from '../support/dynamo-events.ts';
import {
  expectedTable,
  NOW,
  recordMatches,
  settingsAt,
  storyMatches,
  tableOf,
} from '../support/dynamo-story.ts';
import { rawItems } from '../support/dynamo-tables.ts';

const SEED = Number(process.env['TRAILHOUND_SEED'] ?? 20260301);
const KILLS = Number(process.env['TRAILHOUND_KILLS'] ?? 8);
const WRITER = fileURLToPath(new URL('../support/dynamo-writer.ts', import.meta.url));
const DAY_MS = 86_400_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailhound-'));
});
afterEach(async () => {
  await Promise.allSettled(running.splice(0).map((opened) => opened.close()));
  await rm(folder, { recursive: true });
});

// What a failed test leaves open would keep the runner from ending.
const running: EmbeddedDynamo[] = [];
async function open(options?: { readonly now?: EpochMs }): Promise<EmbeddedDynamo> {
  const opened = await openEmbeddedDynamo(folder, options);
  running.push(opened);
  return opened;
}

describe('the embedded database', () => {
  it('has after a restart what it had before', async () => {
    const before = await open();
    await recordMatches(dynamoFindingStore(before), storyMatches());
    await before.close();
    const after = await open();

    expect(await tableOf(dynamoFindingStore(after), storyMatches())).toBe(
      await expectedTable(storyMatches()),
    );
    await after.close();
  });

  it('lets one process in at a time, and the next one after it', async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({ code: 'TH_STORE_LOCKED' });
    expect(await dynamoFindingStore(first).pendingAlerts(1)).toEqual([]);
    await first.close();
    await (await open()).close();
  });

  it('deletes what has expired when it starts, and nothing else', async () => {
    const first = await open({ now: NOW });
    const state = dynamoStateStore(first);
    await state.write('short', 1, undefined, epochMs(NOW + DAY_MS));
    await state.write('long', 2, undefined, epochMs(NOW + 30 * DAY_MS));
    await recordMatches(dynamoFindingStore(first), storyMatches(), { ...settingsAt(), retentionDays: 2 });
    await first.close();
    const soon = await open({ now: epochMs(NOW + 3 * DAY_MS) });
    expect(await rawItems(soon.db, soon.findingsTable)).toEqual([]);
    // The keys of events outlive their finding, by two weeks at most.
    expect((await rawItems(soon.db, soon.stateTable)).length).toBeGreaterThan(1);
    await soon.close();
    const later = await open({ now: epochMs(NOW + 17 * DAY_MS) });

    expect(await dynamoStateStore(later).read('short')).toBeUndefined();
    expect(await dynamoStateStore(later).read('long')).toEqual({ value: 2, version: 1 });
    expect(await rawItems(later.db, later.stateTable)).toHaveLength(1);
    await later.close();
  });

  it('lets old versions go: a folder does not keep every value that a key ever had', async () => {
    const opened = await open();
    const store = dynamoFindingStore(opened);
    await store.pendingAlerts(1);
    const text = 'x'.repeat(100_000);
    for (let n = 0; n < 300; n += 1) {
      const Item = { owner: 'same', item: 'same', text, n };
      await opened.db.send(new PutCommand({ TableName: opened.stateTable, Item }));
    }
    await opened.close();
    const level = new SoundLevel(join(folder, 'db'));
    await level.open();
    await level.compactRange('\0', '\u{10FFFF}');
    expect(await level.approximateSize('\0', '\u{10FFFF}')).toBeLessThan(1_000_000);
    await level.close();
  });

  it('repairs what a kill left: rows without items, items without rows, a table half created', async () => {
    const first = await open();
    await recordMatches(dynamoFindingStore(first), storyMatches());
    const before = await indexRows(first);
    await first.close();
    await tearIndexes();
    const repaired = await open();

    expect(await indexRows(repaired)).toEqual(before);
    await repaired.close();
  });

  it(`loses nothing that was acknowledged in ${KILLS} kills at random moments`, async () => {
    const matches = storyMatches();
    const random = seeded(SEED);
    let finished = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const acknowledged = await killedWriter(random);
      finished = Math.max(finished, acknowledged);
      const opened = await open();
      const counted = await countedKeys(opened);
      const known = batches(matches, 3).slice(0, acknowledged).flat();
      const missing = groupMatches(known).flatMap(({ findingId, events }) =>
        events.filter(({ key }) => !counted.get(findingId)?.has(key)),
      );
      expect(missing).toEqual([]);
      await opened.close();
    }
    expect(finished).toBeGreaterThan(0);
    const last = await open();
    const store = dynamoFindingStore(last);
    await recordMatches(store, matches);
    expect(await tableOf(store, matches)).toBe(await expectedTable(matches));
    const items = await rawItems(last.db, last.findingsTable);
    for (const { name, partitionKey } of TABLES.findings.indexes) {
      const rows = await rawItems(last.db, last.findingsTable, name);
      expect([name, rows.length]).toEqual([
        name,
        items.filter((item) => item[partitionKey] !== undefined).length,
      ]);
    }
    await last.close();
  }, 120_000);
});

async function indexRows(opened: {
  db: Parameters<typeof rawItems>[0];
  findingsTable: string;
}): Promise<unknown> {
  const rows = TABLES.findings.indexes.map(async ({ name }) => {
    const texts = (await rawItems(opened.db, opened.findingsTable, name)).map((row) => JSON.stringify(row));
    return [name, texts.sort()];
  });
  return Promise.all(rows);
}

/** The keys of all events that each finding counts. */
async function countedKeys({
  db,
  findingsTable,
  stateTable,
}: EmbeddedDynamo): Promise<Map<string, Set<string>>> {
  const counted = new Map<string, Set<string>>();
  const add = (findingId: string, keys: readonly string[]): void => {
    counted.set(findingId, new Set([...(counted.get(findingId) ?? []), ...keys]));
  };
  for (const item of await rawItems(db, findingsTable)) {
    add(
      item['findingId']?.S ?? '',
      (item['counted']?.M?.['keys']?.L ?? []).map(({ S = '' }) => S),
    );
  }
  for (const page of await rawItems(db, stateTable)) {
    add((page['owner']?.S ?? '').split('#')[1] ?? '', page['eventKeys']?.SS ?? []);
  }
  return counted;
}

/** Leaves the folder as a kill between two writes of dynalite may leave it. */
async function tearIndexes(): Promise<void> {
  const lock = new SoundLevel(join(folder, 'lock'));
  await lock.open();
  await lock.put('in-use', 'yes', { valueEncoding: 'utf8' });
  await lock.close();
  const level = new SoundLevel(join(folder, 'db'));
  await level.open();
  const prefix = `index-global~${TABLES.findings.name}~by-status~`;
  const rows = await level.iterator({ gte: prefix, lt: `${prefix}\u00FF` }).all();
  expect(rows.length).toBeGreaterThan(3);
  const [[firstKey, firstRow] = ['', {}], [secondKey] = ['']] = rows;
  await level.put(`${prefix}nobody/`, { ...(firstRow as object), findingId: { S: 'nobody' } });
  await level.put(`${firstKey}x`, firstRow);
  await level.put(firstKey, { ...(firstRow as object), count: { N: '999' } });
  await level.del(secondKey);
  const table = (await level.get(`table~${TABLES.findings.name}`)) as object;
  await level.put(`table~${TABLES.findings.name}`, { ...table, TableStatus: 'CREATING' });
  await level.close();
}

/** Runs a writer, kills it after a random time, answers how many batches it had acknowledged. */
async function killedWriter(random: () => number): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', WRITER, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const exited = once(child, 'exit');
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    // The clock starts when it has begun to work, so that a slow machine kills no compiler.
    if (said === '') setTimeout(() => child.kill('SIGKILL'), random() * 400);
    said += text;
  });
  await exited;
  return said.split('\n').filter((line) => line === 'acknowledged').length;
}
