import { describe, expect, it } from '@jest/globals';
import { type FakeClock, fakeClock } from '../../test/support/fake-clock.ts';
import { notedMetrics } from '../../test/support/noted-metrics.ts';
import { fc } from '../../test/support/property.ts';
import { quietLog } from '../../test/support/quiet-log.ts';
import { memoryFindingStore } from '../adapters/local/memory-finding-store.ts';
import { memoryStateStore } from '../adapters/local/memory-state-store.ts';
import { silentMetrics } from '../adapters/local/silent-metrics.ts';
import { TrailhoundError } from '../core/errors.ts';
import type { WatchedEvent } from '../core/event.ts';
import type { Finding } from '../core/finding.ts';
import { close } from '../core/life-cycle.ts';
import type { FindingDelta } from '../core/merge.ts';
import type { Severity } from '../core/severity.ts';
import { type EpochMs, epochMs } from '../core/time.ts';
import type { AlertMessage, AlertSink } from '../ports/alert-sink.ts';
import type { FindingStore } from '../ports/finding-store.ts';
import type { Log } from '../ports/log.ts';
import type { StateStore } from '../ports/state-store.ts';
import { DEFAULT_NOTIFY, drainAlerts, type NotifyDeps } from './notify.ts';

const down = new TrailhoundError('TH_ALERT_SEND', 'the receiver is down');

const event = (n: number): WatchedEvent => ({
  record: {},
  eventId: `event-${n}`,
  key: `key-${n}`.padEnd(16, '0'),
  at: epochMs(1_772_355_600_000 + n * 1000),
  timeNote: 'ok',
  eventSource: 'iam.amazonaws.com',
  eventName: 'CreateAccessKey',
  accountId: '123456789012',
  region: 'us-east-1',
  principal: `user-${n}`,
  sourceIp: '198.51.100.7',
  userAgent: 'aws-cli/2.31.0',
  errorCode: '',
  origin: 'trail.json:1',
});

const delta = (
  n: number,
  severity: Severity,
  events: readonly WatchedEvent[] = [event(n)],
): FindingDelta => ({
  findingId: `f-${n}`,
  rule: {
    ruleId: 'access-key-made',
    title: 'Access key made',
    severity,
    description: '',
    techniques: [],
    falsePositives: [],
    references: [],
    dedupFields: [],
    windowMinutes: 60,
    summary: '',
    why: '',
    runbook: [],
  },
  dedupKey: `user-${n}`,
  windowStart: epochMs(1_772_355_600_000),
  events,
});

interface Desk extends NotifyDeps {
  readonly findings: FindingStore;
  readonly clock: FakeClock;
  readonly messages: (AlertMessage & { readonly at: EpochMs })[];
}

/** A notifier with `count` pending alerts: every fifth is critical, the others medium. */
async function desk(count: number, given: Partial<NotifyDeps> = {}): Promise<Desk> {
  const findings = memoryFindingStore();
  const clock = fakeClock('2026-03-01T12:00:00Z');
  const deltas = Array.from({ length: count }, (_, n) => delta(n, n % 5 === 4 ? 'critical' : 'medium'));
  await findings.record(deltas, { now: clock.now(), alertFloor: 'medium', retentionDays: 90 });
  const messages: Desk['messages'] = [];
  const sink: AlertSink = {
    send: async (message) => {
      messages.push({ ...message, at: clock.now() });
    },
  };
  const state = memoryStateStore();
  return {
    findings,
    state,
    sinks: [sink],
    clock,
    log: quietLog,
    metrics: silentMetrics,
    settings: DEFAULT_NOTIFY,
    messages,
    ...given,
  } as Desk;
}

/** Ids that messages speak of, one list a message. */
const idsOf = (messages: readonly AlertMessage[]): string[][] =>
  messages.map(({ json }) => {
    const { finding, findings } = JSON.parse(json);
    return finding ? [finding.findingId] : findings.map((named: Finding) => named.findingId);
  });

const states = async ({ findings }: Desk, count: number): Promise<string[]> => {
  const all = await Promise.all(Array.from({ length: count }, (_, n) => findings.get(`f-${n}`)));
  return all.map((finding) => finding!.alert.state);
};

