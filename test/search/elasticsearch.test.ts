import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { retain } from '#adapters/search/search-retention';
import { askServer } from '#adapters/search/search-server';
import type { SearchDocument } from '#core/search/document';
import { findingDocument } from '#core/search/finding-document';
import { shippedDocument } from '#core/search/log-document';
import { epochMs } from '#core/time';
import { ELASTICSEARCH } from '../../scripts/servers/server-kinds.ts';
import { type RunningServer, startServer } from '../../scripts/servers/start.ts';
import { sampleFinding } from '../support/sample-finding.ts';
import { ask, countOf, describeServer, httpOf, idsIn, runSearchCli, sinkOn, sourceOf } from './searching.ts';

const AT = epochMs(Date.UTC(2026, 2, 1, 9));
const shipped = (n: number, record: object = {}): SearchDocument =>
  shippedDocument({ key: `key-${n}`, at: AT, tag: 'app.web', record: { message: `line ${n}`, ...record } });

describeServer('Elasticsearch 7.10, which has neither data streams nor policies', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer(ELASTICSEARCH);
  }, 300_000);
  afterAll(() => server?.stop(), 20_000);

  it('is told by what it says of itself', async () => {
    const http = httpOf(server.url);

    expect(await askServer(http, { isServerless: false, deadline: epochMs(Date.now() + 10_000) })).toEqual({
      ...{ kind: 'elasticsearch', version: '7.10.2', hasStreams: false },
      ...{ pointInTime: 'none', policies: 'none' },
    });
  }, 20_000);

  it('holds records under an alias of the exact name, each once', async () => {
    const [one, two] = [sinkOn(server.url, { index: 'logs' }), sinkOn(server.url, { index: 'logs' })];
    const batch = Array.from({ length: 1_200 }, (_, n) => shipped(n));
    const outcomes = await Promise.all([one.put(batch), two.put(batch)]);

    expect(outcomes.reduce((sum, { written }) => sum + written, 0)).toBe(1_200);
    expect(await countOf(server.url, 'logs')).toBe(1_200);
    const alias = (await ask(server.url, '/_alias/logs')).json;
    expect(alias).toEqual({ 'logs-000001': { aliases: { logs: { is_write_index: true } } } });
  }, 30_000);

  it('reports bad documents, keeps clashing ones, and lets the newest finding stay', async () => {
    const sink = sinkOn(server.url, { prefix: 'es' });
    const bad = { ...shipped(2), body: { '@timestamp': 'never' } };
    const { safeBody: _, ...hopeless } = bad;
    await sink.put([shipped(1, { user: 'alice' })]);
    const mixed = [hopeless, shipped(3, { user: { name: 'walter' } }), shipped(4)];
    expect(await sink.put(mixed)).toEqual({
      ...{ written: 2, known: 0 },
      refused: [{ place: 0, id: 'key-2', reason: '400 mapper_parsing_exception' }],
    });

    const newer = findingDocument(sampleFinding({ count: 9, updatedAt: '2026-03-01T12:00:00Z' }));
    await sink.put([newer]);
    expect(await sink.put([findingDocument(sampleFinding())])).toMatchObject({ known: 1 });
    expect(await sourceOf(server.url, 'es-findings', 'f-0001')).toMatchObject({ trailhound: { count: 9 } });
  }, 30_000);

  it('follows an index by the next, and lets old ones go whole', async () => {
    const http = httpOf(server.url);
    const deadline = epochMs(Date.now() + 30_000);
    const about = await askServer(http, { isServerless: false, deadline });
    const sink = sinkOn(server.url, { prefix: 'aged' });
    await sink.put([shipped(1)]);
    const at = (days: number) => ({
      ...{ http, server: about, deadline, retentionDays: 3, rolloverAge: '1ms' },
      now: epochMs(Date.now() + days * 86_400_000),
    });
    const target = { family: 'logs', name: 'aged-logs' } as const;

    expect(await retain(target, at(0))).toMatchObject({ rolledOver: true, deleted: [] });
    await sink.put([shipped(2)]);
    expect(await countOf(server.url, 'aged-logs')).toBe(2);
    expect(await retain(target, at(4))).toMatchObject({ deleted: ['aged-logs-000001', 'aged-logs-000002'] });
    expect(await sink.put([shipped(1)])).toMatchObject({ written: 1 });
  }, 30_000);

  it('is searched page by page without a point in time', async () => {
    const search = [
      '--url',
      server.url.href,
      '--prefix',
      'es2',
      '--limit',
      '2000',
      '--format',
      'ndjson',
      'line',
    ];
    await sinkOn(server.url, { prefix: 'es2' }).put(Array.from({ length: 1_100 }, (_, n) => shipped(n)));
    await countOf(server.url, 'es2-logs');
    const { out, code } = await runSearchCli(search);

    expect(code).toBe(0);
    expect(new Set(idsIn(out)).size).toBe(1_100);
    expect(idsIn(out)).toHaveLength(1_100);
  }, 30_000);

  it('asks with name and password behind a gate that wants them, and says what is wrong without printing them', async () => {
    const gate = await gateTo(server.url, 'reader', 'open:sésame');
    const { url } = gate;
    try {
      const run = (password: string) =>
        runSearchCli(
          [
            '--url',
            url.href,
            '--prefix',
            'es',
            '--user',
            'reader',
            '--index',
            'findings',
            '--format',
            'ndjson',
          ],
          {
            env: { TRAILHOUND_SEARCH_PASSWORD: password },
          },
        );
      const [right, wrong] = [await run('open:sésame'), await run('guessed')];
      const open = await runSearchCli(['--url', url.href, '--prefix', 'es', '--index', 'findings']);

      expect({ code: right.code, ids: idsIn(right.out) }).toEqual({ code: 0, ids: ['f-0001'] });
      expect({ code: wrong.code, err: wrong.err }).toMatchObject({
        code: 1,
        err: expect.stringContaining('HTTP 401'),
      });
      expect(wrong.err).not.toContain('guessed');
      expect(open.err).toContain('HTTP 401');
      const sink = sinkOn(url, {
        prefix: 'gate',
        auth: { kind: 'basic', user: 'reader', password: async () => 'open:sésame' },
      });
      expect(await sink.put([findingDocument(sampleFinding())])).toMatchObject({ written: 1 });
      const refused = sinkOn(url, {
        prefix: 'gate2',
        auth: { kind: 'basic', user: 'reader', password: async () => 'guessed' },
      });
      await expect(refused.put([findingDocument(sampleFinding())])).rejects.toThrow(/HTTP 401/);
    } finally {
      await gate.stop();
    }
  }, 30_000);
});

/** Lets those through who give the name and the password, as a server with a security plugin would. */
async function gateTo(behind: URL, user: string, password: string) {
  const wanted = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const gate: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.headers.authorization !== wanted) {
        response.writeHead(401, { 'content-type': 'text/plain' }).end('Unauthorized');
        return;
      }
      const packed = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(packed) : packed;
      const type = request.headers['content-type'];
      void fetch(new URL(request.url ?? '/', behind), {
        method: request.method ?? 'GET',
        headers: type === undefined ? {} : { 'content-type': type },
        ...(body.length === 0 ? {} : { body }),
      }).then(async (answer) => {
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
      });
    });
  });
  await new Promise<void>((go) => gate.listen(0, '127.0.0.1', () => go()));
  const { port } = gate.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    stop: () =>
      new Promise<void>((go) => {
        gate.closeAllConnections();
        gate.close(() => go());
      }),
  };
}
