import { describe, expect, it } from '@jest/globals';
import { inflate } from '#adapters/codec/inflate';
import { epochMs } from '#core/time';
import { sampleRecord } from '../../../test/support/shapes.ts';
import { triaging, unreachable } from '../../../test/support/triaging.ts';
import { takeRecords } from './take-records.ts';

const trail = sampleRecord({ eventID: 'id-1' });
const shipped = (record: Record<string, unknown>, key = 'k') => ({ tag: 'app', at: epochMs(1), key, record });

async function taking(...records: readonly Record<string, unknown>[]) {
  const deps = triaging();
  const lines: string[] = [];
  const taken = await takeRecords(
    records.map((record, n) => shipped(record, `k${n}`)),
    {
      ...{ triage: deps, inflate },
      watchLines: async (streams) =>
        void lines.push(...streams.flatMap((one) => one.lines.map(({ text }) => text))),
    },
  );
  return { events: taken.trail.events, lines, quarantined: deps.quarantined };
}

describe('takeRecords', () => {
  it.each([
    { name: 'a record', record: trail },
    { name: 'a record as text', record: { log: `${JSON.stringify(trail)}\n`, container_name: 'x' } },
    { name: 'a record as message', record: { message: JSON.stringify(trail), host: 'x' } },
    { name: 'a log file', record: { Records: [trail] } },
    { name: 'a record behind words', record: { log: `<13>Jan 1 host: ${JSON.stringify(trail)}` } },
  ])('triages $name', async ({ record }) => {
    expect(await taking(record)).toEqual({ events: 1, lines: [], quarantined: [] });
  });

  it.each([
    { name: 'a line', record: { log: 'x' }, line: 'x' },
    {
      name: 'a line that speaks of records',
      record: { log: 'no "eventName" and no "eventSource"' },
      line: 'no "eventName" and no "eventSource"',
    },
    {
      name: 'an object that has the names of records',
      record: { eventName: 'click', eventSource: 'button' },
      line: '{"eventName":"click","eventSource":"button"}',
    },
  ])('watches $name', async ({ record, line }) => {
    expect(await taking(record)).toEqual({ events: 0, lines: [line], quarantined: [] });
  });

  it('keeps in quarantine what quotes a record that can not be read, without quoting it', async () => {
    const { quarantined } = await taking({ log: JSON.stringify(trail).slice(0, -20), key: 'hunter2' });
    expect(quarantined).toMatchObject([{ source: 'app:k0' }]);
    expect(quarantined[0]?.reason).not.toContain('hunter2');
  });

  it('rejects when a store does', async () => {
    const deps = { triage: triaging(), inflate, watchLines: unreachable };
    await expect(takeRecords([shipped({ log: 'x' })], deps)).rejects.toThrow('unreachable');
  });
});
