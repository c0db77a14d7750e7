import { describe, expect, it } from '@jest/globals';
import { notedMetrics } from '../../test/support/noted-metrics.ts';
import { countedQuarantine } from './counted-quarantine.ts';
import { flushAfter } from './flush-after.ts';

describe('flushAfter', () => {
  it('writes what an invocation added when it is done, and hands its answer on', async () => {
    const metrics = notedMetrics();
    const handler = flushAfter(metrics, async (events: number, by: string) => {
      metrics.add('EventsRead', events);
      return `${by} read ${events}`;
    });

    expect(await handler(3, 'she')).toBe('she read 3');
    expect(metrics.flushed).toEqual([[['EventsRead', 3]]]);
  });

  it('writes also what an invocation added that throws', async () => {
    const metrics = notedMetrics();
    const handler = flushAfter(metrics, async () => {
      metrics.add('EventsRead', 1);
      throw new Error('the table is gone');
    });

    await expect(handler()).rejects.toThrow('the table is gone');
    expect(metrics.flushed).toEqual([[['EventsRead', 1]]]);
  });
});

describe('countedQuarantine', () => {
  const input = { source: 's', offset: 0, reason: 'r', raw: '' };

  it('counts what was kept, and nothing that was not', async () => {
    const metrics = notedMetrics();
    let down = false;
    const quarantine = countedQuarantine(
      { put: async () => (down ? Promise.reject(new Error('down')) : undefined) },
      metrics,
    );
    await quarantine.put([input, input]);
    await quarantine.put([]);
    down = true;
    await expect(quarantine.put([input])).rejects.toThrow('down');

    expect(metrics.added).toEqual([['InputsQuarantined', 2]]);
  });
});
