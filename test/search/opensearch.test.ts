import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from '@opensearch-project/opensearch';
import { systemClock } from '#adapters/aws/system-clock';
import { retain } from '#adapters/search/search-retention';
import { askServer } from '#adapters/search/search-server';
import { setUp } from '#adapters/search/search-setup';
import { member } from '#core/field-text';
import type { SearchDocument } from '#core/search/document';
import { eventDocument } from '#core/search/event-document';
import { findingDocument } from '#core/search/finding-document';
import { TEMPLATE_VERSION } from '#core/search/index-template';
import { shippedDocument } from '#core/search/log-document';
import { epochMs } from '#core/time';
import { watchedEvent } from '#core/watched-event';
import { OPENSEARCH } from '../../scripts/servers/server-kinds.ts';
import { type RunningServer, startServer } from '../../scripts/servers/start.ts';
import { sampleRecord } from '../support/cli-samples.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { ROOT, runCli } from '../support/run-cli.ts';
import { sampleFinding } from '../support/sample-finding.ts';
import { guideQueries } from './guide-queries.ts';
import { ask, countOf, describeServer, httpOf, idsIn, runSearchCli, sinkOn, sourceOf } from './searching.ts';

const AT = epochMs(Date.UTC(2026, 2, 1, 9));
const shipped = (n: number, record: object = {}): SearchDocument =>
  shippedDocument({ key: `key-${n}`, at: AT, tag: 'app.web', record: { message: `line ${n}`, ...record } });
const events = (count: number): SearchDocument[] =>
  Array.from({ length: count }, (_, n) =>
    eventDocument(
      watchedEvent(
        sampleRecord({ eventID: `11111111-2222-4333-8444-${String(n).padStart(12, '0')}` }) as never,
        {
          origin: 'test',
          now: AT,
        },
      ),
    ),
  );

