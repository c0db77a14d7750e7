import { rmSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { SearchDocument } from '#core/search/document';
import { shippedDocument } from '#core/search/log-document';
import { epochMs } from '#core/time';
import { folderWith, jsonLines, sampleRecord } from '../support/cli-samples.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { type Answer, type Asked, bulkAnswer, fakeSearchServer, idsOf } from './fake-search-server.ts';
import { runSearchCli, sinkOn } from './searching.ts';

const shipped = (n: number, record: object = {}): SearchDocument =>
  shippedDocument({ key: `k${n}`, at: epochMs(0), tag: 'app', record: { message: `line ${n}`, ...record } });
const many = (count: number): SearchDocument[] => Array.from({ length: count }, (_, n) => shipped(n));

const running: { stop: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});
async function server(special: (asked: Asked, nth: number) => Answer | 'default' = () => 'default') {
  const one = await fakeSearchServer(special);
  running.push(one);
  return one;
}
const onBulk = (answers: (asked: Asked, nth: number) => Answer | 'default') => (asked: Asked, nth: number) =>
  asked.path === '/_bulk' ? answers(asked, nth) : 'default';

describe('the search sink', () => {
  it('sends packed batches of bounded number and size', async () => {
    const { url, bulks } = await server();
    await sinkOn(url, { limits: { documents: 40, bytes: 5_000_000 } }).put(many(100));
    await sinkOn(url, { limits: { documents: 1_000, bytes: 2_000 } }).put([
      shipped(1, { big: 'x'.repeat(900) }),
      shipped(2, { big: 'x'.repeat(900) }),
    ]);

    expect(bulks().map(({ body }) => idsOf(body).length)).toEqual([40, 40, 20, 1, 1]);
    expect(bulks()[0]?.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': 'application/x-ndjson',
    });
  });

  it('sends again only those documents that the server could not take for the moment', async () => {
    const { url, bulks } = await server(
      onBulk((_, nth) => (nth === 1 ? bulkAnswer([201, 429, 409, 503]) : 'default')),
    );

    expect(await sinkOn(url, { clock: fakeClock() }).put(many(4))).toEqual({
      written: 3,
      known: 1,
      refused: [],
    });
    expect(bulks().map(({ body }) => idsOf(body))).toEqual([
      ['k0', 'k1', 'k2', 'k3'],
      ['k1', 'k3'],
    ]);
  });

  it('sends what a mapping refuses in its safe form, and reports what is refused in that too', async () => {
    const { url, bulks } = await server(
      onBulk(({ body }) =>
        bulkAnswer(
          idsOf(body).map(() => 400),
          'mapper_parsing_exception',
        ),
      ),
    );

    expect(await sinkOn(url, { clock: fakeClock() }).put([shipped(1, { user: 'a' })])).toEqual({
      ...{ written: 0, known: 0 },
      refused: [{ place: 0, id: 'k1', reason: '400 mapper_parsing_exception' }],
    });
    expect(bulks().map(({ body }) => body.includes('unmapped'))).toEqual([false, true]);
  });

  it.each([
    { name: 'too many requests', answer: { status: 429, headers: { 'retry-after': '7' } } },
    { name: 'a gateway without a server', answer: { status: 502 } },
    { name: 'a server that is not ready', answer: { status: 503 } },
    { name: 'a cut connection', answer: 'drop' as const },
  ])('tries again after $name', async ({ answer }) => {
    const clock = fakeClock();
    const { url, bulks } = await server(onBulk((_, nth) => (nth <= 3 ? answer : 'default')));

    expect(await sinkOn(url, { clock }).put(many(2))).toEqual({ written: 2, known: 0, refused: [] });
    expect(bulks()).toHaveLength(4);
    expect(clock.slept).toHaveLength(3);
    if (typeof answer === 'object' && answer.headers) expect(clock.slept).toEqual([7_000, 7_000, 7_000]);
    else expect(clock.slept.every((ms) => ms >= 20 && ms <= 800)).toBe(true);
  });

  it('gives up in time, says why, and is as good as new afterwards', async () => {
    const state = { isDown: true };
    const { url } = await server(onBulk(() => (state.isDown ? { status: 503 } : 'default')));
    const sink = sinkOn(url, { clock: fakeClock(), patienceMs: 5_000 });

    await expect(sink.put(many(2))).rejects.toMatchObject({ code: 'TH_SEARCH_WRITE' });
    state.isDown = false;
    expect(await sink.put(many(2))).toMatchObject({ written: 2 });
  });

  it('halves a request that is too large, down to the document that is', async () => {
    const { url } = await server(onBulk(({ body }) => (body.length > 1_500 ? { status: 413 } : 'default')));
    const documents = [
      ...many(6),
      { ...shipped(99, { big: 'x'.repeat(2_000) }), safeBody: undefined } as never,
      shipped(7),
    ];

    expect(await sinkOn(url, { clock: fakeClock() }).put(documents)).toEqual({
      ...{ written: 7, known: 0 },
      refused: [{ place: 6, id: 'k99', reason: '413' }],
    });
  });

  it('refuses a document that is larger than any request, without sending it', async () => {
    const { url, bulks } = await server();
    const sink = sinkOn(url, { limits: { documents: 10, bytes: 1_000 } });

    expect((await sink.put([shipped(1, { big: 'x'.repeat(2_000) })])).refused).toEqual([
      { place: 0, id: 'k1', reason: '413 larger than 1000 bytes' },
    ]);
    expect(bulks()).toEqual([]);
  });

  it('writes a document that is larger than any request in its safe form', async () => {
    const { url, bulks } = await server();
    const sink = sinkOn(url, { limits: { documents: 10, bytes: 100_000 } });

    expect(await sink.put([shipped(1, { lines: Array(90).fill('x'.repeat(30_000)) })])).toMatchObject({
      ...{ written: 1, refused: [] },
    });
    expect(bulks().map(({ body }) => body.includes('unmapped'))).toEqual([true]);
  });

  it.each([401, 403])('gives no document up because a role lacks a right: %s', async (status) => {
    const { url } = await server(
      onBulk((_, nth) => (nth <= 2 ? bulkAnswer([status], 'security_exception') : 'default')),
    );

    expect(await sinkOn(url, { clock: fakeClock() }).put(many(1))).toMatchObject({ written: 1, refused: [] });
  });

  it.each([
    { name: 'no list', json: { errors: false } },
    { name: 'too few items', json: { items: [] } },
    { name: 'items that say nothing', json: { items: [{}, { create: {} }] } },
    { name: 'items that are none', json: { items: ['ok', null] } },
  ])('takes nothing for written, and gives nothing up, where 200 comes with $name', async ({ json }) => {
    const { url } = await server(onBulk(() => ({ status: 200, json })));

    await expect(sinkOn(url, { clock: fakeClock() }).put(many(2))).rejects.toMatchObject({
      code: 'TH_SEARCH_WRITE',
    });
  });

  it.each([
    { status: 401, says: /HTTP 401/ },
    { status: 403, says: /HTTP 403, this role or user is not allowed to/ },
    { status: 404, says: /HTTP 404/ },
  ])('does not try again what stays refused: $status', async ({ status, says }) => {
    const clock = fakeClock();
    const { url } = await server(onBulk(() => ({ status })));

    await expect(sinkOn(url, { clock }).put(many(1))).rejects.toThrow(says);
    expect(clock.slept).toEqual([]);
  });

  it('lets documents of several calls travel together, and sends what waits in time or when asked', async () => {
    const { url, bulks } = await server();
    const sink = sinkOn(url, { lingerMs: 60_000, clock: patient() });
    const [one, two] = [sink.put(many(2)), sink.put([shipped(7)])];
    await sink.flush();

    expect(await Promise.all([one, two])).toEqual([
      { written: 2, known: 0, refused: [] },
      { written: 1, known: 0, refused: [] },
    ]);
    expect(bulks().map(({ body }) => idsOf(body))).toEqual([['k0', 'k1', 'k7']]);
    // The clock's sleep ends at once here: the minute is over, and nobody had to flush.
    expect(await sinkOn(url, { lingerMs: 600_000, clock: fakeClock() }).put(many(1))).toMatchObject({
      written: 1,
    });
  });

  it('waits no longer than a minute, whatever is asked for', async () => {
    const { url } = await server();
    const clock = fakeClock();
    await sinkOn(url, { lingerMs: 600_000, clock }).put(many(1));

    expect(clock.slept).toEqual([60_000]);
  });

  it('makes callers wait while too much is under way, and takes nothing after closing', async () => {
    let let_go: () => void = () => undefined;
    const gate = new Promise<void>((go) => {
      let_go = go;
    });
    const { url, bulks } = await server();
    const slow = { kind: 'basic', user: 'u', password: () => gate.then(() => 'p') } as const;
    const sink = sinkOn(url, { auth: slow, mostWaitingBytes: 100 });
    const puts = [sink.put(many(3)), sink.put(many(3)), sink.put(many(3))];
    await new Promise((go) => setImmediate(go));

    expect(bulks()).toEqual([]);
    let_go();
    expect((await Promise.all(puts)).map(({ written }) => written)).toEqual([3, 3, 3]);
    await sink.close();
    await expect(sink.put(many(1))).rejects.toThrow('closed');
  });
});

