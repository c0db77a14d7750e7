import { TrailhoundError } from '#core/errors';
import { fieldText, isObject, member } from '#core/field-text';
import { SEARCH_FAMILIES, type SearchBody, type SearchFamily } from '#core/search/document';
import { ALL_TEXT } from '#core/search/fields';
import { familyName } from '#core/search/index-names';
import { type EpochMs, epochMs, isoFromMs } from '#core/time';
import type { Clock } from '#ports/clock';
import type { SearchHit, SearchIndex, SearchQuery } from '#ports/search-index';
import { isServerless, type SearchAuth } from './search-auth.ts';
import { type SearchAnswer, type SearchHttp, searchHttp } from './search-http.ts';
import { openPoint, type PointInTime } from './search-point.ts';
import { reasonOf } from './search-reason.ts';
import { askServer } from './search-server.ts';

export interface HttpSearchIndexOptions {
  readonly url: URL;
  readonly auth: SearchAuth;
  readonly prefix: string;
  /** An index, data stream or alias by its exact name, and its `<name>-findings`, in the place of all families. */
  readonly index?: string;
  readonly clock: Clock;
  readonly random?: () => number;
  /** How long one question is tried. Default: 10 seconds: somebody waits. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 10_000;
const PAGE = 500;
/** What the server itself allows one question. */
const TIMEOUT = '20s';
/** States of the automaton for a wildcard or regular expression; the servers' own default. */
const MOST_STATES = 10_000;

/**
 * Searches an OpenSearch or Elasticsearch server. Pages hang together: they are of one point in time where the server
 * has that, and follow each other by `search_after`, so that depth costs nothing.
 */
export function httpSearchIndex(options: HttpSearchIndexOptions): SearchIndex {
  const { url, auth, clock, random = Math.random, patienceMs = PATIENCE_MS } = options;
  const http = searchHttp({ url, auth, clock, random });
  const deadline = (): EpochMs => epochMs(clock.now() + patienceMs);
  return {
    search: async function* (query) {
      const server = await askServer(http, { isServerless: isServerless(auth), deadline: deadline() });
      const { index, prefix } = options;
      const names =
        index === undefined
          ? query.families.map((family) => familyName(prefix, family))
          : [index, familyName(index, 'findings')];
      const point = await openPoint(http, server, names, deadline());
      try {
        const field = index === undefined ? ALL_TEXT : '*';
        yield* pages(http, query, { point, names, prefix: index ?? prefix, field, deadline });
      } finally {
        await point?.close();
      }
    },
  };
}

interface Paging {
  readonly point: PointInTime | undefined;
  readonly names: readonly string[];
  readonly prefix: string;
  /** Where words without a field are looked for: records under an exact name are as they were sent. */
  readonly field: string;
  readonly deadline: () => EpochMs;
}

async function* pages(http: SearchHttp, query: SearchQuery, paging: Paging): AsyncGenerator<SearchHit> {
  // An event that came again after its stream got a new backing index lies in both.
  const given = new Set<string>();
  let after: unknown;
  do {
    const hits = await page(http, query, paging, after);
    for (const hit of hits) {
      const { id, family, body } = readHit(hit, paging.prefix);
      if (!given.has(`${family} ${id}`)) yield { id, family, body };
      given.add(`${family} ${id}`);
    }
    after = hits.length < PAGE ? undefined : member(hits.at(-1), 'sort');
  } while (after !== undefined);
}

async function page(
  http: SearchHttp,
  query: SearchQuery,
  { point, names, field, deadline }: Paging,
  after: unknown,
): Promise<readonly unknown[]> {
  const body = JSON.stringify({
    ...searchBody(query, field),
    ...point?.body(),
    ...(after === undefined ? {} : { search_after: after }),
  });
  const answer = await http({
    ...{ method: 'POST', body, deadline: deadline() },
    // A point in time knows its indices.
    ...(point
      ? { path: '/_search' }
      : { path: `/${names.join(',')}/_search`, query: { ignore_unavailable: 'true' } }),
  });
  if (!answer.ok)
    throw new TrailhoundError('TH_SEARCH_READ', `the search server can't be reached: ${answer.error}`);
  if (answer.value.status !== 200) throw refused(answer.value);
  if (member(answer.value.json, 'timed_out') === true)
    throw new TrailhoundError(
      'TH_SEARCH_READ',
      `the search took longer than ${TIMEOUT}: ask for less, or for a shorter time`,
    );
  const failed = Number(member(member(answer.value.json, '_shards'), 'failed') ?? 0);
  if (failed > 0)
    throw new TrailhoundError('TH_SEARCH_READ', 'part of the search server failed: hits would be missing');
  const hits = member(member(answer.value.json, 'hits'), 'hits');
  // Nothing found is a list too: whatever else answers is no search server.
  if (!Array.isArray(hits))
    throw new TrailhoundError('TH_SEARCH_READ', 'the search server answers a search with something else');
  return hits;
}

function searchBody({ query, since, until }: SearchQuery, field: string): object {
  const range = {
    ...(since === undefined ? {} : { gte: isoFromMs(since) }),
    ...(until === undefined ? {} : { lte: isoFromMs(until) }),
  };
  return {
    size: PAGE,
    timeout: TIMEOUT,
    track_total_hits: false,
    query: {
      bool: {
        must: query.trim() === '*' ? { match_all: {} } : { query_string: queryString(query, field) },
        filter: Object.keys(range).length === 0 ? [] : [{ range: { '@timestamp': range } }],
      },
    },
    sort: [
      { '@timestamp': { order: 'desc', unmapped_type: 'date' } },
      { 'event.id': { order: 'asc', unmapped_type: 'keyword' } },
    ],
  };
}

/** Without a wildcard at the beginning, which would read every word there is; what a field can't hold simply isn't there. */
const queryString = (query: string, field: string): object => ({
  query,
  default_field: field,
  default_operator: 'AND',
  allow_leading_wildcard: false,
  analyze_wildcard: true,
  lenient: true,
  max_determinized_states: MOST_STATES,
});

/** A 400 is about the query: all else in the request is ours. */
function refused(answer: SearchAnswer): TrailhoundError {
  if (answer.status !== 400)
    return new TrailhoundError('TH_SEARCH_READ', `the search server answers with ${reasonOf(answer)}`);
  const why = /not allowed as first character/.test(JSON.stringify(answer.json))
    ? 'a word may not begin with * or ?'
    : 'not the syntax of Lucene queries: quotes and brackets must be closed; put "…" around a text with / : or brackets in it';
  return new TrailhoundError('TH_USAGE', `the search server does not understand the query: ${why}`);
}

function readHit(hit: unknown, prefix: string): SearchHit {
  const index = fieldText(member(hit, '_index'));
  const family =
    SEARCH_FAMILIES.find((one) => index.includes(familyName(prefix, one))) ?? ('logs' satisfies SearchFamily);
  const source = member(hit, '_source');
  return { id: fieldText(member(hit, '_id')), family, body: isObject(source) ? (source as SearchBody) : {} };
}
