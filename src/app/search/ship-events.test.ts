import { describe, expect, it } from '@jest/globals';
import { sampleRecord } from '../../../test/support/cli-samples.ts';
import { quietLog } from '../../../test/support/quiet-log.ts';
import type { CloudTrailRecord } from '../../core/event.ts';
import type { Match, RuleCard } from '../../core/match.ts';
import type { SearchDocument } from '../../core/search/document.ts';
import { valuesOf } from '../../core/search/matches-query.ts';
import { epochMs } from '../../core/time.ts';
import { watchedEvent } from '../../core/watched-event.ts';
import type { Incoming } from '../detector.ts';
import { type Shipped, shipEvents } from './ship-events.ts';

const NOW = epochMs(Date.UTC(2026, 2, 1, 10));
const batch: Incoming[] = Array.from({ length: 1_200 }, (_, n) => ({
  record: sampleRecord({
    eventID: `11111111-2222-4333-8444-${String(n).padStart(12, '0')}`,
  }) as CloudTrailRecord,
  origin: 'test',
}));
const match = (n: number, ruleId: string): Match => ({
  rule: { ruleId } as RuleCard,
  event: watchedEvent(batch[n]?.record ?? {}, { origin: 'test', now: NOW }),
});

async function ship(
  choice: Shipped,
  send: (documents: readonly SearchDocument[]) => Promise<{ failed: number }>,
) {
  const sent: SearchDocument[] = [];
  const sizes: number[] = [];
  const queue = {
    send: async (documents: readonly SearchDocument[]) => {
      sizes.push(documents.length);
      const answer = await send(documents);
      sent.push(...documents);
      return answer;
    },
  };
  const report = await shipEvents(batch, [match(3, 'r1'), match(3, 'r2'), match(8, 'r1')], NOW, {
    choice,
    queue,
    log: quietLog,
  });
  return { report, sent, sizes };
}

const takesAll = async () => ({ failed: 0 });

describe('shipping events', () => {
  it('hands over nothing, those that rules matched, or all, a bounded number at a time', async () => {
    expect(await ship('none', takesAll)).toEqual({ report: { shipped: 0, failed: 0 }, sent: [], sizes: [] });
    const matched = await ship('matched', takesAll);
    expect(matched.report).toEqual({ shipped: 2, failed: 0 });
    expect(matched.sent.map(({ body }) => valuesOf(body, 'trailhound.rules'))).toEqual([
      ['r1', 'r2'],
      ['r1'],
    ]);
    const all = await ship('all', takesAll);
    expect({ sizes: all.sizes, report: all.report }).toEqual({
      sizes: [500, 500, 200],
      report: { shipped: 1_200, failed: 0 },
    });
    expect(all.sent.filter(({ body }) => valuesOf(body, 'trailhound.rules').length > 0)).toHaveLength(2);
  });

  it('never fails the batch for the queue, and counts what is missing', async () => {
    const broken = async () => {
      throw new Error('down');
    };
    expect((await ship('all', broken)).report).toEqual({ shipped: 0, failed: 1_200 });
    expect((await ship('all', async () => ({ failed: 10 }))).report).toEqual({ shipped: 1_170, failed: 30 });
  });
});
