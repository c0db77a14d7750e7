import { describe, expect, it } from '@jest/globals';
import type { Finding, Status } from './finding.ts';
import {
  acknowledge,
  addNote,
  close,
  grownSince,
  laterThan,
  MAX_NOTES,
  markedAlert,
  recover,
  reopen,
  suppress,
} from './life-cycle.ts';
import { epochMs } from './time.ts';

const WHO = { by: 'ana', at: epochMs(1_772_442_000_000) }; // 2026-03-02T09:00:00Z
const findingIn = (status: Status, over: Partial<Finding> = {}): Finding => ({
  findingId: 'f',
  ruleId: 'r',
  ruleTitle: 'R',
  severity: 'high',
  status,
  accountId: '',
  region: '',
  principal: '',
  sourceIp: '',
  eventSource: '',
  eventName: '',
  summary: '',
  accountDay: '',
  firstSeen: '',
  lastSeen: '',
  count: 1,
  dedupKey: '',
  windowStart: '',
  windowMinutes: 60,
  techniques: [],
  evidence: [],
  description: '',
  why: '',
  runbook: [],
  falsePositives: [],
  references: [],
  alert: { state: 'pending', cause: 'new', attempts: 0 },
  notes: [],
  counted: { keys: [] },
  createdAt: '2026-03-01T09:00:00Z',
  updatedAt: '2026-03-01T09:00:00Z',
  expiresAt: 1000,
  ...over,
});
const acts = {
  acknowledge: (finding: Finding) => acknowledge(finding, WHO, 'looking'),
  close: (finding: Finding) => close(finding, ' known ', WHO),
  reopen: (finding: Finding) => reopen(finding, WHO),
  suppress: (finding: Finding) => suppress(finding, 'noise', WHO),
};

describe('the life of a finding', () => {
  it.each([
    { act: 'acknowledge', from: 'open', to: 'acknowledged', alert: 'pending', note: 'Acknowledged: looking' },
    { act: 'close', from: 'open', to: 'closed', alert: 'none', note: 'Closed: known' },
    { act: 'close', from: 'acknowledged', to: 'closed', alert: 'none', note: 'Closed: known' },
    { act: 'suppress', from: 'open', to: 'suppressed', alert: 'none', note: 'Suppressed: noise' },
    { act: 'suppress', from: 'acknowledged', to: 'suppressed', alert: 'none', note: 'Suppressed: noise' },
    { act: 'reopen', from: 'closed', to: 'open', alert: 'pending', note: 'Reopened.' },
    { act: 'reopen', from: 'suppressed', to: 'open', alert: 'pending', note: 'Reopened.' },
    { act: 'reopen', from: 'acknowledged', to: 'open', alert: 'pending', note: 'Reopened.' },
  ] as const)('$act turns $from into $to', ({ act, from, to, alert, note }) => {
    const changed = acts[act](findingIn(from));
    expect(changed).toMatchObject({
      ok: true,
      value: {
        status: to,
        alert: { state: alert },
        notes: [{ at: '2026-03-02T09:00:00Z', by: 'ana', text: note }],
        updatedAt: '2026-03-02T09:00:00Z',
        expiresAt: 1000 + 86_400,
      },
    });
  });

  it.each([
    { act: 'acknowledge', from: 'acknowledged', why: 'the finding is acknowledged already' },
    {
      act: 'acknowledge',
      from: 'closed',
      why: 'the finding is closed; only an open one can be acknowledged (reopen it first)',
    },
    {
      act: 'acknowledge',
      from: 'suppressed',
      why: 'the finding is suppressed; only an open one can be acknowledged (reopen it first)',
    },
    { act: 'close', from: 'closed', why: 'the finding is closed already' },
    {
      act: 'close',
      from: 'suppressed',
      why: 'the finding is suppressed; only an open or acknowledged one can be closed (reopen it first)',
    },
    { act: 'suppress', from: 'suppressed', why: 'the finding is suppressed already' },
    {
      act: 'suppress',
      from: 'closed',
      why: 'the finding is closed; only an open or acknowledged one can be suppressed (reopen it first)',
    },
    { act: 'reopen', from: 'open', why: 'the finding is open already' },
  ] as const)('refuses to $act what is $from', ({ act, from, why }) => {
    expect(acts[act](findingIn(from))).toEqual({ ok: false, error: why });
  });

  it('keeps the reason of closing until it is reopened', () => {
    const closed = acts.close(findingIn('open'));
    expect(closed).toMatchObject({ value: { closedReason: 'known' } });
    if (!closed.ok) throw new Error(closed.error);
    const reopened = acts.reopen(closed.value);
    expect(reopened.ok ? Object.keys(reopened.value) : []).toContain('status');
    expect(reopened).not.toHaveProperty('value.closedReason');
  });

  it.each([() => close(findingIn('open'), '  ', WHO), () => suppress(findingIn('open'), '', WHO)])(
    'wants a reason',
    (act) => {
      expect(act()).toMatchObject({ ok: false, error: expect.stringContaining('with a reason') });
    },
  );

  it('leaves an alert that was sent as it is', () => {
    const sent = { state: 'sent', cause: 'new', attempts: 1, lastSentAt: '2026-03-01T09:01:00Z' } as const;
    expect(acts.close(findingIn('open', { alert: sent }))).toMatchObject({ value: { alert: sent } });
  });

  it(`keeps the newest ${MAX_NOTES} notes, each cut`, () => {
    let finding = findingIn('open');
    for (let n = 0; n < MAX_NOTES + 5; n += 1) {
      finding = addNote(finding, {
        at: 't',
        by: `${n}${'b'.repeat(500)}`,
        text: `\uD800${'é'.repeat(5000)}`,
      });
    }
    expect(finding.notes).toHaveLength(MAX_NOTES);
    expect(finding.notes[0]?.by).toMatch(/^5b+…$/);
    expect(finding.notes[0]?.text).toMatch(/^\uFFFDé+…$/);
    expect(Buffer.byteLength(JSON.stringify(finding.notes))).toBeLessThan(25_000);
  });
});

