import { describe, expect, it } from '@jest/globals';
import { quietLog } from '../../../test/support/quiet-log.ts';
import { readEntry } from '../../core/logs/entry-reading.ts';
import type { SearchDocument } from '../../core/search/document.ts';
import { epochMs } from '../../core/time.ts';
import type { ShippedEntry } from '../logs/app-log-deps.ts';
import { maskedReading } from '../logs/error-event.ts';
import { shipEntries } from './ship-entries.ts';

const NOW = epochMs(Date.UTC(2026, 2, 1, 10));
const PLACE = { group: '/ecs/shop', stream: 'web/7', accountId: '123456789012', region: 'eu-west-1' };
const entry = (n: number, text: string, matched: boolean): ShippedEntry => ({
  matched,
  read: {
    place: PLACE,
    entry: { text, first: n, last: n, key: `k${n}`, at: epochMs(NOW - 1_000) },
    before: () => [],
    reading: maskedReading(readEntry(text)),
  },
});
const ENTRIES = [
  entry(1, '2026-03-01T09:00:00Z INFO started', false),
  entry(2, '2026-03-01T09:00:01Z ERROR no card, password=hunter2', true),
];

async function ship(choice: 'none' | 'matched' | 'all', isDown = false) {
  const sent: SearchDocument[] = [];
  const send = async (documents: readonly SearchDocument[]) => {
    if (isDown) throw new Error('down');
    sent.push(...documents);
    return { failed: 0 };
  };
  const report = await shipEntries(ENTRIES, NOW, { choice, queue: { send }, log: quietLog });
  return { report, sent };
}

describe('shipEntries', () => {
  it.each([
    { choice: 'none', ids: 0 },
    { choice: 'matched', ids: 1 },
    { choice: 'all', ids: 2 },
  ] as const)('hands on $choice', async ({ choice, ids }) => {
    const { report, sent } = await ship(choice);
    expect(report).toEqual({ shipped: ids, failed: 0 });
    expect(new Set(sent.map(({ id }) => id)).size).toBe(ids);
  });

  it('says where an entry was written and when, without the secrets in it', async () => {
    const { sent } = await ship('matched');
    expect(sent).toMatchObject([
      {
        index: 'logs',
        body: {
          '@timestamp': '2026-03-01T09:59:59Z',
          log: { level: 'error', file: { path: '/ecs/shop:web/7' } },
          cloud: { account: { id: '123456789012' }, region: 'eu-west-1' },
        },
      },
    ]);
    expect(JSON.stringify(sent)).not.toContain('hunter2');
  });

  it('does not reject for a copy', async () => {
    expect((await ship('all', true)).report).toEqual({ shipped: 0, failed: 2 });
  });
});
