import { describe, expect, it } from '@jest/globals';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { quietLog } from '../../../test/support/quiet-log.ts';
import { memoryStateStore } from '../../adapters/local/memory-state-store.ts';
import { DATA_VERSION } from '../../core/data-version.ts';
import { TrailhoundError } from '../../core/errors.ts';
import { fail, ok } from '../../core/result.ts';
import { type EpochMs, epochMs } from '../../core/time.ts';
import type { Fact, HealthNotice, SelfView, SubscriptionFacts } from '../../ports/health.ts';
import type { MigrateOutcome } from '../migrate.ts';
import { type WatchSelfDeps, watchSelf } from './watch-self.ts';

const HALF_HOUR = 30 * 60_000;
const confirmed = (endpoint: string): SubscriptionFacts => ({
  protocol: 'email',
  endpoint,
  state: 'confirmed',
});
const throttled: Fact<never> = fail({ permission: 'p', reason: 'ThrottlingException', isRefused: false });

/** A deployment in good health, the messages that were sent about it, and what it measured. */
function deployment() {
  const clock = fakeClock();
  const facts = {
    topic: ok({ exists: true, subscriptions: [confirmed('ops@example.com')] }) as Awaited<
      ReturnType<SelfView['topic']>
    >,
    group: ok({
      exists: true,
      filters: [{ name: 'f', destinationArn: 'arn:watch-logs', pattern: '' }],
    }) as Awaited<ReturnType<SelfView['logGroup']>>,
    deadLetters: ok({ exists: true, messages: 0 }) as Awaited<ReturnType<SelfView['queue']>>,
    beat: 'always' as 'always' | EpochMs | undefined,
    sinkRefuses: false,
    form: { state: 'current', version: DATA_VERSION } as MigrateOutcome,
  };
  const sent: HealthNotice[] = [];
  const metrics: number[] = [];
  const deps: WatchSelfDeps = {
    view: {
      topic: async () => facts.topic,
      logGroup: async () => facts.group,
      failures: async () => ok({ waiting: 0, givenUp: 0, isCut: false }),
      queue: async () => facts.deadLetters,
      heartbeat: async () => ok(facts.beat === 'always' ? clock.now() : facts.beat),
    },
    sink: {
      tell: async (notice) => {
        if (facts.sinkRefuses) throw new TrailhoundError('TH_ALERT_SEND', 'down');
        sent.push(notice);
      },
    },
    state: memoryStateStore(),
    metrics: { add: (_name, value) => metrics.push(value), flush: () => undefined },
    clock,
    log: quietLog,
    migrate: async () => facts.form,
    expected: {
      ...{ deployment: 'Stack/Trailhound', alertTopicArn: 'arn:alerts', healthTopicArn: 'arn:health' },
      chatTopicArn: 'none',
      ...{
        subscribers: 1,
        logGroups: ['trail'],
        watchLogsArn: 'arn:watch-logs',
        doors: ['logs'],
        heartbeatDoors: ['logs'],
      },
      ...{ heartbeatMinutes: 15, failuresBucket: 'b', deadLetterUrls: ['https://sqs.x/1/dead'] },
    },
  };
  const look = async () => {
    const report = await watchSelf(deps);
    clock.advance(HALF_HOUR);
    return report;
  };
  return { deps, facts, sent, metrics, look, clock };
}

