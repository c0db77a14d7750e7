import { describe, expect, it } from '@jest/globals';
import { itemOf } from '../../src/adapters/aws/dynamo-finding-item.ts';
import { silentMetrics } from '../../src/adapters/local/silent-metrics.ts';
import { TrailhoundError } from '../../src/core/errors.ts';
import type { Finding } from '../../src/core/finding.ts';
import type { SearchDocument } from '../../src/core/search/document.ts';
import { messageOf } from '../../src/core/search/queue-message.ts';
import type { Log } from '../../src/ports/log.ts';
import { quietLog } from '../../test/support/quiet-log.ts';
import { sampleFinding } from '../../test/support/sample-finding.ts';
import { createHandler } from './handler.ts';

/** As a stream of DynamoDB has it (Developer Guide, AttributeValue). */
function attribute(value: unknown): object {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(attribute) };
  return { M: attributes(value as object) };
}
const attributes = (item: object): Record<string, object> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attribute(value)]));
const image = (finding: Finding) => attributes(itemOf(finding));
const change = (sequence: string, images: object) => ({
  eventSource: 'aws:dynamodb',
  dynamodb: { SequenceNumber: sequence, ...images },
});
const message = (messageId: string, body: string) => ({ eventSource: 'aws:sqs', messageId, body });
const document = (id: string): SearchDocument => ({
  id,
  index: 'events',
  body: { '@timestamp': '2026-03-01T09:00:00Z' },
});

/** A sink that keeps what it is given, refuses `bad…` and is down for `down…`. */
function desk() {
  const put: SearchDocument[] = [];
  const said: string[] = [];
  const log: Log = {
    ...quietLog,
    error: (text, fields) => void said.push(`${text} ${JSON.stringify(fields)}`),
  };
  const handler = createHandler({
    log,
    metrics: silentMetrics,
    sink: {
      put: async (documents) => {
        if (documents.some(({ id }) => id.startsWith('down')))
          throw new TrailhoundError('TH_SEARCH_WRITE', 'down');
        put.push(...documents);
        const refused = documents.flatMap(({ id }, place) =>
          id.startsWith('bad') ? [{ place, id, reason: '400 mapper_parsing_exception' }] : [],
        );
        return { written: documents.length - refused.length, known: 0, refused };
      },
      flush: async () => {},
      close: async () => {},
    },
  });
  return { handler, put, said };
}

describe('index-search', () => {
  it('writes new and changed findings, of one the newest, and takes out those that are gone', async () => {
    const { handler, put } = desk();
    const [first, second] = [sampleFinding(), sampleFinding({ count: 3, updatedAt: '2026-03-01T10:00:00Z' })];
    const gone = sampleFinding({ findingId: 'f-gone' });
    const answer = await handler({
      Records: [
        change('1', { NewImage: image(first) }),
        change('2', { OldImage: image(first), NewImage: image(second) }),
        change('3', { OldImage: image(gone) }),
      ],
    });

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(put).toEqual([
      expect.objectContaining({
        id: 'f-0001',
        version: Date.UTC(2026, 2, 1, 10),
        body: expect.objectContaining({ message: second.summary }),
      }),
      expect.objectContaining({ id: 'f-gone', isGone: true }),
    ]);
    expect(put[0]?.body).toMatchObject({ trailhound: { count: 3 } });
  });

  it('reads a finding from the stream as the table has it', async () => {
    const { handler, put } = desk();
    const finding = sampleFinding({ principal: '', timeNote: 'missing', countCapped: true });
    await handler({ Records: [change('1', { NewImage: image(finding) })] });
    const { findingDocument } = await import('../../src/core/search/finding-document.ts');

    expect(put).toEqual([findingDocument(finding)]);
  });

  it('has the batch of a stream come again from its beginning when the server is away', async () => {
    const { handler } = desk();
    const down = sampleFinding({ findingId: 'down-1' });
    const Records = [
      change('7', { NewImage: image(sampleFinding()) }),
      change('8', { NewImage: image(down) }),
    ];

    expect(await handler({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: '7' }] });
  });

  it('has only those messages come again whose documents are not written', async () => {
    const { handler, put, said } = desk();
    const answer = await handler({
      Records: [
        message('a', messageOf([document('e-1'), document('bad-1')])),
        message('b', messageOf([document('down-1')])),
        message('c', messageOf([document('e-2')])),
        message('d', '{"documents":"none"}'),
        message('e', 'not json: secret'),
      ],
    });

    expect(answer).toEqual({
      batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'd' }, { itemIdentifier: 'e' }],
    });
    expect(put.map(({ id }) => id)).toEqual(['e-1', 'bad-1', 'e-2']);
    expect(said.join('\n')).toContain('{"id":"bad-1","reason":"400 mapper_parsing_exception"}');
    expect(said.join('\n')).not.toContain('secret');
  });

  it.each([
    { name: 'nothing', event: undefined },
    { name: 'another source', event: { Records: [{ eventSource: 'aws:s3' }] } },
    { name: 'a change without images', event: { Records: [change('1', {})] } },
    {
      name: 'an item that is no finding',
      event: { Records: [change('1', { NewImage: { findingId: { S: 'x' } } })] },
    },
    {
      name: 'an odd item',
      event: { Records: [change('1', { NewImage: { findingId: 5, alert: { M: null } } })] },
    },
  ])('holds nothing up for $name, and says so', async ({ event }) => {
    const { handler, put, said } = desk();

    expect(await handler(event)).toEqual({ batchItemFailures: [] });
    expect({ put, said: said.length }).toEqual({ put: [], said: 1 });
  });
});
