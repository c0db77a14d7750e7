import { TrailhoundError } from '#core/errors';
import { isObject, member } from '#core/field-text';
import {
  ilmPolicy,
  ismPolicy,
  type KeepingSettings,
  type SearchTarget,
  type TargetShape,
  TEMPLATE_VERSION,
  templateBody,
} from '#core/search/index-template';
import { mappingOf } from '#core/search/mapping';
import type { EpochMs } from '#core/time';
import { expectAnswer, refusal } from './expect-answer.ts';
import type { SearchAnswer, SearchHttp } from './search-http.ts';
import { errorKind } from './search-reason.ts';
import { type SearchServer, shapeOf } from './search-server.ts';

export interface SetUpDeps {
  readonly http: SearchHttp;
  readonly server: SearchServer;
  readonly keeping: KeepingSettings;
  readonly deadline: EpochMs;
}

/** What was done about one target. */
export interface SetUpReport {
  readonly name: string;
  /** `kept`: up to date; `newer`: a later Trailhound was here; `foreign`: somebody else's index is used as it is. */
  readonly template: 'written' | 'kept' | 'newer' | 'foreign';
  readonly shape: TargetShape;
}

/**
 * Makes sure that a target is there with its template and policy. Repeating it changes nothing, also when several do
 * it at once; a template of a newer version is left alone.
 *
 * Throws `TH_SEARCH_WRITE` for what the server refuses, and where an index of somebody else has the name of an alias.
 */
export async function setUp(target: SearchTarget, deps: SetUpDeps): Promise<SetUpReport> {
  const shape = shapeOf(target.family, deps.server);
  const found = await whatIsThere(target, shape, deps);
  if (found === 'foreign') return { name: target.name, template: 'foreign', shape };
  const template = await writeTemplate(target, shape, deps);
  if (found === 'nothing') await create(target, shape, deps);
  else if (template === 'written')
    await expectAnswer(deps, {
      method: 'PUT',
      path: `/${target.name}/_mapping`,
      body: JSON.stringify(mappingOf(target.family)),
    });
  return { name: target.name, template, shape };
}

/** Looks under the name. An index of that name that we did not make is used as it is, where it may be written by name. */
async function whatIsThere(
  { name, family }: SearchTarget,
  shape: TargetShape,
  deps: SetUpDeps,
): Promise<'nothing' | 'ours' | 'foreign'> {
  const { status, json } = await expectAnswer(deps, { method: 'GET', path: `/${name}/_alias` }, [404]);
  if (status === 404) return 'nothing';
  const indices = isObject(json) ? Object.keys(json) : [];
  if (!indices.includes(name)) return 'ours';
  if (shape === 'index') return 'ours';
  if (family === 'logs') return 'foreign';
  throw new TrailhoundError(
    'TH_SEARCH_WRITE',
    `${name}: an index of this name is there already, made by somebody else or before the set-up; remove it, or choose another prefix`,
  );
}

async function writeTemplate(
  target: SearchTarget,
  shape: TargetShape,
  deps: SetUpDeps,
): Promise<'written' | 'kept' | 'newer'> {
  const path = `/_index_template/${target.name}`;
  const known = await expectAnswer(deps, { method: 'GET', path }, [404]);
  const mark = markOf(known);
  const version = Number(member(mark, 'version') ?? 0);
  if (version > TEMPLATE_VERSION) return 'newer';
  const { retentionDays, replicas } = deps.keeping;
  const isSame = member(mark, 'retentionDays') === retentionDays && member(mark, 'replicas') === replicas;
  if (version === TEMPLATE_VERSION && isSame) return 'kept';
  if (target.family !== 'findings') await writePolicy(target, deps);
  const body = templateBody(target, shape, deps.keeping, deps.server.policies);
  await expectAnswer(deps, { method: 'PUT', path, body: JSON.stringify(body) });
  return 'written';
}

function markOf({ json }: SearchAnswer): unknown {
  const templates = member(json, 'index_templates');
  const first: unknown = Array.isArray(templates) ? templates[0] : undefined;
  return member(member(member(first, 'index_template'), '_meta'), 'trailhound');
}

async function writePolicy(target: SearchTarget, deps: SetUpDeps): Promise<void> {
  if (deps.server.policies === 'ilm') {
    const body = JSON.stringify(ilmPolicy(deps.keeping));
    await expectAnswer(deps, { method: 'PUT', path: `/_ilm/policy/${target.name}`, body });
  }
  if (deps.server.policies !== 'ism') return;
  const path = `/_plugins/_ism/policies/${target.name}`;
  const known = await expectAnswer(deps, { method: 'GET', path }, [404]);
  const body = JSON.stringify(ismPolicy(target, deps.keeping));
  // A policy is replaced only by somebody who has seen the present one; who comes second finds ours there.
  const seen = {
    if_seq_no: String(member(known.json, '_seq_no')),
    if_primary_term: String(member(known.json, '_primary_term')),
  };
  const query = known.status === 404 ? {} : { query: seen };
  await expectAnswer(deps, { method: 'PUT', path, body, ...query }, [409]);
}

async function create({ name, family }: SearchTarget, shape: TargetShape, deps: SetUpDeps): Promise<void> {
  if (shape === 'stream') return createOnce(deps, `/_data_stream/${name}`);
  if (shape === 'index') return createOnce(deps, `/${name}`, { mappings: mappingOf(family) });
  // The template's pattern lets the first index be made as it is to be.
  return createOnce(deps, `/${name}-000001`, { aliases: { [name]: { is_write_index: true } } });
}

async function createOnce(deps: SetUpDeps, path: string, body?: unknown): Promise<void> {
  const request = {
    method: 'PUT',
    path,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  } as const;
  const answer = await expectAnswer(deps, request, [400]);
  if (
    answer.status === 400 &&
    errorKind(member(answer.json, 'error')) !== 'resource_already_exists_exception'
  )
    throw refusal(request, answer);
}
