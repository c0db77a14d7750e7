import { describe, expect, it } from '@jest/globals';
import { ok } from '#core/result';
import { TEMPLATE_VERSION } from '#core/search/index-template';
import { epochMs } from '#core/time';
import type { SearchAnswer, SearchRequest } from './search-http.ts';
import { askServer, type SearchServer } from './search-server.ts';
import { setUp } from './search-setup.ts';

type Answers = (request: SearchRequest) => Partial<SearchAnswer> | undefined;

/** A server that answers 404 to questions and 200 to all else, unless told otherwise. */
function desk(answers: Answers = () => undefined) {
  const asked: SearchRequest[] = [];
  const http = async (request: SearchRequest) => {
    asked.push(request);
    return ok({ status: request.method === 'GET' ? 404 : 200, json: {}, ...answers(request) });
  };
  const bodyOf = (path: string) =>
    JSON.parse(asked.find((one) => one.method === 'PUT' && one.path === path)?.body ?? 'null');
  return {
    http,
    bodyOf,
    puts: () => asked.filter(({ method }) => method === 'PUT').map(({ path }) => path),
    asked,
  };
}

const OPEN: SearchServer = {
  kind: 'opensearch',
  version: '2.19.5',
  hasStreams: true,
  pointInTime: 'opensearch',
  policies: 'ism',
};
const ELASTIC: SearchServer = {
  ...OPEN,
  kind: 'elasticsearch',
  version: '8.17.0',
  pointInTime: 'elasticsearch',
  policies: 'ilm',
};
const EVENTS = { family: 'events', name: 'th-events' } as const;
const keeping = { retentionDays: 14, replicas: 2 };
const deadline = epochMs(1);

describe('setting up', () => {
  it('lets Index State Management roll over and delete, where OpenSearch has it', async () => {
    const { http, bodyOf, puts } = desk();
    await setUp(EVENTS, { http, server: OPEN, keeping, deadline });

    expect(puts()).toEqual([
      '/_plugins/_ism/policies/th-events',
      '/_index_template/th-events',
      '/_data_stream/th-events',
    ]);
    expect(bodyOf('/_plugins/_ism/policies/th-events').policy).toMatchObject({
      default_state: 'written',
      states: [
        {
          actions: [{ rollover: { min_index_age: '1d' } }],
          transitions: [{ state_name: 'gone', conditions: { min_rollover_age: '14d' } }],
        },
        { name: 'gone', actions: [{ delete: {} }] },
      ],
      ism_template: [{ index_patterns: ['th-events'] }],
    });
    expect(bodyOf('/_index_template/th-events')).toMatchObject({
      ...{
        index_patterns: ['th-events'],
        data_stream: {},
        _meta: { trailhound: { version: TEMPLATE_VERSION, retentionDays: 14 } },
      },
      template: { settings: { 'index.number_of_replicas': 2 } },
    });
  });

  it('replaces a policy that it has seen, and takes it well when another was faster', async () => {
    const policy = '/_plugins/_ism/policies/th-events';
    const { http, asked } = desk(({ method, path }) => {
      if (path !== policy) return undefined;
      return method === 'GET' ? { status: 200, json: { _seq_no: 7, _primary_term: 2 } } : { status: 409 };
    });
    await setUp(EVENTS, { http, server: OPEN, keeping, deadline });

    expect(asked.find(({ method, path }) => method === 'PUT' && path === policy)?.query).toEqual({
      if_seq_no: '7',
      if_primary_term: '2',
    });
  });

  it('lets Index Lifecycle Management do it, where Elasticsearch has it', async () => {
    const { http, bodyOf } = desk();
    await setUp(EVENTS, { http, server: ELASTIC, keeping, deadline });

    expect(bodyOf('/_ilm/policy/th-events').policy.phases).toEqual({
      hot: { actions: { rollover: { max_age: '1d', max_size: '20gb' } } },
      delete: { min_age: '14d', actions: { delete: {} } },
    });
    expect(bodyOf('/_index_template/th-events').template.settings).toMatchObject({
      'index.lifecycle.name': 'th-events',
    });
  });

  it('gives findings an alias over one index without a policy', async () => {
    const { http, puts, bodyOf } = desk();
    await setUp({ family: 'findings', name: 'th-findings' }, { http, server: OPEN, keeping, deadline });

    expect(puts()).toEqual(['/_index_template/th-findings', '/th-findings-000001']);
    expect(bodyOf('/th-findings-000001')).toEqual({ aliases: { 'th-findings': { is_write_index: true } } });
  });

  it('makes plain indices in a serverless collection, which has nothing else', async () => {
    const { http, puts } = desk();
    const server = await askServer(http, { isServerless: true, deadline });
    expect((await setUp(EVENTS, { http, server, keeping, deadline })).shape).toBe('index');

    expect(puts()).toEqual(['/_index_template/th-events', '/th-events']);
  });

  it('takes it well when somebody else makes the stream at the same time', async () => {
    const there = { status: 400, json: { error: { type: 'resource_already_exists_exception' } } };
    const { http } = desk(({ method, path }) =>
      method === 'PUT' && path.startsWith('/_data_stream') ? there : undefined,
    );

    expect(await setUp(EVENTS, { http, server: OPEN, keeping, deadline })).toMatchObject({
      template: 'written',
    });
  });

  it.each([
    {
      name: 'an index under the name of an alias',
      answers: ({ path }: SearchRequest) =>
        path === '/th-events/_alias' ? { status: 200, json: { 'th-events': {} } } : undefined,
      says: /choose another prefix/,
    },
    {
      name: 'no right to put templates',
      answers: ({ method }: SearchRequest) =>
        method === 'PUT'
          ? { status: 403, json: { error: { type: 'security_exception', reason: 'secret' } } }
          : undefined,
      says: /HTTP 403, this role or user is not allowed to, security_exception$/,
    },
  ])('says what is wrong: $name', async ({ answers, says }) => {
    const { http } = desk(answers);

    await expect(
      setUp(EVENTS, { http, server: { ...OPEN, policies: 'none' }, keeping, deadline }),
    ).rejects.toThrow(says);
  });
});

