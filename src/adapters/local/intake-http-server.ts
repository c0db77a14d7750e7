import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { HttpAnswer, IntakeHead, ReadBytes } from '#ports/intake-http';
import { type BoundServer, bind, type TlsFiles } from './intake-bind.ts';
import type { MemoryBudget } from './intake-budget.ts';

export interface HttpServerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly tls?: TlsFiles;
  readonly maxConnections: number;
  /** Bytes of a body as it comes. */
  readonly maxBytes: number;
  /** From the first byte of a request to its last. */
  readonly requestMs: number;
  /** What is not whole so long after `close` was called is cut. Default: 5 seconds. */
  readonly graceMs?: number;
  readonly budget: MemoryBudget;
  /** Answered without reading, while it says so: nothing more can be taken now. */
  readonly busy: () => HttpAnswer | undefined;
  readonly answer: (head: IntakeHead, read: ReadBytes) => Promise<HttpAnswer>;
}

/** Long enough for what is on its way, and shorter than whoever stops a process waits before it is killed. */
const GRACE_MS = 5_000;

/** Opens the HTTP intake on an address. Rejects with `TH_LISTEN`. */
export async function intakeHttpServer(options: HttpServerOptions): Promise<BoundServer> {
  const { tls, requestMs, maxConnections, host, port, graceMs = GRACE_MS } = options;
  const limits = {
    requestTimeout: requestMs,
    headersTimeout: Math.min(requestMs, 20_000),
    keepAliveTimeout: 75_000,
  };
  let isStopping = false;
  const serve = (request: IncomingMessage, response: ServerResponse): void =>
    void serveRequest(request, response, options, () => isStopping);
  const server: Server = tls ? createTlsServer({ ...tls, ...limits }, serve) : createServer(limits, serve);
  // A client that asks before it sends is told to go on by the first read of its body, and not at all where it is refused.
  server.on('checkContinue', serve);
  server.maxConnections = maxConnections;
  const bound = await bind(server, { host, port, what: 'http', graceMs });
  return {
    ...bound,
    close: async () => {
      isStopping = true;
      const closed = bound.close();
      server.closeIdleConnections();
      await closed;
    },
  };
}

async function serveRequest(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpServerOptions,
  isStopping: () => boolean,
): Promise<void> {
  const [path = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/s);
  const head = {
    method: request.method ?? '',
    path,
    query,
    header: (name: string) => headerOf(request, name),
  };
  request.on('error', () => undefined);
  const isBusy = request.method === 'POST' || request.method === 'PUT' ? options.busy() : undefined;
  const given =
    isBusy ?? (await options.answer(head, () => readAll(request, response, options)).catch(brokenOff));
  if (response.destroyed) return;
  // What is left of a body that is not read would be taken for the next request.
  const close = isStopping() || !request.complete;
  const length = String(Buffer.byteLength(given.body));
  response.writeHead(given.status, {
    ...given.headers,
    'content-length': length,
    ...(close ? { connection: 'close' } : {}),
  });
  response.end(given.body);
  if (!request.complete) discard(request);
}

/** Nobody reads this where the client went away before its body was whole; else it may send again: nothing is kept. */
const brokenOff = (): HttpAnswer => ({ status: 500, headers: {}, body: '' });

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

async function readAll(
  request: IncomingMessage,
  response: ServerResponse,
  { maxBytes, budget }: HttpServerOptions,
): ReturnType<ReadBytes> {
  if (/^100-continue$/i.test(request.headers.expect ?? '')) response.writeContinue();
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      if (bytes + piece.length > maxBytes) return 'too-large';
      if (!budget.take(piece.length)) return 'busy';
      bytes += piece.length;
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  } finally {
    budget.give(bytes);
  }
}

/** A client that is refused while it sends hears why before the connection closes, if it stops soon. */
function discard(request: IncomingMessage): void {
  const timer = setTimeout(() => request.destroy(), 2_000);
  request.once('close', () => clearTimeout(timer));
  request.resume();
}
