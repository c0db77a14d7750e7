import { canonicalJson } from '../canonical-json.ts';
import { fieldText, isObject } from '../field-text.ts';
import { maskSecrets } from '../logs/mask-secrets.ts';
import { type EpochMs, isoFromMs } from '../time.ts';
import type { SearchBody, SearchDocument } from './document.ts';
import { compact, ECS_VERSION, textOf } from './document-parts.ts';
import { recordFields } from './record-fields.ts';

/** An entry of an application log, as it was read. */
export interface LogDocumentInput {
  /** The same for a redelivery: becomes the document's id. */
  readonly key: string;
  readonly at: EpochMs;
  readonly message: string;
  readonly level?: string;
  readonly logger?: string;
  /** File, or log group and stream. */
  readonly path?: string;
  readonly exception?: { readonly type: string; readonly stack: string };
  readonly account?: string;
  readonly region?: string;
  /** Further facts, kept under `labels`. */
  readonly labels?: Readonly<Record<string, unknown>>;
}

/** A log entry as a document. `mask` removes secrets from texts. */
export function logDocument(
  entry: LogDocumentInput,
  mask: (text: string) => string = maskSecrets,
): SearchDocument {
  const core = {
    ...baseOf(entry.key, entry.at, mask(entry.message)),
    log: {
      level: textOf(entry.level, 32),
      logger: textOf(entry.logger, 512),
      file: { path: textOf(entry.path, 1_024) },
    },
    error: {
      type: textOf(entry.exception?.type, 512),
      stack_trace: textOf(entry.exception && mask(entry.exception.stack)),
    },
    cloud: { account: { id: textOf(entry.account, 64) }, region: textOf(entry.region, 64) },
  };
  const labels = recordFields(entry.labels ?? {}, mask);
  return {
    id: entry.key,
    index: 'logs',
    body: compact({ ...core, labels }),
    safeBody: withUnmapped(compact(core), labels),
  };
}

/** A record that a shipper such as Fluentd brought. */
export interface ShippedDocumentInput {
  readonly key: string;
  readonly at: EpochMs;
  readonly tag: string;
  readonly record: Readonly<Record<string, unknown>>;
}

/**
 * A shipped record as a document: its own fields stay where they are, so that a search finds them under their names,
 * and `@timestamp`, `message`, `tag`, `log.level` and `event.id` are there in every one.
 *
 * A field that is in the way of one of ours (a text called `log` or `event`) is kept under `labels`.
 */
export function shippedDocument(
  { key, at, tag, record }: ShippedDocumentInput,
  mask: (text: string) => string = maskSecrets,
): SearchDocument {
  const fields = recordFields(record, mask);
  const own: Record<string, unknown> = {};
  const labels: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) (isInTheWay(name, value) ? labels : own)[name] = value;
  const base = compact({ ...baseOf(key, at, messageOf(fields)), tag: textOf(tag, 512) });
  const level = textOf(levelOf(fields), 32);
  const ours = compact({
    ...base,
    log: { ...inner(own.log), level },
    event: { ...inner(own.event), ...inner(base.event) },
  });
  return {
    id: key,
    index: 'logs',
    body: compact({ ...own, ...ours, labels: { ...inner(own.labels), ...labels } }),
    safeBody: withUnmapped(compact({ ...base, log: { level } }), fields),
  };
}

const baseOf = (key: string, at: EpochMs, message: string): Record<string, unknown> => ({
  '@timestamp': isoFromMs(at),
  message: textOf(message),
  ecs: { version: ECS_VERSION },
  event: { id: key, kind: 'event' },
});

const withUnmapped = (body: SearchBody, fields: Record<string, unknown>): SearchBody =>
  Object.keys(fields).length === 0
    ? body
    : { ...body, trailhound: { unmapped: textOf(canonicalJson(fields)) } };

/** Where programs and shippers put the text of an entry. */
const MESSAGE_NAMES = ['message', 'msg', 'MESSAGE', 'log', 'body', 'text'] as const;
const LEVEL_NAMES = ['level', 'severity', 'levelname', 'PRIORITY', 'log.level'] as const;

const firstText = (fields: Record<string, unknown>, names: readonly string[]): string =>
  names.map((name) => fieldText(fields[name], 32_768)).find((text) => text !== '') ?? '';

const messageOf = (fields: Record<string, unknown>): string =>
  firstText(fields, MESSAGE_NAMES) || canonicalJson(fields);

const levelOf = (fields: Record<string, unknown>): string =>
  (firstText(fields, LEVEL_NAMES) || fieldText(inner(fields.log).level)).toLowerCase();

/** Names that are objects in every document of ours, and those that are texts. */
const OBJECTS: ReadonlySet<string> = new Set([
  'ecs',
  'event',
  'error',
  'cloud',
  'log',
  'labels',
  'trailhound',
]);
const TEXTS: ReadonlySet<string> = new Set(['@timestamp', 'message', 'tag']);

function isInTheWay(name: string, value: unknown): boolean {
  if (OBJECTS.has(name)) return !isObject(value) || name === 'ecs' || name === 'trailhound';
  return TEXTS.has(name) && (name !== 'message' || typeof value !== 'string');
}

const inner = (value: unknown): Record<string, unknown> =>
  isObject(value) ? (value as Record<string, unknown>) : {};
