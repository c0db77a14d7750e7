import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { isObject, member } from '#core/field-text';
import { fail, ok, type Result } from '#core/result';
import type { EpochMs } from '#core/time';
import type { Clock } from '#ports/clock';
import { waitMs } from './back-off.ts';
import { authorised, isServerless, type PlainRequest, type SearchAuth } from './search-auth.ts';

export interface SearchHttpDeps {
  /** Address of the server, with a path where it lies below one. */
  readonly url: URL;
  readonly auth: SearchAuth;
  readonly clock: Clock;
  /** In [0, 1): spreads repeated tries. */
  readonly random: () => number;
}

export interface SearchRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with `/`; without the query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly contentType?: string;
  /** Until when it is tried again; without one, once. */
  readonly deadline?: EpochMs;
}

/** What the server said, whatever it is. */
export interface SearchAnswer {
  readonly status: number;
  /** Parsed; `undefined` where the answer is no JSON. */
  readonly json: unknown;
}

/** Asks a server; fails, with the kind of the fault and the server's address, where no answer came in the time allowed. */
export type SearchHttp = (request: SearchRequest) => Promise<Result<SearchAnswer, string>>;

/** Time limit of one try. */
const TIMEOUT_MS = 30_000;
/** A page of 500 hits of what a document holds at most, and more than any other answer has. */
const MOST_ANSWERED = 128 * 1024 * 1024;
/** Smaller bodies would not gain. */
const PACK_FROM = 1_024;
const packed = promisify(gzip);

/** Statuses that pass: too many requests, and what a gateway says of a server that is not there. */
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Whether a status is one that passes. */
export const isPassing = (status: number): boolean => PASSING.has(status);

/**
 * Makes the client of one search server: over `fetch`, authorised, packed, with a time limit for each try, and with
 * further tries (back-off with jitter) for what passes, until the request's deadline.
 */
export function searchHttp(deps: SearchHttpDeps): SearchHttp {
  return async (request) => {
    const { body, headers } = await encoded(request, deps);
    const plain = { method: request.method, url: addressOf(request, deps.url), headers, ...body };
    for (let tries = 1; ; tries += 1) {
      const answer = await tryOnce(plain, deps);
      const pause = waitMs(tries, deps.random(), answer.ok ? answer.value.retryAfterMs : undefined);
      const isLast = request.deadline === undefined || deps.clock.now() + pause >= request.deadline;
      if (isLast || !passes(answer))
        return answer.ok ? answer : fail(`${answer.error.reason} at ${deps.url.origin}`);
      await deps.clock.sleep(pause);
    }
  };
}

const passes = (answer: Tried): boolean => (answer.ok ? isPassing(answer.value.status) : answer.error.passes);

function addressOf({ path, query }: SearchRequest, base: URL): URL {
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/$/, '')}${path}`;
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
  return url;
}

async function encoded(
  { body, contentType = 'application/json' }: SearchRequest,
  { auth }: SearchHttpDeps,
): Promise<{ readonly body: { readonly body?: Uint8Array }; readonly headers: Record<string, string> }> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body === undefined) return { body: {}, headers };
  headers['content-type'] = contentType;
  const plain = Buffer.from(body, 'utf8');
  // Never for a serverless collection.
  if (isServerless(auth) || plain.length < PACK_FROM) return { body: { body: plain }, headers };
  headers['content-encoding'] = 'gzip';
  return { body: { body: await packed(plain) }, headers };
}

interface Fault {
  readonly passes: boolean;
  readonly reason: string;
}

type Tried = Result<SearchAnswer & { readonly retryAfterMs?: number }, Fault>;

async function tryOnce(request: PlainRequest, { auth, clock }: SearchHttpDeps): Promise<Tried> {
  // Outside of the `try`: keys that are not to be had are no fault of the server.
  const headers = await authorised(auth, request, clock.now());
  const { method, url, body } = request;
  try {
    const response = await fetch(url, {
      method,
      headers,
      // Credentials are for this server alone.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body }),
    });
    const text = await textWithin(response, MOST_ANSWERED);
    const after = Number(response.headers.get('retry-after') ?? Number.NaN);
    return ok({
      status: response.status,
      json: jsonOf(text),
      ...(Number.isFinite(after) ? { retryAfterMs: after * 1_000 } : {}),
    });
  } catch (error) {
    return fail(faultOf(error));
  }
}

/** Reads an answer; throws where it does not end within so many bytes, unpacked: it must not fill our memory. */
async function textWithin(response: Response, maxBytes: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.length;
    // Leaving the loop cancels the rest.
    if (bytes > maxBytes) throw Object.assign(new Error('too large'), { code: 'ANSWER_TOO_LARGE' });
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A gateway answers in HTML; the status says enough.
    return undefined;
  }
}

/** Faults of the network that another try may not meet; all else (a name that is unknown, a certificate) stays as it is. */
const PASSES =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_(SOCKET|CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT)|TimeoutError)$/;

function faultOf(error: unknown): Fault {
  const reason = codeOf(error);
  return { passes: PASSES.test(reason), reason };
}

/** What `fetch` itself refuses with, and gives no code. */
const OWN_WORDS: ReadonlySet<string> = new Set(['bad port', 'unexpected redirect']);

/** Kind of a failed `fetch`: the code of its innermost cause. Told by shape: an error may come from another realm. */
function codeOf(error: unknown, depth = 0): string {
  const errors = member(error, 'errors');
  const inner = member(error, 'cause') ?? (Array.isArray(errors) ? errors[0] : undefined);
  if (isObject(inner) && depth < 5) return codeOf(inner, depth + 1);
  if (!isObject(error)) return 'unknown';
  // Of a DOMException, `code` is a number from long ago, and both may be inherited.
  const { code, name } = error;
  if (typeof code === 'string') return code;
  if (typeof error['message'] === 'string' && OWN_WORDS.has(error['message'])) return error['message'];
  return typeof name === 'string' ? name : 'unknown';
}
