import { fieldText, isObject, member } from '#core/field-text';
import { ROLLOVER, type SearchTarget } from '#core/search/index-template';
import { type EpochMs, isoFromMs } from '#core/time';
import { expectAnswer } from './expect-answer.ts';
import type { SearchHttp } from './search-http.ts';
import { type SearchServer, shapeOf } from './search-server.ts';

const DAY_MS = 86_400_000;
const PAGE = 1_000;

export interface RetainDeps {
  readonly http: SearchHttp;
  readonly server: SearchServer;
  readonly retentionDays: number;
  readonly now: EpochMs;
  readonly deadline: EpochMs;
  /** When a new backing index is begun. Default: after a day or 20 GB. */
  readonly rolloverAge?: string;
}

/** What was let go. */
export interface Retained {
  readonly name: string;
  readonly rolledOver: boolean;
  /** Backing indices that were deleted, whole. */
  readonly deleted: readonly string[];
  /** Documents that were deleted one by one. */
  readonly documents: number;
}

/**
 * Lets go what is too old, on a server that has no policies of its own for it.
 *
 * Streams and aliases: the index that is written to is followed by a new one when it is a day old; one that was followed
 * more than `retentionDays` ago is deleted whole, because nothing was written to it since. Findings, and what lies in a
 * serverless collection: documents whose time is over, one by one. Where the server has a policy, only the latter.
 *
 * Throws `TH_SEARCH_WRITE` where the server refuses.
 */
export async function retain(target: SearchTarget, deps: RetainDeps): Promise<Retained> {
  const shape = shapeOf(target.family, deps.server);
  if (target.family === 'findings') return dropDocuments(target, 'trailhound.expires_at', deps.now, deps);
  if (shape === 'index') {
    return dropDocuments(target, '@timestamp', deps.now - deps.retentionDays * DAY_MS, deps);
  }
  if (deps.server.policies !== 'none')
    return { name: target.name, rolledOver: false, deleted: [], documents: 0 };
  const rolledOver = await rollOver(target, deps);
  const backing = await backingIndices(target, deps);
  const oldest = deps.now - deps.retentionDays * DAY_MS;
  const deleted: string[] = [];
  for (const [place, { index }] of backing.entries()) {
    const next = backing[place + 1];
    if (next === undefined || next.createdAt >= oldest) continue;
    await expectAnswer(deps, { method: 'DELETE', path: `/${index}` }, [404]);
    deleted.push(index);
  }
  return { name: target.name, rolledOver, deleted, documents: 0 };
}

/** Does nothing where the index is younger or empty; two at once make one new index, and the other is told so. */
async function rollOver({ name }: SearchTarget, deps: RetainDeps): Promise<boolean> {
  const conditions = { max_age: deps.rolloverAge ?? ROLLOVER.age, max_size: ROLLOVER.size };
  const request = {
    method: 'POST',
    path: `/${name}/_rollover`,
    body: JSON.stringify({ conditions }),
  } as const;
  const { json } = await expectAnswer(deps, request, [400]);
  return member(json, 'rolled_over') === true;
}

interface Backing {
  readonly index: string;
  /** Epoch milliseconds by the server's clock. */
  readonly createdAt: number;
}

/** Oldest first; the last is the one that is written to. */
async function backingIndices({ name }: SearchTarget, deps: RetainDeps): Promise<readonly Backing[]> {
  const { json } = await expectAnswer(deps, { method: 'GET', path: `/${name}/_settings` });
  if (!isObject(json)) return [];
  return Object.entries(json)
    .map(([index, about]) => ({
      index,
      createdAt: Number(fieldText(member(member(member(about, 'settings'), 'index'), 'creation_date'))),
    }))
    .filter(({ createdAt }) => createdAt > 0)
    .sort((a, b) => generationOf(a.index) - generationOf(b.index));
}

/** The number at the end of a backing index's name. */
const generationOf = (index: string): number => Number(/(\d+)$/.exec(index)?.[1] ?? 0);

async function dropDocuments(
  { name }: SearchTarget,
  field: string,
  before: number,
  deps: RetainDeps,
): Promise<Retained> {
  let documents = 0;
  for (;;) {
    const query = { range: { [field]: { lt: isoFromMs(before as EpochMs) } } };
    const body = JSON.stringify({ size: PAGE, query, _source: false, version: true });
    const { json } = await expectAnswer(deps, { method: 'POST', path: `/${name}/_search`, body });
    const hits = member(member(json, 'hits'), 'hits');
    if (!Array.isArray(hits) || hits.length === 0) break;
    const gone = await drop(hits, deps);
    documents += gone;
    if (gone === 0 || hits.length < PAGE) break;
  }
  return { name, rolledOver: false, deleted: [], documents };
}

/** By the version that was seen: a finding that has just changed, and so lives longer, stays. */
async function drop(hits: readonly unknown[], deps: RetainDeps): Promise<number> {
  const lines = hits.map((hit) => {
    const [index, id, version] = [member(hit, '_index'), member(hit, '_id'), member(hit, '_version')];
    return JSON.stringify({ delete: { _index: index, _id: id, version, version_type: 'external_gte' } });
  });
  const request = { method: 'POST', path: '/_bulk', query: { refresh: 'true' } } as const;
  const { json } = await expectAnswer(deps, {
    ...{ ...request, body: `${lines.join('\n')}\n`, contentType: 'application/x-ndjson' },
  });
  const items = member(json, 'items');
  return Array.isArray(items)
    ? items.filter((item) => member(member(item, 'delete'), 'status') === 200).length
    : 0;
}
