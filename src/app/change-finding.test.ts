import { beforeEach, describe, expect, it } from '@jest/globals';
import { fakeClock } from '../../test/support/fake-clock.ts';
import { sampleFinding } from '../../test/support/sample-finding.ts';
import type { Finding } from '../core/finding.ts';
import type { FindingStore } from '../ports/finding-store.ts';
import { changeFinding } from './change-finding.ts';

describe('changeFinding', () => {
  const clock = fakeClock('2026-03-02T10:00:00Z');
  let row: Finding;
  const findings: Pick<FindingStore, 'change'> = {
    change: async (findingId, change) => {
      if (findingId !== row.findingId) return { ok: false, error: 'not-found' };
      const changed = change(row);
      if (changed.ok) row = changed.value;
      return changed;
    },
  };
  beforeEach(() => {
    row = sampleFinding();
  });

  it.each([
    { to: 'acknowledge', text: 'on it', status: 'acknowledged', note: 'Acknowledged: on it' },
    { to: 'acknowledge', text: undefined, status: 'acknowledged', note: 'Acknowledged.' },
    { to: 'close', text: 'a drill', status: 'closed', note: 'Closed: a drill' },
    { to: 'suppress', text: 'the scanner', status: 'suppressed', note: 'Suppressed: the scanner' },
  ] as const)(
    '$to leads to $status, and notes who said what and when',
    async ({ to, text, status, note }) => {
      const change = { to, by: 'bob', ...(text === undefined ? {} : { text }) };
      const changed = await changeFinding({ findings, clock }, 'f-0001', change);

      expect(changed).toMatchObject({ ok: true, value: { status } });
      expect(row.notes).toEqual([{ at: '2026-03-02T10:00:00Z', by: 'bob', text: note }]);
    },
  );

  it('opens a closed finding again', async () => {
    await changeFinding({ findings, clock }, 'f-0001', { to: 'close', by: 'bob', text: 'a drill' });
    const changed = await changeFinding({ findings, clock }, 'f-0001', { to: 'reopen', by: 'eve' });

    expect(changed).toMatchObject({ ok: true, value: { status: 'open' } });
  });

  it.each([
    {
      name: 'closing without a reason',
      change: { to: 'close', by: 'bob' },
      id: 'f-0001',
      why: /with a reason/,
    },
    { name: 'opening what is open', change: { to: 'reopen', by: 'bob' }, id: 'f-0001', why: /open already/ },
    {
      name: 'a finding that is not there',
      change: { to: 'acknowledge', by: 'bob' },
      id: 'f-9',
      why: /no finding has that id/,
    },
  ] as const)('answers why not: $name', async ({ change, id, why }) => {
    const before = structuredClone(row);
    const changed = await changeFinding({ findings, clock }, id, change);

    expect(changed).toMatchObject({ ok: false, error: expect.stringMatching(why) });
    expect(row).toEqual(before);
  });
});