describe('watchSelf', () => {
  it('says nothing of a deployment in good health, and measures 0', async () => {
    const { look, sent, metrics } = deployment();
    expect(await look()).toMatchObject({ problems: 0, unknown: 0, told: false });
    expect([sent, metrics]).toEqual([[], [0]]);
  });

  it('tells of tables that a later release has written, and of a migration that fails', async () => {
    const { look, sent, facts, deps } = deployment();
    facts.form = { state: 'newer', version: DATA_VERSION + 1, known: DATA_VERSION };
    expect(await look()).toMatchObject({ problems: 1 });
    expect(sent[0]?.text).toMatch(/form of the tables\n {2}Found: version 2\n {2}Expected: version 1/);
    const broken = { ...deps, migrate: () => Promise.reject(new TrailhoundError('TH_STORE_WRITE', 'down')) };
    expect(await watchSelf(broken)).toMatchObject({ problems: 1 });
  });

  it('wants somebody in chat where alerts go there, and then nobody at the alert topic', async () => {
    const { deps, facts, sent } = deployment();
    facts.topic = ok({ exists: true, subscriptions: [] });
    await watchSelf({ ...deps, expected: { ...deps.expected, subscribers: 0, chatTopicArn: 'arn:chat' } });
    expect(sent[0]?.text).toContain('subscriptions: chat');
    expect(sent[0]?.text).not.toContain('subscriptions: alerts');
  });

  it('names of an address only the beginning: its texts are read by others', async () => {
    const { look, sent, facts } = deployment();
    const pending = { protocol: 'email', endpoint: 'alice.smith@example.com', state: 'pending' } as const;
    facts.topic = ok({ exists: true, subscriptions: [confirmed('ops@example.com'), pending] });
    await look();
    expect(sent[0]?.text).toMatch(/confirmation: alerts, email a…＠example\[\.\]com \(\w{4}\)/);
    expect(sent[0]?.text).not.toContain('alice');
  });

  it('tells of a problem once when it appears, once a day while it lasts, and once when it is over', async () => {
    const { look, sent, facts, metrics } = deployment();
    await look();
    facts.deadLetters = ok({ exists: true, messages: 2 });
    const told: number[] = [];
    for (let run = 0; run < 100; run += 1) {
      await look();
      told.push(sent.length);
    }
    // A look every half hour: at once, after a day, after two days.
    expect([told[0], told[46], told[48], told[94], told[96], told[99]]).toEqual([1, 1, 2, 2, 3, 3]);
    facts.deadLetters = ok({ exists: true, messages: 0 });
    await look();
    await look();
    expect(sent).toHaveLength(4);
    expect(sent[0]).toMatchObject({
      subject: expect.stringMatching(/1 new problem.* \(Stack\/Trailhound\)$/),
    });
    expect(sent[0]!.text).toMatch(
      /dead letters: dead\n {2}Found: 2\n {2}Expected: none\n {2}To do: Read a message/,
    );
    expect(sent[1]!.text).toMatch(/Still there:\n- dead letters: dead \(since 2026-03-01T09:30:00Z\)/);
    expect(sent[3]!.text).toMatch(/Over:\n- dead letters: dead: no longer reported\.\n\nAll is well now\.$/);
    expect(metrics.slice(-3)).toEqual([1, 0, 0]);
  });

  it('notices who is no longer subscribed, also where enough others are', async () => {
    const { look, sent, facts } = deployment();
    facts.topic = ok({
      exists: true,
      subscriptions: [confirmed('a@example.com'), confirmed('b@example.com')],
    });
    await look();
    facts.topic = ok({ exists: true, subscriptions: [confirmed('b@example.com')] });
    // Both topics have lost it.
    expect(await look()).toMatchObject({ problems: 2, told: true });
    expect(sent[0]!.text).toMatch(/vanished: alerts, email a.*no longer subscribed/s);
    // Nobody can be made to click on what others wrote.
    expect(sent[0]!.text).not.toMatch(/a@example\.com/);
  });

  it('notices a subscription that waits for its confirmation in the first look', async () => {
    const { look, sent, facts } = deployment();
    facts.topic = ok({
      exists: true,
      subscriptions: [confirmed('a@example.com'), { ...confirmed('b@example.com'), state: 'pending' }],
    });
    expect(await look()).toMatchObject({ problems: 2, told: true });
    expect(sent[0]!.text).toMatch(/confirmation: alerts, email b/);
  });

  it('goes on when one thing can not be looked at, and takes it neither for sound nor for over', async () => {
    const { look, sent, facts } = deployment();
    facts.deadLetters = ok({ exists: true, messages: 2 });
    await look();
    facts.deadLetters = throttled;
    facts.group = ok({ exists: true, filters: [] });
    expect(await look()).toMatchObject({ unknown: 1, problems: 1 });
    expect(sent).toHaveLength(2);
    expect(sent[1]!.text).not.toMatch(/Over/);
    expect(sent[1]!.text).toMatch(/2 going on in all/);
    facts.deadLetters = ok({ exists: true, messages: 2 });
    await look();
    expect(sent).toHaveLength(2);
  });

  it('does not say that a receiver is back because its topic could not be looked at', async () => {
    const { look, sent, facts } = deployment();
    await look();
    facts.topic = ok({ exists: true, subscriptions: [] });
    await look();
    facts.topic = throttled;
    expect(await look()).toMatchObject({ unknown: 2, told: false });
    expect(sent).toHaveLength(1);
  });

  it('makes a problem of what could not be looked at for a day, and ends it when it can', async () => {
    const { look, sent, facts } = deployment();
    facts.deadLetters = throttled;
    for (let run = 0; run < 48; run += 1) expect(await look()).toMatchObject({ problems: 0, unknown: 1 });
    expect(await look()).toMatchObject({ problems: 1, unknown: 0, told: true });
    expect(sent[0]!.text).toMatch(
      /Found: not known since 2026-03-01T09:00:00Z: p failed \(ThrottlingException\)/,
    );
    facts.deadLetters = ok({ exists: true, messages: 0 });
    expect(await look()).toMatchObject({ problems: 0, told: true });
    expect(sent[1]!.text).toMatch(/All is well now\.$/);
  });

  it('does not wait for heartbeats of a deployment that is new', async () => {
    const { look, facts } = deployment();
    facts.beat = undefined;
    expect((await look()).problems).toBe(0);
    expect((await look()).problems).toBe(0);
    expect((await look()).problems).toBe(1);
  });

  it('says it again in the next look when the message was not taken', async () => {
    const { look, sent, facts, metrics } = deployment();
    facts.deadLetters = ok({ exists: true, messages: 2 });
    facts.sinkRefuses = true;
    await expect(look()).rejects.toMatchObject({ code: 'TH_ALERT_SEND' });
    expect(metrics).toEqual([1]);
    facts.sinkRefuses = false;
    await look();
    expect(sent).toHaveLength(1);
  });

  it.each([
    { name: 'of a release that kept less', memory: { since: '2026-01-01T00:00:00Z', open: {} } },
    { name: 'that is none', memory: 'edited by hand' },
  ])('goes on with a memory $name', async ({ memory }) => {
    const { deps, look, sent, facts } = deployment();
    await deps.state.write('health', memory, undefined, epochMs(4e12));
    facts.deadLetters = ok({ exists: true, messages: 2 });
    await look();
    await look();
    expect(sent).toHaveLength(1);
  });

  it('keeps a message short, however much is wrong', async () => {
    const { deps, look, sent, facts } = deployment();
    facts.group = ok({ exists: false, filters: [] });
    const logGroups = Array.from({ length: 200 }, (_, index) => `${'g'.repeat(500)}${index}`);
    Object.assign(deps.expected, { logGroups });
    await look();
    expect(sent[0]!.text).toMatch(/- and 180 more/);
    expect(Buffer.byteLength(sent[0]!.text)).toBeLessThan(50_000);
    expect(sent[0]!.subject).toMatch(/^[ -~]{1,100}$/);
  });
});