describe('what a server says of itself', () => {
  it.each([
    {
      name: 'OpenSearch with ISM',
      root: { version: { distribution: 'opensearch', number: '2.19.5' } },
      ism: 404,
      is: { kind: 'opensearch', policies: 'ism', pointInTime: 'opensearch' },
    },
    {
      name: 'a bare OpenSearch 2.3',
      root: { version: { distribution: 'opensearch', number: '2.3.0' } },
      ism: 400,
      is: { policies: 'none', pointInTime: 'none' },
    },
    {
      name: 'a domain that calls itself 7.10.2',
      root: { version: { number: '7.10.2' }, tagline: 'The OpenSearch Project: https://opensearch.org/' },
      ism: 404,
      is: { kind: 'opensearch', policies: 'ism' },
    },
    {
      name: 'Elasticsearch 8',
      root: { version: { number: '8.17.0', build_flavor: 'default' }, tagline: 'You Know, for Search' },
      ism: 400,
      is: { kind: 'elasticsearch', policies: 'ilm', pointInTime: 'elasticsearch' },
    },
    {
      name: 'the open part of Elasticsearch 7.10',
      root: { version: { number: '7.10.2', build_flavor: 'oss' } },
      ism: 400,
      is: { kind: 'elasticsearch', policies: 'none', pointInTime: 'none' },
    },
  ])('$name', async ({ root, ism, is }) => {
    const { http } = desk(({ path }) =>
      path === '/'
        ? { status: 200, json: root }
        : path.startsWith('/_plugins')
          ? { status: ism }
          : { status: 200 },
    );

    expect(await askServer(http, { isServerless: false, deadline })).toMatchObject(is);
  });

  it.each([
    { json: { hello: 1 }, status: 200, says: /neither OpenSearch nor Elasticsearch/ },
    { json: undefined, status: 401, says: /HTTP 401/ },
  ])('refuses what is neither: $json', async ({ json, status, says }) => {
    const { http } = desk(() => ({ status, json }));
    await expect(askServer(http, { isServerless: false, deadline })).rejects.toThrow(says);
  });
});