describe('updatedAt', () => {
  it.each([
    { before: '2026-03-01T09:00:00Z', now: 1_772_355_600_500, after: '2026-03-01T09:00:00.500Z' },
    { before: '2026-03-01T09:00:00Z', now: 1_772_355_600_000, after: '2026-03-01T09:00:00.001Z' },
    { before: '2026-03-01T09:00:00.999Z', now: 0, after: '2026-03-01T09:00:01Z' },
  ])('after $before is $after when the clock says $now', ({ before, now, after }) => {
    expect(laterThan(before, epochMs(now))).toBe(after);
  });

  it('grows even when a change did not touch it', () => {
    const finding = findingIn('open');
    expect(grownSince(finding, { ...finding, count: 2 }).updatedAt).toBe('2026-03-01T09:00:00.001Z');
  });
});

describe('markedAlert', () => {
  const sent = { state: 'sent', at: '2026-03-02T09:00:00Z' } as const;

  it('settles a pending alert', () => {
    expect(markedAlert(findingIn('open'), findingIn('open'), sent)).toMatchObject({
      alert: { state: 'sent', lastSentAt: sent.at },
      updatedAt: sent.at,
    });
  });

  it('counts a failure and leaves it pending', () => {
    expect(markedAlert(findingIn('open'), findingIn('open'), { state: 'failed' })?.alert).toMatchObject({
      state: 'pending',
      attempts: 1,
    });
  });

  it.each([
    { name: 'was sent', alert: { state: 'sent', cause: 'new', attempts: 0 } },
    { name: 'was dropped', alert: { state: 'none', cause: 'new', attempts: 0 } },
    { name: 'became due again', alert: { state: 'pending', cause: 'reopened', attempts: 0, reopened: 1 } },
  ] as const)('does nothing when the alert $name since', ({ alert }) => {
    expect(markedAlert(findingIn('open', { alert }), findingIn('open'), sent)).toBeUndefined();
  });
});

describe('recover', () => {
  it.each([
    { state: 'sent', after: { state: 'pending', cause: 'recovered', attempts: 0, reopened: 1 } },
    { state: 'folded', after: { state: 'pending', cause: 'recovered', attempts: 0, reopened: 1 } },
    { state: 'pending', after: { state: 'pending', cause: 'new', attempts: 2 } },
    { state: 'none', after: { state: 'none', cause: 'new', attempts: 2 } },
  ] as const)('closes a finding and tells those who were told (alert $state)', ({ state, after }) => {
    const recovered = recover(
      findingIn('open', { alert: { state, cause: 'new', attempts: 2 } }),
      WHO,
      'below 80 again',
    );
    expect(recovered).toMatchObject({
      ok: true,
      value: { status: 'closed', closedReason: 'below 80 again', alert: after },
    });
    expect(recovered.ok && recovered.value.notes.at(-1)?.text).toBe('Recovered: below 80 again');
  });

  it.each(['closed', 'suppressed'] as const)('leaves a %s finding alone', (status) => {
    expect(recover(findingIn(status), WHO, 'x')).toMatchObject({ ok: false });
  });

  it('is told after an opening that was on its way when it recovered', () => {
    const seen = findingIn('open', { alert: { state: 'pending', cause: 'new', attempts: 1 } });
    const recovered = recover(seen, WHO, 'x');
    const mark = (current: Finding) =>
      markedAlert(current, seen, { state: 'sent', at: '2026-03-02T10:00:00Z' });
    expect(recovered.ok && mark(recovered.value)?.alert).toEqual({
      ...{ state: 'pending', cause: 'recovered', attempts: 0, reopened: 1 },
      lastSentAt: '2026-03-02T10:00:00Z',
    });
    expect(recovered.ok && mark(mark(recovered.value)!)).toBeUndefined();
  });

  it('is not told any more once somebody reopened the finding, and told when it recovers again', () => {
    const told = findingIn('open', { alert: { state: 'sent', cause: 'new', attempts: 0 } });
    const recovered = recover(told, WHO, 'x');
    const again = recovered.ok ? reopen(recovered.value, WHO) : recovered;
    expect(again).toMatchObject({ ok: true, value: { status: 'open', alert: { state: 'sent' } } });
    expect(again.ok && recover(again.value, WHO, 'y')).toMatchObject({
      value: { alert: { state: 'pending', cause: 'recovered', reopened: 2 } },
    });
  });

  it('is another alert than the one that is being sent meanwhile', () => {
    const seen = findingIn('open', { alert: { state: 'pending', cause: 'new', attempts: 0 } });
    const told = { ...seen, alert: { ...seen.alert, state: 'sent' } } as const;
    const recovered = recover(told, WHO, 'x');
    expect(
      recovered.ok && markedAlert(recovered.value, seen, { state: 'sent', at: '2026-03-02T10:00:00Z' }),
    ).toBe(undefined);
  });
});
