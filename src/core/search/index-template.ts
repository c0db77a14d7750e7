import type { SearchFamily } from './document.ts';
import { MOST_DYNAMIC_FIELDS, mappingOf } from './mapping.ts';

/** Grows with every change of a mapping or setting: a newer Trailhound replaces templates of an older one, never the other way round. */
export const TEMPLATE_VERSION = 1;
/** Above templates that people write without a thought (0) and below those that they write on purpose for more. */
const PRIORITY = 250;
/** When a backing index is followed by the next. */
export const ROLLOVER = { age: '1d', size: '20gb' } as const;

type Json = { readonly [name: string]: unknown };

/** A name that is written to, what lies there, and how it is kept. */
export interface SearchTarget {
  readonly family: SearchFamily;
  /** Data stream or alias. */
  readonly name: string;
}

export interface KeepingSettings {
  readonly retentionDays: number;
  /** Copies beside the first; `auto`: one as soon as there is a second node. */
  readonly replicas: number | 'auto';
}

/** How a target lies on a server. */
export type TargetShape =
  /** Append-only, with backing indices that the server names. */
  | 'stream'
  /** An alias over numbered indices of which the newest is written to. */
  | 'alias'
  /** Just an index: serverless collections have nothing else. */
  | 'index';

/** What our templates say about themselves, so that a later start can tell whether they are up to date. */
export interface TemplateMark extends KeepingSettings {
  readonly version: number;
}

/** Body of the index template of a target. `policy` names what rolls over and deletes, where the server has that. */
export function templateBody(
  target: SearchTarget,
  shape: TargetShape,
  keeping: KeepingSettings,
  policy: 'ism' | 'ilm' | 'none',
): Json {
  const { family, name } = target;
  const settings: Json =
    shape === 'index'
      ? {}
      : {
          'index.number_of_shards': 1,
          ...replicaSetting(keeping.replicas),
          ...(family === 'logs' ? { 'index.mapping.total_fields.limit': MOST_DYNAMIC_FIELDS } : {}),
          ...(policy === 'ilm' && family !== 'findings' ? lifecycleSettings(name, shape) : {}),
        };
  const mark: TemplateMark = { ...keeping, version: TEMPLATE_VERSION };
  return {
    index_patterns: shape === 'alias' ? [`${name}-0*`] : [name],
    priority: PRIORITY,
    version: TEMPLATE_VERSION,
    _meta: { trailhound: mark },
    ...(shape === 'stream' ? { data_stream: {} } : {}),
    template: { settings, mappings: mappingOf(family) },
  };
}

const replicaSetting = (replicas: number | 'auto'): Json =>
  replicas === 'auto'
    ? { 'index.auto_expand_replicas': '0-1' }
    : { 'index.number_of_replicas': replicas, 'index.auto_expand_replicas': false };

const lifecycleSettings = (name: string, shape: TargetShape): Json => ({
  'index.lifecycle.name': name,
  ...(shape === 'alias' ? { 'index.lifecycle.rollover_alias': name } : {}),
});

/** Policy of OpenSearch's Index State Management: a new backing index a day, deleted whole when its newest document is too old. */
export function ismPolicy({ name }: SearchTarget, { retentionDays }: KeepingSettings): Json {
  return {
    policy: {
      description: `Trailhound: ${name}, ${retentionDays} days`,
      default_state: 'written',
      states: [
        {
          name: 'written',
          actions: [{ rollover: { min_index_age: ROLLOVER.age, min_primary_shard_size: ROLLOVER.size } }],
          transitions: [{ state_name: 'gone', conditions: { min_rollover_age: `${retentionDays}d` } }],
        },
        { name: 'gone', actions: [{ delete: {} }], transitions: [] },
      ],
      ism_template: [{ index_patterns: [name], priority: PRIORITY }],
    },
  };
}

/** The same for Elasticsearch's Index Lifecycle Management, where age counts from the rollover. */
export function ilmPolicy({ retentionDays }: KeepingSettings): Json {
  return {
    policy: {
      phases: {
        hot: { actions: { rollover: { max_age: ROLLOVER.age, max_size: ROLLOVER.size } } },
        delete: { min_age: `${retentionDays}d`, actions: { delete: {} } },
      },
    },
  };
}
