import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from '@jest/globals';

const NAMES = ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;

/** An AWS, for the suite that calls this, that refuses every call. */
export interface RefusingAws {
  /** The error of the moment. */
  refusal: string;
  /** What it says besides; no message of ours may repeat it. */
  readonly message: string;
  /** Operations or paths that were called. */
  readonly calls: string[];
}

/** Starts it before the suite's tests and points the environment at it; both end with the suite. */
export function refusingAws(): RefusingAws {
  const aws: RefusingAws = { refusal: '', message: 'hunter2', calls: [] };
  const before = NAMES.map((name) => [name, process.env[name]] as const);
  let server: Server;
  beforeAll(async () => {
    server = createServer((request, response) => {
      aws.calls.push(String(request.headers['x-amz-target'] ?? request.url));
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ __type: aws.refusal, message: aws.message }));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    process.env['AWS_ENDPOINT_URL'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    process.env['AWS_ACCESS_KEY_ID'] = 'test';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
  });
  afterAll(async () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await new Promise((done) => server.close(done));
  });
  return aws;
}