describeServer('OpenSearch', () => {
  let server: RunningServer;
  let folder: string;
  beforeAll(async () => {
    server = await startServer(OPENSEARCH);
    folder = mkdtempSync(join(tmpdir(), 'trailhound-search-'));
  }, 300_000);
  afterAll(async () => {
    await server?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  }, 20_000);

  it('sets everything up by the first document, and two that start at once do no harm', async () => {
    const [one, two] = [sinkOn(server.url, { prefix: 'pair' }), sinkOn(server.url, { prefix: 'pair' })];
    const batch = [...events(3), findingDocument(sampleFinding())];
    const outcomes = await Promise.all([one.put(batch), two.put(batch)]);

    expect(outcomes.map(({ refused }) => refused)).toEqual([[], []]);
    expect(outcomes.reduce((sum, { written }) => sum + written, 0)).toBe(4);
    expect(await countOf(server.url, 'pair-events')).toBe(3);
    const streams = (await ask(server.url, '/_data_stream/pair-events')).json;
    expect(streams).toMatchObject({
      data_streams: [{ name: 'pair-events', generation: 1, status: 'GREEN' }],
    });
    const alias = (await ask(server.url, '/_alias/pair-findings')).json;
    expect(alias).toEqual({
      'pair-findings-000001': { aliases: { 'pair-findings': { is_write_index: true } } },
    });
  }, 30_000);

  it('leaves the template of a newer version alone, and replaces one of an older', async () => {
    const http = httpOf(server.url);
    const deadline = epochMs(Date.now() + 20_000);
    const about = await askServer(http, { isServerless: false, deadline });
    const deps = { http, server: about, deadline, keeping: { retentionDays: 7, replicas: 'auto' as const } };
    const target = { family: 'events', name: 'versions-events' } as const;
    const templateOf = async () => {
      const { json } = await ask(server.url, '/_index_template/versions-events');
      const list = member(json, 'index_templates') as { index_template: Record<string, unknown> }[];
      return list[0]?.index_template ?? {};
    };
    const mark = async (version: number) => {
      const body = { ...(await templateOf()), _meta: { trailhound: { version } } };
      await ask(server.url, '/_index_template/versions-events', body, 'PUT');
    };

    expect(about).toMatchObject({
      kind: 'opensearch',
      hasStreams: true,
      pointInTime: 'opensearch',
      policies: 'none',
    });
    expect((await setUp(target, deps)).template).toBe('written');
    expect((await setUp(target, deps)).template).toBe('kept');
    await mark(TEMPLATE_VERSION - 1);
    expect((await setUp(target, deps)).template).toBe('written');
    await mark(TEMPLATE_VERSION + 1);
    expect((await setUp(target, deps)).template).toBe('newer');
    expect(await templateOf()).toMatchObject({ _meta: { trailhound: { version: TEMPLATE_VERSION + 1 } } });
  }, 30_000);

  it('writes a document once, however often and in however many batches it comes', async () => {
    const sink = sinkOn(server.url, { prefix: 'once', limits: { documents: 70, bytes: 5_000_000 } });
    const batch = events(300);

    expect(await sink.put(batch)).toEqual({ written: 300, known: 0, refused: [] });
    expect(await sink.put([...batch].reverse())).toEqual({ written: 0, known: 300, refused: [] });
    expect(await countOf(server.url, 'once-events')).toBe(300);
  }, 30_000);

  it('lets the newest finding stay, in whatever order two writers bring its versions', async () => {
    const versions = Array.from({ length: 20 }, (_, n) =>
      findingDocument(
        sampleFinding({ count: n, updatedAt: `2026-03-01T10:00:${String(n).padStart(2, '0')}Z` }),
      ),
    );
    const [up, down] = [sinkOn(server.url, { prefix: 'order' }), sinkOn(server.url, { prefix: 'order' })];
    await Promise.all([
      (async () => {
        for (const one of versions) await up.put([one]);
      })(),
      (async () => {
        for (const one of [...versions].reverse()) await down.put([one]);
      })(),
    ]);

    expect(await countOf(server.url, 'order-findings')).toBe(1);
    expect(await sourceOf(server.url, 'order-findings', 'f-0001')).toMatchObject({
      trailhound: { count: 19 },
    });
    expect((await up.put(versions)).known).toBe(20);
  }, 30_000);

  it('takes a finding out when the table has let it go, unless it has changed since', async () => {
    const sink = sinkOn(server.url, { prefix: 'gone' });
    const [old, young] = [
      findingDocument(sampleFinding()),
      findingDocument(sampleFinding({ updatedAt: '2026-03-02T00:00:00Z' })),
    ];
    const gone = { ...old, isGone: true as const };

    await sink.put([young]);
    expect(await sink.put([gone])).toMatchObject({ written: 0, known: 1 });
    expect(await countOf(server.url, 'gone-findings')).toBe(1);
    expect(await sink.put([{ ...young, isGone: true }])).toMatchObject({ written: 1 });
    expect(await countOf(server.url, 'gone-findings')).toBe(0);
  }, 30_000);

  it('reports a document that no mapping takes, and stores its neighbours', async () => {
    const sink = sinkOn(server.url, { prefix: 'bad' });
    const [first, second, third] = events(3) as [SearchDocument, SearchDocument, SearchDocument];
    const bad = { ...second, body: { ...second.body, '@timestamp': 'yesterday' } };
    const outcome = await sink.put([first, bad, third]);

    expect(outcome).toEqual({
      ...{ written: 2, known: 0 },
      refused: [{ place: 1, id: second.id, reason: '400 mapper_parsing_exception' }],
    });
    expect(await countOf(server.url, 'bad-events')).toBe(2);
  }, 30_000);

  it('keeps a record whose fields clash with those of others as text, so that its words are still found', async () => {
    const sink = sinkOn(server.url, { index: 'logs' });
    await sink.put([shipped(1, { user: 'alice', latency: 12 })]);
    const clash = [
      shipped(2, { user: { name: 'walter' } }),
      shipped(3, { latency: 'slow' }),
      shipped(4, { log: 'plain' }),
    ];

    expect(await sink.put(clash)).toMatchObject({ written: 3, refused: [] });
    expect(await sourceOf(server.url, 'logs', 'key-2')).toMatchObject({
      trailhound: { unmapped: expect.stringContaining('walter') },
    });
    const found = await ask(server.url, '/logs/_search?q=walter');
    expect(member(member(member(found.json, 'hits'), 'total'), 'value')).toBe(1);
  }, 30_000);

  it('does not let records fill the mapping of an index', async () => {
    const sink = sinkOn(server.url, { index: 'wild' });
    const wild = Array.from({ length: 40 }, (_, n) =>
      shipped(n, Object.fromEntries(Array.from({ length: 50 }, (_, field) => [`field_${n}_${field}`, 'x']))),
    );

    expect(await sink.put(wild)).toMatchObject({ written: 40, refused: [] });
    expect(await countOf(server.url, 'wild')).toBe(40);
  }, 30_000);

  it('writes into an index that somebody else has made under the exact name', async () => {
    await ask(server.url, '/theirs', { settings: { number_of_replicas: 0 } }, 'PUT');
    const sink = sinkOn(server.url, { index: 'theirs' });

    expect(await sink.put([shipped(1), shipped(1)])).toMatchObject({ written: 1, known: 1 });
    expect((await ask(server.url, '/_index_template/theirs')).status).toBe(404);
  }, 30_000);

  it('is searched by other clients under the exact name of an index', async () => {
    await sinkOn(server.url, { index: 'others' }).put([
      shipped(1, { level: 'ERROR', code: 'E42' }),
      shipped(2),
    ]);
    await ask(server.url, '/others/_refresh', {}, 'POST');
    const client = new Client({ node: server.url.href });
    const { body } = await client.search({ index: 'others', body: { query: { match: { code: 'E42' } } } });
    await client.close();

    expect(body.hits.hits.map(({ _source }) => _source)).toEqual([
      expect.objectContaining({ message: 'line 1', level: 'ERROR' }),
    ]);
  }, 30_000);

  it('is searched from the command line under that name, too, with the findings beside it', async () => {
    await sinkOn(server.url, { index: 'by-name' }).put([shipped(1), shipped(2)]);
    await sinkOn(server.url, { prefix: 'by-name' }).put([findingDocument(sampleFinding())]);
    await ask(server.url, '/by-name*/_refresh', {}, 'POST');
    const options = ['--url', server.url.href, '--search-index', 'by-name', '--format', 'ndjson'];
    const found = async (query: string): Promise<{ index: string; message: string }[]> =>
      (await runSearchCli([...options, query])).out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));

    expect(await found('"line 2"')).toMatchObject([{ index: 'logs', message: 'line 2' }]);
    expect((await found('*')).map(({ index }) => index).sort()).toEqual(['findings', 'logs', 'logs']);
  }, 30_000);

  it('finds what it lost after an index was deleted under it', async () => {
    const sink = sinkOn(server.url, { prefix: 'lost' });
    await sink.put([findingDocument(sampleFinding())]);
    await ask(server.url, '/lost-findings-000001', undefined, 'DELETE');
    const outcome = await sink.put([findingDocument(sampleFinding({ findingId: 'f-0002' }))]);

    expect(outcome).toMatchObject({ written: 1, refused: [] });
    const alias = (await ask(server.url, '/_alias/lost-findings')).json;
    expect(alias).toMatchObject({
      'lost-findings-000001': { aliases: { 'lost-findings': { is_write_index: true } } },
    });
  }, 30_000);

  it('lets whole backing indices go when their newest document is too old, and expired findings one by one', async () => {
    const http = httpOf(server.url);
    const deadline = epochMs(Date.now() + 30_000);
    const about = await askServer(http, { isServerless: false, deadline });
    const target = { family: 'events', name: 'aged-events' } as const;
    const sink = sinkOn(server.url, { prefix: 'aged' });
    const day = 86_400_000;
    const at = (days: number) => ({
      http,
      server: about,
      deadline,
      retentionDays: 3,
      now: epochMs(Date.now() + days * day),
      rolloverAge: '1ms',
    });
    await sink.put(events(2));

    // The first is followed by a second; nothing is old.
    expect(await retain(target, at(0))).toEqual({
      name: 'aged-events',
      rolledOver: true,
      deleted: [],
      documents: 0,
    });
    await sink.put(events(5));
    expect(await countOf(server.url, 'aged-events')).toBe(7);
    expect((await retain(target, at(2))).deleted).toEqual([]);
    const old = ['.ds-aged-events-000001', '.ds-aged-events-000002', '.ds-aged-events-000003'];
    expect(await retain(target, at(4))).toMatchObject({ deleted: old });
    // What is written to stays, whatever its age.
    expect(await countOf(server.url, 'aged-events')).toBe(0);
    expect(await sink.put(events(5))).toMatchObject({ written: 5 });

    await sink.put([
      findingDocument(sampleFinding()),
      findingDocument(sampleFinding({ findingId: 'f-2', expiresAt: 4_000_000_000 })),
    ]);
    await countOf(server.url, 'aged-findings');
    expect(await retain({ family: 'findings', name: 'aged-findings' }, at(0))).toMatchObject({
      documents: 1,
    });
    expect(await countOf(server.url, 'aged-findings')).toBe(1);
  }, 60_000);

  it('finds in a real set of findings what the table finds, by the same query', async () => {
    const clock = fakeClock('2026-03-18T20:00:00Z');
    expect((await runCli(['replay'], { cwd: folder, clock })).code).toBe(0);
    const there = ['--url', server.url.href, '--prefix', 'story'];
    const loaded = await runSearchCli([...there, '--load', 'findings'], { cwd: folder, clock });
    expect(loaded.err).toMatch(/^[1-9]\d* findings? written, 0 there already, 0 refused$/m);
    const again = await runSearchCli([...there, '--load', 'findings'], { cwd: folder, clock });
    expect(again.err).toMatch(/^0 findings written, [1-9]\d* there already, 0 refused$/m);
    await ask(server.url, '/story-findings/_refresh', {}, 'POST');

    const found: string[] = [];
    for (const query of QUERIES) {
      const search = ['--index', 'findings', '--limit', '1000', '--format', 'ndjson', '--', query];
      const onServer = await runSearchCli([...there, ...search], { cwd: folder, clock });
      const inTable = await runSearchCli(search, { cwd: folder, clock });
      expect({ query, ids: idsIn(onServer.out), code: onServer.code }).toEqual({
        query,
        ids: idsIn(inTable.out),
        code: inTable.code,
      });
      if (idsIn(onServer.out).length > 0) found.push(query);
    }
    // As many that find something as not: an answer that is always empty would be the same too.
    expect(found.length).toBeGreaterThan(QUERIES.length / 2);
    const everything = await runSearchCli([...there, '--limit', '1000', '--format', 'ndjson'], {
      cwd: folder,
      clock,
    });
    const times = everything.out
      .split('\n')
      .flatMap((line) => (line === '' ? [] : [JSON.parse(line)['@timestamp'] as string]));
    expect(times.length).toBeGreaterThan(10);
    expect(times).toEqual([...times].sort().reverse());
  }, 90_000);

  it.each([
    { query: 'StopLogging OR DeleteTrail', code: 0 },
    { query: 'event.severity:[50 TO 100]', code: 0 },
    { query: '*Logging', code: 1, says: 'a word may not begin with * or ?' },
    { query: '(StopLogging', code: 1, says: 'not the syntax of Lucene queries' },
    { query: 'users.nam:alice', code: 0, says: 'No document has a field users.nam.' },
  ])(
    'understands or refuses $query',
    async ({ query, code, says }) => {
      const ran = await runSearchCli([
        '--url',
        server.url.href,
        '--prefix',
        'story',
        '--index',
        'findings',
        query,
      ]);

      expect(ran).toMatchObject({ code, err: expect.stringContaining(says ?? 'hit') });
    },
    30_000,
  );

  it('is set up from the command line, and says what is there', async () => {
    const setup = () =>
      runSearchCli(['--setup', '--url', server.url.href, '--prefix', 'cli', '--retention', '7'], {
        clock: systemClock,
      });
    const [first, second] = [await setup(), await setup()];

    expect(first).toMatchObject({ code: 0, out: '' });
    expect(first.err).toContain('opensearch 2.19.5');
    expect(first.err).toContain('cli-events: data stream, set up');
    expect(first.err).toContain('cli-findings: alias, set up');
    expect(first.err).toContain('events older than 7 days go when this command runs again');
    expect(second.err).toContain('cli-events: data stream, up to date');
  }, 30_000);

  it('understands every query of the guide', async () => {
    const guide = readFileSync(join(ROOT, 'docs', 'guides', 'search.md'), 'utf8');
    const { everywhere, onServers } = guideQueries(guide);
    const there = ['--url', server.url.href, '--prefix', 'story', '--format', 'ndjson', '--'];
    const answers = [];
    for (const query of [...everywhere, ...onServers]) {
      const { code, err, out } = await runSearchCli([...there, query]);
      answers.push({ query, code, err: err.includes('field') ? err : '', hits: idsIn(out).length });
    }

    expect(answers.filter(({ code, err }) => code !== 0 || err !== '')).toEqual([]);
    expect(answers.filter(({ hits }) => hits > 0).length).toBeGreaterThan(answers.length / 2);
    expect(onServers.length).toBeGreaterThan(5);
  }, 30_000);

  it('goes through more pages than one, each document once, and says when there is more', async () => {
    await sinkOn(server.url, { prefix: 'paged' }).put(events(1_300));
    await countOf(server.url, 'paged-events');
    const search = (limit: string) =>
      runSearchCli([
        '--url',
        server.url.href,
        '--prefix',
        'paged',
        '--limit',
        limit,
        '--format',
        'ndjson',
        'StopLogging',
      ]);
    const [all, some] = [await search('2000'), await search('1200')];

    expect(new Set(idsIn(all.out)).size).toBe(1_300);
    expect(idsIn(all.out)).toHaveLength(1_300);
    expect(idsIn(some.out)).toHaveLength(1_200);
    expect(some.err).toContain('More exist');
  }, 30_000);

  it('has all documents exactly once after the server was killed in the middle', async () => {
    const sink = sinkOn(server.url, { prefix: 'killed', limits: { documents: 100, bytes: 5_000_000 } });
    const batch = events(6_000);
    await sink.put(batch.slice(0, 1));
    const seen = { isOver: false };
    const outcome = sink.put(batch).finally(() => {
      seen.isOver = true;
    });
    while ((await indexed(server.url)) < 500) await new Promise((go) => setTimeout(go, 10));
    await server.kill();
    expect(seen.isOver).toBe(false);
    await server.restart();

    const { written, known, refused } = await outcome;
    expect({ sum: written + known, refused }).toEqual({ sum: 6_000, refused: [] });
    expect(await countOf(server.url, 'killed-events')).toBe(6_000);
    const unique = await ask(server.url, '/killed-events/_search', {
      size: 0,
      aggs: { ids: { cardinality: { field: 'event.id', precision_threshold: 40_000 } } },
    });
    expect(member(member(member(unique.json, 'aggregations'), 'ids'), 'value')).toBe(6_000);
  }, 90_000);
});

async function indexed(url: URL): Promise<number> {
  const { json } = await ask(url, '/killed-events/_stats/indexing');
  return Number(member(member(member(member(json, '_all'), 'primaries'), 'indexing'), 'index_total'));
}

/** The part of the language that works without a server; answers must be the same. */
const QUERIES = [
  '*',
  'stoplogging',
  'root',
  'alice',
  '"stopped the trail"',
  'CloudTrail trail',
  'trailhound.severity:high',
  'trailhound.severity:critical -trailhound.status:closed',
  'event.action:Delete*',
  'event.action:deletetrail',
  'rule.name:root',
  'rule.name:"root user"',
  '-trailhound.severity:high',
  'source.address:203.0.113.*',
  'cloud.region:us-east-1 user',
  'T16*',
  'iam.amazonaws.com',
  'event.severity:75',
  'nothing-like-this-anywhere',
];