describe('drainAlerts', () => {
  it('has nothing to do when nothing is pending', async () => {
    const own = await desk(0);

    expect(await drainAlerts(own)).toEqual({ sent: 0, folded: 0, failed: 0, unmarked: 0, left: 0 });
    expect(own.messages).toEqual([]);
  });

  it('sends each alone while the budget lasts, worst first, and marks it', async () => {
    const own = await desk(8);

    expect(await drainAlerts(own)).toEqual({ sent: 8, folded: 0, failed: 0, unmarked: 0, left: 0 });
    expect(idsOf(own.messages).flat()).toEqual(['f-4', 'f-0', 'f-1', 'f-2', 'f-3', 'f-5', 'f-6', 'f-7']);
    expect((await own.findings.get('f-0'))?.alert).toMatchObject({
      state: 'sent',
      lastSentAt: '2026-03-01T12:00:00Z',
    });
    expect(own.clock.slept).toEqual([]);
  });

  it('sends nothing twice', async () => {
    const own = await desk(3);
    await drainAlerts(own);

    expect(await drainAlerts(own)).toMatchObject({ sent: 0, left: 0 });
    expect(own.messages).toHaveLength(3);
  });

  it('sends the worst alone and folds all others into one summary', async () => {
    const own = await desk(30);

    expect(await drainAlerts(own)).toEqual({ sent: 7, folded: 23, failed: 0, unmarked: 0, left: 0 });
    expect(own.messages.map(({ kind }) => kind)).toEqual([...Array(7).fill('finding'), 'summary']);
    expect(own.messages.slice(0, 6).every(({ severity }) => severity === 'critical')).toBe(true);
    expect(own.messages[7]!.subject).toBe('MEDIUM: 23 findings in one alert (23 medium)');
    expect(new Set(idsOf(own.messages).flat()).size).toBe(30);
    expect((await states(own, 30)).filter((state) => state === 'folded')).toHaveLength(23);
  });

  it('waits for a token when there is none, and folds what has gathered', async () => {
    const own = await desk(30);
    await drainAlerts(own);
    const more = Array.from({ length: 4 }, (_, n) => delta(100 + n, 'high'));
    await own.findings.record(more, { now: own.clock.now(), alertFloor: 'medium', retentionDays: 90 });

    expect(await drainAlerts(own)).toMatchObject({ sent: 0, folded: 4 });
    expect(own.clock.slept).toEqual([1000]);
    expect(own.messages.at(-1)!.subject).toBe('HIGH: 4 findings in one alert (4 high)');
  });

  it('stops before a deadline that the next token would miss, and says what is left', async () => {
    const own = await desk(30);
    await drainAlerts(own);
    await own.findings.record([delta(100, 'high')], {
      now: own.clock.now(),
      alertFloor: 'medium',
      retentionDays: 90,
    });
    const deadline = epochMs(own.clock.now() + 900);

    expect(await drainAlerts(own, { deadline })).toMatchObject({ sent: 0, folded: 0, left: 1 });
    expect(own.messages).toHaveLength(8);
  });

  it('begins no send at or after the deadline', async () => {
    const own = await desk(5);
    const slow: AlertSink = { send: async () => own.clock.advance(1000) };
    const deadline = epochMs(own.clock.now() + 2500);

    expect(await drainAlerts({ ...own, sinks: [slow] }, { deadline })).toMatchObject({ sent: 3, left: 2 });
  });

  it('sets aside an item that is no finding any more, and sends what is behind it', async () => {
    const own = await desk(12, { settings: { ...DEFAULT_NOTIFY, pageSize: 3 } });
    const broken = ['f-0', 'f-4'];
    const errors: unknown[] = [];
    const findings: FindingStore = {
      ...own.findings,
      pendingAlerts: async (query) =>
        (await own.findings.pendingAlerts(query)).map((finding) =>
          broken.includes(finding.findingId)
            ? ({ ...finding, evidence: 'edited by hand', lastSeen: 5 } as unknown as Finding)
            : finding,
        ),
    };
    const log: Log = { ...quietLog, error: (_text, fields) => errors.push(fields) };

    expect(await drainAlerts({ ...own, findings, log })).toMatchObject({ failed: 2, left: 0 });
    const told = idsOf(own.messages).flat();
    expect(told).toHaveLength(10);
    expect(told).not.toContain('f-0');
    expect(errors).toEqual([{ findingId: 'f-4' }, { findingId: 'f-0' }]);
  });

  it('sends no alert of a finding that was closed meanwhile', async () => {
    const own = await desk(2);
    await own.findings.change('f-0', (finding) =>
      close(finding, 'a drill', { by: 'alice', at: own.clock.now() }),
    );

    expect(await drainAlerts(own)).toMatchObject({ sent: 1, left: 0 });
    expect(idsOf(own.messages)).toEqual([['f-1']]);
  });

  it('goes through a storm page by page, within the budget, and every finding is told', async () => {
    const own = await desk(500, { settings: { ...DEFAULT_NOTIFY, pageSize: 120 } });
    const began = own.clock.now();

    expect(await drainAlerts(own)).toMatchObject({ failed: 0, unmarked: 0, left: 0 });
    const seconds = (own.clock.now() - began) / 1000;
    expect(own.messages.length).toBeLessThanOrEqual(8 + seconds);
    expect(new Set(idsOf(own.messages).flat()).size).toBe(500);
    expect(await states(own, 500)).not.toContain('pending');
  });

  it('tells every finding of a storm, named or counted, in at most eight messages at once', async () => {
    const own = await desk(500);

    expect(await drainAlerts(own)).toEqual({ sent: 7, folded: 493, failed: 0, unmarked: 0, left: 0 });
    const summary = JSON.parse(own.messages[7]!.json);
    expect(summary.total).toBe(493);
    expect(summary.findings.length + summary.more).toBe(493);
    expect(own.messages).toHaveLength(8);
    expect(own.clock.slept).toEqual([]);
  });

  it('never sends faster than the budget, however findings arrive and notifiers meet', async () => {
    const waves = fc.array(fc.record({ size: fc.nat(20), pause: fc.nat(4000) }), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(waves, async (steps) => {
        const own = await desk(0);
        let next = 0;
        for (const { size, pause } of steps) {
          const deltas = Array.from({ length: size }, () => delta(next++, 'high'));
          await own.findings.record(deltas, {
            now: own.clock.now(),
            alertFloor: 'medium',
            retentionDays: 90,
          });
          // Two notifiers with one budget: one alert may go out twice, but never a message too many.
          await Promise.all([drainAlerts(own), drainAlerts(own)]);
          own.clock.advance(pause);
        }
        expect(await states(own, next)).not.toContain('pending');
        expect(new Set(idsOf(own.messages).flat()).size).toBe(next);
        for (const [first, from] of own.messages.entries()) {
          for (const [at, to] of own.messages.slice(first).entries()) {
            expect(at + 1).toBeLessThanOrEqual(8 + (to.at - from.at) / 1000);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('drainAlerts, with somebody besides', () => {
  const sinkTo = (heard: AlertMessage[]): AlertSink => ({
    send: async (message) => {
      heard.push(message);
    },
  });
  const refusing: AlertSink = { send: async () => Promise.reject(down) };

  it('tells them what the sinks took, in the same words', async () => {
    const heard: AlertMessage[] = [];
    const own = await desk(30, { besides: [sinkTo(heard)] });
    await drainAlerts(own);
    expect(idsOf(heard)).toEqual(idsOf(own.messages));
  });

  it('marks an alert as sent that they refused, so that nobody gets it twice', async () => {
    const errors: string[] = [];
    const log = { ...quietLog, error: (message: string) => errors.push(message) };
    const own = await desk(2, { besides: [refusing], log });

    expect(await drainAlerts(own)).toEqual({ sent: 2, folded: 0, failed: 0, unmarked: 0, left: 0 });
    expect(await drainAlerts(own)).toMatchObject({ sent: 0 });
    expect(own.messages).toHaveLength(2);
    expect(errors).toEqual(Array(2).fill('alert sent, but not to everybody besides'));
  });

  it('does not tell them what a sink refused, because it is tried again', async () => {
    const heard: AlertMessage[] = [];
    const own = await desk(2, { besides: [sinkTo(heard)], sinks: [refusing] });
    expect(await drainAlerts(own)).toMatchObject({ failed: 2 });
    expect(heard).toEqual([]);
  });
});

describe('the latency of alerts', () => {
  it('that cannot be told, of an item that was edited by hand, is not worth an alert that comes again and again', async () => {
    const own = await desk(2);
    const edited = { ...own.findings };
    const pendingAlerts: FindingStore['pendingAlerts'] = async (limit) =>
      (await own.findings.pendingAlerts(limit)).map((finding) => ({
        ...finding,
        alert: { ...finding.alert, cause: 'reopened' },
        notes: [{ at: '', by: 'trailhound' }] as unknown as Finding['notes'],
      }));
    const deps = { ...own, findings: { ...edited, pendingAlerts } };
    expect(await drainAlerts(deps)).toMatchObject({ sent: 2, unmarked: 0 });
  });

  it('is measured from the pending mark to the sending, of each finding once', async () => {
    const metrics = notedMetrics();
    const own = await desk(10, { metrics });
    own.clock.advance(4_000);
    await drainAlerts(own);
    await drainAlerts(own);
    expect(metrics.added).toEqual(Array(10).fill(['AlertLatency', 4_000]));
  });

  it('is not measured of an alert that failed', async () => {
    const metrics = notedMetrics();
    const own = await desk(1, { metrics, sinks: [{ send: async () => Promise.reject(down) }] });
    await drainAlerts(own);
    expect(metrics.added).toEqual([]);
  });
});

describe('drainAlerts, when something fails', () => {
  it('sends again what it had sent but not marked when it was killed', async () => {
    const own = await desk(3);
    const killed: FindingStore = { ...own.findings, markAlert: () => new Promise<never>(() => {}) };
    void drainAlerts({ ...own, findings: killed });
    while (own.messages.length === 0) await Promise.resolve();

    expect(await drainAlerts(own)).toMatchObject({ sent: 3, left: 0 });
    expect(idsOf(own.messages).flat().sort()).toEqual(['f-0', 'f-0', 'f-1', 'f-2']);
  });

  it.each(Array.from({ length: 24 }, (_, step) => step))(
    'loses nothing when it is killed before its outside effect number %i',
    async (step) => {
      const own = await desk(15);
      let effects = 0;
      const killable = async (effect: () => Promise<void>): Promise<void> => {
        effects += 1;
        return effects > step ? new Promise<never>(() => {}) : effect();
      };
      const findings: FindingStore = {
        ...own.findings,
        markAlert: (seen, outcome) => killable(() => own.findings.markAlert(seen, outcome)),
      };
      const sinks = own.sinks.map(({ send }) => ({
        send: (message: AlertMessage) => killable(() => send(message)),
      }));
      void drainAlerts({ ...own, findings, sinks });
      for (let turn = 0; turn < 500; turn += 1) await Promise.resolve();
      const told = new Set(idsOf(own.messages).flat());
      const marked = (await states(own, 15)).flatMap((state, n) => (state === 'pending' ? [] : [`f-${n}`]));

      expect(marked.every((id) => told.has(id))).toBe(true);
      await drainAlerts(own);
      expect(new Set(idsOf(own.messages).flat()).size).toBe(15);
      expect(await states(own, 15)).not.toContain('pending');
    },
  );

  it('goes on with the others when one is refused, and tries that one once', async () => {
    const own = await desk(5);
    const [sink] = own.sinks;
    let tries = 0;
    const picky: AlertSink = {
      send: async (message) => {
        if (!message.json.includes('"f-2"')) return sink!.send(message);
        tries += 1;
        throw down;
      },
    };

    expect(await drainAlerts({ ...own, sinks: [picky] })).toEqual({
      sent: 4,
      folded: 0,
      failed: 1,
      unmarked: 0,
      left: 0,
    });
    expect(tries).toBe(1);
    expect((await own.findings.get('f-2'))?.alert).toMatchObject({ state: 'pending', attempts: 1 });
    expect(await drainAlerts(own)).toMatchObject({ sent: 1, failed: 0 });
  });

  it('gets past refused alerts that fill a whole page', async () => {
    const own = await desk(12, { settings: { ...DEFAULT_NOTIFY, burst: 20, pageSize: 3 } });
    const [sink] = own.sinks;
    const refused = new Set(['f-4', 'f-9']);
    const picky: AlertSink = {
      send: async (message) => {
        if (
          idsOf([message])
            .flat()
            .some((id) => refused.has(id))
        )
          throw down;
        return sink!.send(message);
      },
    };

    expect(await drainAlerts({ ...own, sinks: [picky] })).toMatchObject({ sent: 10, failed: 2, left: 0 });
  });

  it('gives up for now when nothing gets through, and sends all when it does again', async () => {
    const own = await desk(40, { settings: { ...DEFAULT_NOTIFY, pageSize: 10 } });
    const dead: AlertSink = {
      send: async () => {
        throw down;
      },
    };

    expect(await drainAlerts({ ...own, sinks: [dead] })).toMatchObject({
      sent: 0,
      folded: 0,
      failed: 10,
      left: 10,
    });
    expect(own.clock.slept).toEqual([]);
    expect(await drainAlerts(own)).toMatchObject({ failed: 0, left: 0 });
    expect(await states(own, 40)).not.toContain('pending');
  });

  it('takes an alert for sent only when every sink took it', async () => {
    const own = await desk(1);
    const [sink] = own.sinks;
    const dead: AlertSink = {
      send: async () => {
        throw down;
      },
    };

    expect(await drainAlerts({ ...own, sinks: [dead, sink!] })).toMatchObject({ sent: 0, failed: 1 });
    expect(own.messages).toHaveLength(1);
    expect(await drainAlerts(own)).toMatchObject({ sent: 1 });
    expect(own.messages).toHaveLength(2);
  });

  it('goes on when the table refuses one mark, and counts it', async () => {
    const own = await desk(3);
    const stubborn: FindingStore = {
      ...own.findings,
      markAlert: async (seen, outcome) => {
        if (seen.findingId === 'f-0') throw new TrailhoundError('TH_STORE_BUSY', 'too many writers');
        await own.findings.markAlert(seen, outcome);
      },
    };

    expect(await drainAlerts({ ...own, findings: stubborn })).toMatchObject({
      sent: 2,
      unmarked: 1,
      left: 0,
    });
    expect(await states(own, 3)).toEqual(['pending', 'sent', 'sent']);
  });

  it('passes over marks that the index does not show yet', async () => {
    const own = await desk(6, { settings: { ...DEFAULT_NOTIFY, pageSize: 2 } });
    const before = await own.findings.pendingAlerts(100);
    const lagging: FindingStore = { ...own.findings, pendingAlerts: async (limit) => before.slice(0, limit) };

    expect(await drainAlerts({ ...own, findings: lagging })).toMatchObject({ sent: 6, left: 0 });
    expect(own.messages).toHaveLength(6);
  });

  it('throws when the budget can’t be read, and sends nothing', async () => {
    const broken: StateStore = {
      read: async () => {
        throw new TrailhoundError('TH_STORE_READ', 'no table');
      },
      write: async () => false,
    };
    const own = await desk(1, { state: broken });

    await expect(drainAlerts(own)).rejects.toMatchObject({ code: 'TH_STORE_READ' });
    expect(own.messages).toEqual([]);
  });

  it('refuses to take an alert for sent when there is nobody to send it to', async () => {
    const own = await desk(1);

    await expect(drainAlerts({ ...own, sinks: [] })).rejects.toMatchObject({ code: 'TH_SETTINGS_REFUSED' });
    expect(await states(own, 1)).toEqual(['pending']);
  });

  it('sends nothing while others take every token before it', async () => {
    const contested = memoryStateStore();
    const own = await desk(1, { state: { ...contested, write: async () => false } });
    const deadline = epochMs(own.clock.now() + 600);

    expect(await drainAlerts(own, { deadline })).toMatchObject({ sent: 0, left: 1 });
    expect(own.messages).toEqual([]);
  });
});
