import { describe, expect, it } from '@jest/globals';
import { fail, ok } from '../../core/result.ts';
import { epochMs, parseTime } from '../../core/time.ts';
import type { Fact, SubscriptionFacts } from '../../ports/health.ts';
import type { HealthCheck } from './check.ts';
import { checkDeadLetters, checkFailures } from './check-deliveries.ts';
import { checkHeartbeat } from './check-heartbeat.ts';
import { checkFilters, checkSlots } from './check-log-group.ts';
import { checkTopic, checkVanished, shownReceiver } from './check-topic.ts';
import { rememberReceivers } from './receivers.ts';

const NOW = parseTime('2026-03-01T12:00:00Z')!;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ago = (ms: number) => epochMs(NOW - ms);
const states = (checks: readonly HealthCheck[]) => checks.map(({ check, state }) => `${check} ${state}`);
const refused = (permission: string) =>
  fail({ permission, reason: 'AccessDeniedException', isRefused: true }) as Fact<never>;

const email = (state: SubscriptionFacts['state'], endpoint = 'ops@example.com'): SubscriptionFacts => ({
  ...{ protocol: 'email', endpoint, state },
});
const queue: SubscriptionFacts = { protocol: 'sqs', endpoint: 'arn:aws:sqs:x', state: 'confirmed' };
const alerts = { name: 'alerts', emails: 1, needsSomebody: true };

describe('what could not be looked at', () => {
  it.each([
    { name: 'a topic', checks: checkTopic(refused('sns:List'), alerts) },
    { name: 'filters', checks: checkFilters(refused('sns:List'), { logGroup: 'g', functionArn: 'f' }) },
    { name: 'slots', checks: checkSlots(refused('sns:List'), 'g') },
    {
      name: 'a heartbeat',
      checks: checkHeartbeat(refused('sns:List'), { door: 'logs', everyMinutes: 15, now: NOW, since: NOW }),
    },
    { name: 'failures', checks: checkFailures(refused('sns:List'), NOW) },
    { name: 'a queue', checks: checkDeadLetters(refused('sns:List'), 'q') },
  ])('is unknown, and names the permission: $name', ({ checks }) => {
    expect(checks).toMatchObject([
      {
        state: 'unknown',
        found: 'sns:List is not allowed (AccessDeniedException)',
        todo: 'Grant sns:List to whoever asks.',
      },
    ]);
  });

  it('is not blamed on a permission when AWS is busy', () => {
    const busy = fail({ permission: 'sns:List', reason: 'ThrottlingException', isRefused: false });
    expect(checkTopic(busy, alerts)).toMatchObject(
      [{ state: 'unknown', found: 'sns:List failed (ThrottlingException)', todo: /again/ }].map((one) => ({
        ...one,
        todo: expect.stringMatching(one.todo),
      })),
    );
  });
});

describe('checkTopic', () => {
  const topic = (...subscriptions: SubscriptionFacts[]) => ok({ exists: true, subscriptions });
  it.each([
    { name: 'as configured', fact: topic(email('confirmed')), expected: ['subscriptions ok'] },
    {
      name: 'not confirmed',
      fact: topic(email('pending')),
      expected: ['subscriptions problem', 'confirmation problem'],
    },
    {
      name: 'one of two not confirmed',
      fact: topic(email('confirmed'), email('pending', 'b@example.com')),
      expected: ['subscriptions ok', 'confirmation problem'],
    },
    { name: 'only deleted', fact: topic(email('deleted')), expected: ['subscriptions problem'] },
    { name: 'a queue for an e-mail', fact: topic(queue), expected: ['subscriptions problem'] },
    { name: 'nobody', fact: topic(), expected: ['subscriptions problem'] },
    { name: 'gone', fact: ok({ exists: false, subscriptions: [] }), expected: ['subscriptions problem'] },
  ])('$name: $expected', ({ fact, expected }) => {
    expect(states(checkTopic(fact, alerts))).toEqual(expected);
  });

  it.each([
    {
      name: 'a queue is enough where no address is configured',
      needs: true,
      fact: topic(queue),
      state: 'ok',
    },
    { name: 'alerts that nobody gets are a problem', needs: true, fact: topic(), state: 'problem' },
    { name: 'the health topic may have nobody', needs: false, fact: topic(), state: 'ok' },
  ])('$name', ({ needs, fact, state }) => {
    const checks = checkTopic(fact, { name: 't', emails: 0, needsSomebody: needs });
    expect(checks).toMatchObject([{ state }]);
  });
});

describe('shownReceiver', () => {
  it.each([
    ['email ops@example.com', /^email o\u2026@example\.com \([\w-]{4}\)$/],
    ['sms +15550100', /^sms \+\u2026 \([\w-]{4}\)$/],
    [
      'https https://user:hunter2@hooks.example.com/k/hunter2?key=hunter2',
      /^https https:\/\/hooks\.example\.com\/\u2026 \([\w-]{4}\)$/,
    ],
    ['http http://192.0.2.7:8080/hunter2', /^http http:\/\/192\.0\.2\.7:8080\/\u2026 \([\w-]{4}\)$/],
    ['sqs arn:aws:sqs:eu-west-1:123456789012:q', /^sqs arn:aws:sqs:eu-west-1:123456789012:q$/],
  ])('shows nothing of %s that opens a door or names a person', (receiver, shown) => {
    expect(shownReceiver(receiver)).toMatch(shown);
    expect(shownReceiver(receiver)).not.toMatch(/hunter2|ops|5550100/);
  });
});

