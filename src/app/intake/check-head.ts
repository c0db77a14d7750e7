import { fail, ok, type Result } from '#core/result';
import type { HttpAnswer, IntakeHead } from '#ports/intake-http';
import { answer, refusal } from './http-exchange.ts';

/** How the body of a request is written. */
export type BodyForm = 'json' | 'ndjson' | 'msgpack' | 'form' | 'bulk';

/** What a request brings, as its head says. */
export interface Delivery {
  readonly tag: string;
  readonly form: BodyForm;
  /** Time of all its records, as `?time=` says it. */
  readonly time?: string;
  /** Outermost first; `identity` is left out. */
  readonly encodings: readonly string[];
}

/** Paths that only say that somebody is there: what load balancers, `curl` and clients of Elasticsearch ask first. */
const STATUS_PATHS: ReadonlySet<string> = new Set(['/', '/healthz', '/_cat/health', '/_cluster/health']);
/** `/_bulk` and `/<index>/_bulk`, also with a type between, as old clients write it. */
const BULK = /^(?:\/([^/]+)(?:\/[^/]+)?)?\/_bulk$/;
/** Records that name no tag. */
const DEFAULT_TAG = 'http';
const MAX_TAG = 512;
const MAX_PACKINGS = 2;
/** Where Fluent Bit puts the tag with `header_tag`, as its manual names it, and our own. */
const TAG_HEADERS = ['fluent-tag', 'x-fluent-tag', 'x-trailhound-tag'];

const FORMS: readonly (readonly [pattern: RegExp, form: BodyForm])[] = [
  [/^application\/(?:x-)?(?:nd-?json|jsonl|jsonlines|json-?lines|json-seq)$/, 'ndjson'],
  [/^(?:application|text)\/(?:[\w.-]+\+)?json$/, 'json'],
  [/^application\/(?:x-|vnd\.)?(?:msgpack|messagepack)$/, 'msgpack'],
  [/^application\/x-www-form-urlencoded$/, 'form'],
];

/**
 * Says from a request's head what it brings; a failure is the answer to give, before any of the body is read: 200 for a
 * look at the health, 403, 404, 405, 413 or 415. Browsers say where a request comes from: a page that somebody looks at must
 * not write into a listener on the same machine.
 */
export function checkHead(head: IntakeHead, maxBytes: number): Result<Delivery, HttpAnswer> {
  if (head.header('sec-fetch-site') === 'cross-site')
    return fail(refusal(403, 'a web page of another site sends no logs here'));
  const bulk = BULK.exec(head.path);
  const refused = checkMethod(head, bulk !== null);
  if (refused) return fail(refused);
  if (Number(head.header('content-length') ?? 0) > maxBytes) return fail(tooLarge(maxBytes));
  const encodings = encodingsOf(head);
  if (!encodings.ok) return encodings;
  const form = bulk ? 'bulk' : formOf(head.header('content-type'));
  if (form === undefined)
    return fail(
      refusal(415, 'expected application/json, application/x-ndjson or application/msgpack as content-type'),
    );
  const tag = tagOf(bulk ? `/${bulk[1] ?? ''}` : head.path, head);
  if (tag === undefined) return fail(refusal(404, 'the path is no tag: expected POST /<tag>'));
  const time = new URLSearchParams(head.query).get('time');
  return ok({ tag, form, encodings: encodings.value, ...(time === null ? {} : { time }) });
}

/** Says that a body is larger than is taken, packed or unpacked. */
export const tooLarge = (maxBytes: number): HttpAnswer =>
  refusal(413, `more than ${maxBytes} bytes, packed or unpacked (limit): send smaller batches`);

function checkMethod({ method, path }: IntakeHead, isBulk: boolean): HttpAnswer | undefined {
  const isLook = method === 'GET' || method === 'HEAD';
  if (STATUS_PATHS.has(path) && isLook) return answer(200, { status: 'ok' });
  if (path.startsWith('/_') && !isBulk)
    return refusal(404, 'nothing is there: expected POST /<tag> or POST /_bulk');
  if (path === '/healthz') return refusal(405, 'expected GET', { allow: 'GET, HEAD' });
  // Fluentd and Fluent Bit may be told to use either.
  return method === 'POST' || method === 'PUT'
    ? undefined
    : refusal(405, 'expected POST', { allow: 'POST, PUT' });
}

function encodingsOf({ header }: IntakeHead): Result<readonly string[], HttpAnswer> {
  const named = (header('content-encoding') ?? '')
    .toLowerCase()
    .split(',')
    .map((one) => one.trim());
  const encodings = named.filter((one) => one !== '' && one !== 'identity');
  const known = encodings.every((one) => ['gzip', 'x-gzip', 'deflate'].includes(one));
  return known && encodings.length <= MAX_PACKINGS
    ? ok(encodings.reverse())
    : fail(
        refusal(415, 'expected gzip or deflate as content-encoding', { 'accept-encoding': 'gzip, deflate' }),
      );
}

/** Without a type it is taken for JSON, which says so itself if it is none. */
function formOf(type: string | undefined): BodyForm | undefined {
  const name = (type ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? '';
  return FORMS.find(([pattern]) => pattern.test(name))?.[1];
}

function tagOf(path: string, { header }: IntakeHead): string | undefined {
  const named = TAG_HEADERS.map(header).find((value) => value !== undefined && value !== '');
  const tag = named ?? decoded(path.replace(/^\/+|\/+$/g, ''))?.replace(/\/+/g, '.');
  if (tag === undefined || tag.length > MAX_TAG || /\p{Cc}/u.test(tag)) return undefined;
  return tag === '' ? DEFAULT_TAG : tag;
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
