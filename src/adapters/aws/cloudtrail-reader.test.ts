import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { parseTime } from '#core/time';
import type { TrailPageRequest } from '#ports/trail-reader';
import { cloudTrailClients, cloudTrailReader } from './cloudtrail-reader.ts';

const request: TrailPageRequest = {
  region: 'eu-west-1',
  from: parseTime('2026-03-01T11:00:00Z')!,
  to: parseTime('2026-03-01T12:00:00Z')!,
};
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** The real client against a server that gives one answer, whatever it is asked. */
async function against(answer: (response: ServerResponse) => void) {
  const asked: { body: unknown; authorization: string }[] = [];
  const server = createServer(async (incoming: IncomingMessage, response) => {
    let text = '';
    for await (const chunk of incoming) text += String(chunk);
    asked.push({ body: JSON.parse(text), authorization: incoming.headers.authorization ?? '' });
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return { asked, reader: cloudTrailReader(cloudTrailClients({ endpoint, credentials })) };
}

const json = (status: number, body: unknown) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
};

describe('cloudTrailReader', () => {
  it('asks for 50 events, in the region, with whole seconds and one attribute', async () => {
    const { asked, reader } = await against(json(200, { Events: [] }));
    await reader.page({ ...request, attribute: { key: 'ReadOnly', value: 'false' }, nextToken: 'next' });
    expect(asked[0]?.body).toEqual({
      StartTime: 1_772_362_800,
      EndTime: 1_772_366_400,
      MaxResults: 50,
      LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }],
      NextToken: 'next',
    });
    expect(asked[0]?.authorization).toContain('/eu-west-1/cloudtrail/');
  });

  it('gives records as text, with their times and the token', async () => {
    const event = { EventTime: 1_772_366_000, CloudTrailEvent: '{"eventID":"1"}' };
    const { reader } = await against(json(200, { Events: [event, {}], NextToken: 'more' }));
    expect(await reader.page(request)).toEqual({
      ok: true,
      value: {
        events: [
          { record: '{"eventID":"1"}', at: 1_772_366_000_000 },
          { record: '', at: request.to },
        ],
        nextToken: 'more',
      },
    });
  });

  it.each([
    { name: 'throttled', status: 400, type: 'ThrottlingException', error: 'busy' },
    { name: 'throttled in other words', status: 400, type: 'TooManyRequestsException', error: 'busy' },
    { name: 'out of order', status: 503, type: 'ServiceUnavailable', error: 'busy' },
    {
      name: 'told that the token is none',
      status: 400,
      type: 'InvalidNextTokenException',
      error: 'token-expired',
    },
  ])('asks once and says $error when $name', async ({ status, type, error }) => {
    const { asked, reader } = await against(json(status, { __type: type, message: 'no' }));
    expect(await reader.page(request)).toEqual({ ok: false, error });
    expect(asked).toHaveLength(1);
  });

  it('says busy when the connection breaks', async () => {
    const { asked, reader } = await against((response) => response.destroy());
    expect(await reader.page(request)).toEqual({ ok: false, error: 'busy' });
    expect(asked).toHaveLength(1);
  });

  it('fails with the code, and never with what the service quotes', async () => {
    const refusal = { __type: 'AccessDeniedException', message: 'mallory may not' };
    const { reader } = await against(json(400, refusal));
    await expect(reader.page(request)).rejects.toMatchObject({
      code: 'TH_TRAIL_READ',
      message: 'eu-west-1: LookupEvents failed with AccessDeniedException',
    });
  });

  it('makes one client a region', () => {
    const clientFor = cloudTrailClients();
    expect(clientFor('eu-west-1')).toBe(clientFor('eu-west-1'));
    expect(clientFor('eu-west-1')).not.toBe(clientFor('us-east-1'));
  });
});
