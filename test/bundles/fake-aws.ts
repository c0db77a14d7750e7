import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call, as far as the tests tell calls apart. */
export interface SeenCall {
  /** `LookupEvents`, `Publish`; of REST services the method and path, `GET /bucket/key`. */
  readonly call: string;
  readonly body: string;
  /** Access key id that signed it. */
  readonly signedBy: string | undefined;
}

/** Every AWS service but DynamoDB, as far as one good answer to each call goes. */
export interface FakeAws {
  readonly endpoint: string;
  readonly seen: SeenCall[];
  readonly close: () => Promise<void>;
}

/** What is answered, by `SeenCall.call`; a call that is not listed is refused with 404. */
export type Answers = Readonly<Record<string, string | Uint8Array>>;

const callOf = ({ headers, method, url = '' }: IncomingMessage, body: string): string => {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.').at(-1) ?? '';
  const action = /(?:^|&)Action=(\w+)/.exec(body)?.[1];
  return action ?? `${method} ${decodeURIComponent(url.split('?')[0] ?? '')}`;
};

/** Listens on a free port of 127.0.0.1. */
export async function fakeAws(answers: Answers): Promise<FakeAws> {
  const seen: SeenCall[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const signedBy = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1];
    const call = callOf(request, body);
    seen.push({ call, body, signedBy });
    const answer = answers[call];
    const type = typeof answer === 'string' && answer.startsWith('{') ? 'application/json' : 'text/xml';
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': type });
    response.end(answer ?? '<Error><Code>NotExpected</Code></Error>');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
