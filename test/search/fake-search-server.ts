import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Unpacked. */
  readonly body: string;
}

/** What it answers: a status and a body; `drop` cuts the connection; nothing: it never answers. */
export type Answer =
  | { readonly status: number; readonly json?: unknown; readonly headers?: Record<string, string> }
  | 'drop'
  | undefined;

/** A server that looks like OpenSearch without plugins, where every document is welcome, and answers otherwise when told so. */
export async function fakeSearchServer(special: (asked: Asked, nth: number) => Answer | 'default') {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      const body = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString();
      const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
      asked.push(one);
      const chosen = special(one, asked.filter(({ path }) => path === one.path).length);
      const answer = chosen === 'default' ? byDefault(one) : chosen;
      if (answer === 'drop') request.socket.destroy();
      else if (answer) {
        const headers = { 'content-type': 'application/json', ...answer.headers };
        response.writeHead(answer.status, headers).end(JSON.stringify(answer.json ?? {}));
      }
    });
  });
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', () => go()));
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    asked,
    bulks: () => asked.filter(({ path }) => path === '/_bulk'),
    stop: () =>
      new Promise<void>((go) => {
        server.closeAllConnections();
        server.close(() => go());
      }),
  };
}

function byDefault({ method, path, body }: Asked): Answer {
  if (path === '/')
    return { status: 200, json: { version: { distribution: 'opensearch', number: '2.19.5' } } };
  if (path === '/_data_stream') return { status: 200 };
  if (path.startsWith('/_plugins')) return { status: 400 };
  if (path === '/_bulk') return bulkAnswer(idsOf(body).map(() => 201));
  return { status: method === 'GET' ? 404 : 200 };
}

/** Ids of the documents of a bulk request. */
export const idsOf = (body: string): readonly string[] =>
  body.split('\n').flatMap((line) => {
    const action = line === '' ? {} : JSON.parse(line);
    const about = action.create ?? action.index ?? action.delete;
    return about?._id === undefined ? [] : [about._id as string];
  });

/** The answer to a bulk request with these statuses, one for each document. */
export const bulkAnswer = (statuses: readonly number[], kind = 'some_exception'): Answer => ({
  status: 200,
  json: {
    errors: true,
    items: statuses.map((status) => ({
      create: { status, ...(status < 300 ? {} : { error: { type: kind, reason: 'quotes the document' } }) },
    })),
  },
});