describe('trailhound search', () => {
  it.each([
    { argv: ['--url', 'http://localhost:1', '--table', 'T', 'x'], says: 'give one of them' },
    { argv: ['--user', 'x', 'y'], says: '--user and --aws go with --url' },
    { argv: ['--url', 'http://localhost:1', '--user', 'x'], says: 'TRAILHOUND_SEARCH_PASSWORD' },
    { argv: ['--url', 'http://localhost:1', '--aws', '--user', 'x'], says: 'contradict' },
    { argv: ['--url', 'http://localhost:1', '--aws'], says: 'needs a region' },
    { argv: ['--setup'], says: 'need a server' },
    { argv: ['--setup', '--url', 'http://localhost:1', 'word'], says: 'take no query' },
    { argv: ['--index', 'events', 'x'], says: '--files' },
    { argv: ['--index', 'logs', 'x'], says: 'on a search server alone' },
    { argv: ['--table', 'T', '--state-table', 'S', '--index', 'findings', 'word'], says: '--all' },
    { argv: ['a OR b'], says: 'OR' },
  ])('refuses $argv', async ({ argv, says }) => {
    expect(await runSearchCli(argv)).toMatchObject({ code: 1, out: '', err: expect.stringContaining(says) });
  });

  it('searches events in files, newest first, each once, and names what it could not read', async () => {
    const record = (n: number, change: object = {}) =>
      sampleRecord({
        eventID: `11111111-2222-4333-8444-${String(n).padStart(12, '0')}`,
        eventTime: `2026-03-0${n}T09:00:00Z`,
        ...change,
      });
    const cwd = folderWith({
      'a.json': jsonLines([record(1), record(2, { eventName: 'DeleteTrail' }), record(3)]),
      'b.json': jsonLines([record(3), record(4)]),
      'c.json': '{"Records":[{"eventVersion":',
    });
    const search = (...argv: string[]) =>
      runSearchCli(['--format', 'ndjson', '--index', 'events', ...argv], { cwd });
    const times = ({ out }: { out: string }) =>
      out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)['@timestamp'].slice(8, 10)]));
    try {
      const good = ['--files', 'a.json', '--files', 'b.json'];
      expect(times(await search(...good, 'event.action:StopLogging'))).toEqual(['04', '03', '01']);
      expect(times(await search(...good, '--limit', '2', '--', '-StopLogging trail', 'DeleteTrail'))).toEqual(
        [],
      );
      expect(times(await search(...good, 'alice', '--since', '2026-03-02', '--until', '2026-03-03'))).toEqual(
        ['03', '02'],
      );
      const cut = await search(...good, '--limit', '1');
      expect({ times: times(cut), code: cut.code, says: cut.err.includes('More exist') }).toEqual({
        times: ['04'],
        code: 0,
        says: true,
      });
      expect(await search('--files', 'c.json')).toMatchObject({
        code: 3,
        err: expect.stringContaining('c.json'),
      });
      expect(cut.err).toContain('No search server is named: searching the named files.');
    } finally {
      rmSync(cwd, { recursive: true, force: true });
    }
  }, 20_000);

  it.each([
    { name: 'no hits', json: { hello: 'world' }, says: 'something else' },
    {
      name: 'what a part of it found',
      json: { _shards: { total: 2, failed: 1 }, hits: { hits: [] } },
      says: 'hits would be missing',
    },
  ])('does not say that nothing was found where 200 comes with $name', async ({ json, says }) => {
    const { url } = await server(({ path }) =>
      path.includes('/_search') ? { status: 200, json } : 'default',
    );
    const ran = await runSearchCli(['--url', url.href, 'x']);

    expect(ran).toMatchObject({ code: 1, out: '', err: expect.stringContaining(says) });
  });

  it('says in time that a server is not there', async () => {
    const { url, stop } = await fakeSearchServer(() => 'default');
    await stop();
    const ran = await runSearchCli(['--url', url.href, 'x']);

    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('ECONNREFUSED') });
  });
});

/** A clock whose sleep does not end by itself. */
const patient = () => ({ ...fakeClock(), sleep: () => new Promise<void>(() => undefined) });
