import { appendFile, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { epochMs } from '#core/time';
import { type IntakeSpool, openSpool } from './intake-spool.ts';

const record = (n: number) => ({ tag: 't', at: epochMs(n), key: `k${n}`, record: { n } });
const opened: IntakeSpool[] = [];
const newFolder = () => mkdtemp(join(tmpdir(), 'trailhound-spool-'));

async function open(folder: string, readers = ['a'], maxBytes = 1_000_000): Promise<IntakeSpool> {
  const spool = await openSpool({ folder, readers, maxBytes });
  opened.push(spool);
  return spool;
}
const keysOf = async (spool: IntakeSpool, reader = 'a') =>
  ((await spool.next(reader))?.records ?? []).map(({ key }) => key);

afterEach(async () => {
  for (const spool of opened.splice(0)) await spool.close();
});

describe('the spool', () => {
  it('gives every reader every record, and deletes the file behind the last of them', async () => {
    const folder = await newFolder();
    const spool = await open(folder, ['a', 'b']);
    await Promise.all([1, 2, 3].map((n) => spool.put([record(n)])));
    const a = await spool.next('a');
    expect(a?.records.map(({ key }) => key)).toEqual(['k1', 'k2', 'k3']);
    await a?.done();
    expect(await readdir(folder)).toHaveLength(1);
    const b = await spool.next('b');
    expect(b?.records).toEqual(a?.records);
    await b?.done();
    expect(await readdir(folder)).toEqual([]);
  });

  it('makes no file larger than one record and a limit, however much came while the disk was busy', async () => {
    const folder = await newFolder();
    const spool = await open(folder);
    const large = (n: number) => ({ ...record(n), record: { text: 'x'.repeat(3 * 1024 * 1024) } });
    await Promise.all([1, 2, 3, 4, 5, 6, 7].map((n) => spool.put([large(n)])));
    await spool.close();
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('gives out again what was not done when the process ended', async () => {
    const folder = await newFolder();
    const first = await open(folder);
    await first.put([record(1)]);
    await (await first.next('a'))?.done();
    await first.put([record(2)]);
    expect(await keysOf(first)).toEqual(['k2']);
    await first.put([record(3)]);

    const second = await open(folder);
    expect(second.left).toBe(2);
    expect(await keysOf(second)).toEqual(['k2']);
    expect(await keysOf(second)).toEqual(['k3']);
  });

  it('leaves out a last line that was never acknowledged, and counts what a disk has spoilt', async () => {
    const folder = await newFolder();
    const first = await open(folder);
    await first.put([record(1)]);
    await first.close();
    const [name = ''] = await readdir(folder);
    await appendFile(join(folder, name), '{"hunter2\n{"tag":"t","at":2,"key":"k2","rec');

    const part = await (await open(folder)).next('a');
    expect(part).toMatchObject({ records: [{ key: 'k1' }], damaged: 1 });
  });

  it('is full until something is done', async () => {
    const spool = await open(await newFolder(), ['a'], 50);
    await spool.put([record(1), record(2)]);
    expect(spool.isFull()).toBe(true);
    const part = await spool.next('a');
    let hasRoom = false;
    const room = spool.whenRoom().then(() => {
      hasRoom = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(hasRoom).toBe(false);
    await part?.done();
    await room;
    expect(spool.isFull()).toBe(false);
  });

  it('gives what is left when it is closed, takes nothing more, and then says that it is over', async () => {
    const spool = await open(await newFolder());
    await spool.put([record(1)]);
    await spool.close();
    await expect(spool.put([record(2)])).rejects.toMatchObject({ code: 'TH_INTAKE_WRITE' });
    expect(await keysOf(spool)).toEqual(['k1']);
    expect(await spool.next('a')).toBeUndefined();
  });

  it('says so when a record can not be kept, and goes on when it can', async () => {
    const folder = await newFolder();
    const spool = await open(folder);
    // Where its next file belongs lies another one.
    await writeFile(join(folder, '000000000001.ndjson'), '');
    await expect(spool.put([record(1)])).rejects.toMatchObject({ code: 'TH_INTAKE_WRITE' });
    await spool.put([record(2)]);
    expect(await keysOf(spool)).toEqual(['k2']);
  });
});
