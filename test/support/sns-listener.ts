import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SNSClient } from '@aws-sdk/client-sns';

const TAKEN = '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';
const REFUSED =
  '<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code><Message>Topic does not exist</Message></Error></ErrorResponse>';

/** Speaks as much of the SNS query protocol as one Publish takes, so that the real client is under test. */
export interface SnsListener {
  readonly client: SNSClient;
  readonly requests: URLSearchParams[];
  /** Whether it refuses from now on. */
  readonly refuse: (refuses: boolean) => void;
  readonly close: () => Promise<void>;
}

/** Listens on a free port of 127.0.0.1. */
export async function snsListener(): Promise<SnsListener> {
  const requests: URLSearchParams[] = [];
  let refuses = false;
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    requests.push(new URLSearchParams(Buffer.concat(chunks).toString()));
    const headers = { 'content-type': 'text/xml' };
    response.writeHead(refuses ? 404 : 200, headers).end(refuses ? REFUSED : TAKEN);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const client = new SNSClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  return {
    client,
    requests,
    refuse: (wanted) => {
      refuses = wanted;
    },
    close: async () => {
      client.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