describe('rememberReceivers', () => {
  const fact = (...subscriptions: SubscriptionFacts[]) => ok({ exists: true, subscriptions });
  const here = { 'email ops@example.com': {} };

  it('remembers who confirmed, and nobody else', () => {
    expect(rememberReceivers({}, fact(email('confirmed'), email('pending', 'b@example.com')), NOW)).toEqual(
      here,
    );
  });

  it('misses who is gone, from then on for three days', () => {
    const gone = rememberReceivers(here, fact(), NOW);
    expect(gone).toEqual({ 'email ops@example.com': { goneSince: '2026-03-01T12:00:00Z' } });
    expect(checkVanished('alerts', gone)).toMatchObject([{ state: 'problem' }]);
    expect(rememberReceivers(gone, fact(), epochMs(NOW + 71 * HOUR))).toEqual(gone);
    expect(rememberReceivers(gone, fact(), epochMs(NOW + 72 * HOUR))).toEqual({});
  });

  it.each([
    { name: 'is back', fact: fact(email('confirmed')), expected: here },
    { name: 'was asked again and has yet to confirm', fact: fact(email('pending')), expected: {} },
    { name: 'is marked as deleted', fact: fact(email('deleted')), expected: { goneSince: true } },
  ])('a receiver that was missed and $name', ({ fact: topic, expected }) => {
    const gone = { 'email ops@example.com': { goneSince: '2026-03-01T11:30:00Z' } };
    const now = rememberReceivers(gone, topic, NOW);
    expect(now).toEqual('goneSince' in expected ? gone : expected);
    expect(checkVanished('alerts', rememberReceivers(here, topic, NOW))).toHaveLength(
      'goneSince' in expected ? 1 : 0,
    );
  });

  it('forgets nobody while the topic can not be looked at', () => {
    expect(rememberReceivers(here, refused('sns:List'), NOW)).toEqual(here);
  });
});

describe('checkFilters', () => {
  const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:watch-logs';
  const group = (...filters: { name: string; destinationArn: string; pattern: string }[]) =>
    ok({ exists: true, filters });
  const filter = (pattern: string, destinationArn = ARN) => ({ name: 'f', destinationArn, pattern });
  it.each([
    { name: 'ours', fact: group(filter('a')), patterns: undefined, state: 'ok' },
    {
      name: 'ours, by a version',
      fact: group(filter('a', `${ARN}:$LATEST`)),
      patterns: undefined,
      state: 'ok',
    },
    { name: 'both as deployed', fact: group(filter('b'), filter('a')), patterns: ['a', 'b'], state: 'ok' },
    { name: 'one is missing', fact: group(filter('a')), patterns: ['a', 'b'], state: 'problem' },
    { name: 'one was narrowed', fact: group(filter('a AND x')), patterns: ['a'], state: 'problem' },
    { name: 'another function', fact: group(filter('a', `${ARN}-2`)), patterns: undefined, state: 'problem' },
    { name: 'no filter', fact: group(), patterns: undefined, state: 'problem' },
    { name: 'no group', fact: ok({ exists: false, filters: [] }), patterns: undefined, state: 'problem' },
  ])('$name: $state', ({ fact, patterns, state }) => {
    const expected = { logGroup: 'trail', functionArn: ARN, ...(patterns && { patterns }) };
    expect(checkFilters(fact, expected)).toMatchObject([{ state, subject: 'trail' }]);
  });

  it('says how many filters fit', () => {
    expect(checkSlots(group(filter('a')), 'trail')).toMatchObject([{ found: '1 used, 1 left' }]);
    expect(checkSlots(group(filter('a'), filter('b')), 'trail')).toMatchObject([{ found: '2 used, 0 left' }]);
  });
});

describe('checkHeartbeat', () => {
  it.each([
    { name: 'lately', at: ago(16 * MINUTE), since: ago(9 * HOUR), state: 'ok' },
    { name: 'just in time', at: ago(44 * MINUTE), since: ago(9 * HOUR), state: 'ok' },
    { name: 'too long ago', at: ago(45 * MINUTE), since: ago(9 * HOUR), state: 'problem' },
    { name: 'never, but new', at: undefined, since: ago(44 * MINUTE), state: 'ok' },
    { name: 'never', at: undefined, since: ago(45 * MINUTE), state: 'problem' },
    { name: 'long ago, and looked at only now', at: ago(9 * HOUR), since: NOW, state: 'ok' },
  ])('$name: $state', ({ at, since, state }) => {
    const checks = checkHeartbeat(ok(at), { door: 'logs', everyMinutes: 15, now: NOW, since });
    expect(checks).toMatchObject([{ check: 'source', subject: 'logs', state }]);
    expect(checks[0]!.todo === '').toBe(state === 'ok');
  });
});

describe('checkFailures', () => {
  it.each([
    { name: 'nothing', facts: {}, expected: ['ok', 'ok'] },
    { name: 'waiting', facts: { waiting: 3, oldest: ago(HOUR) }, expected: ['warning', 'ok'] },
    { name: 'waiting too long', facts: { waiting: 3, oldest: ago(6 * HOUR) }, expected: ['problem', 'ok'] },
    { name: 'given up', facts: { givenUp: 1 }, expected: ['ok', 'problem'] },
  ])('$name: $expected', ({ facts, expected }) => {
    const checks = checkFailures(ok({ waiting: 0, givenUp: 0, isCut: false, ...facts }), NOW);
    expect(checks.map(({ state }) => state)).toEqual(expected);
  });
});

describe('checkDeadLetters', () => {
  it.each([
    { facts: { exists: true, messages: 0 }, state: 'ok' },
    { facts: { exists: true, messages: 1 }, state: 'problem' },
    { facts: { exists: false, messages: 0 }, state: 'problem' },
  ])('$facts.messages messages, exists $facts.exists: $state', ({ facts, state }) => {
    expect(checkDeadLetters(ok(facts), 'q')).toMatchObject([{ state, subject: 'q' }]);
  });
});
