import { describe, expect, it } from '@jest/globals';
import { ok } from '../../core/result.ts';
import { epochMs, parseTime } from '../../core/time.ts';
import { checkProgress, checkQuarantine } from './check-progress.ts';
import { checkAlarms, checkConcurrency, checkFunctions, checkSwitch } from './check-resources.ts';

const NOW = parseTime('2026-03-01T12:00:00Z')!;
const HOUR = 3_600_000;
const ago = (ms: number) => epochMs(NOW - ms);

const LONG_AGO = parseTime('2026-01-01T00:00:00Z')!;

describe('checkProgress', () => {
  it.each([
    { name: 'just now', coveredUntil: ago(4 * 60_000), state: 'ok' },
    { name: 'ahead of a slow clock', coveredUntil: epochMs(NOW + 5_000), state: 'ok' },
    { name: 'an hour ago', coveredUntil: ago(HOUR), state: 'warning' },
    { name: 'six hours ago', coveredUntil: ago(6 * HOUR), state: 'problem' },
    { name: 'no time that can be read', coveredUntil: undefined, state: 'warning' },
  ])('$name: $state', ({ coveredUntil, state }) => {
    const facts = ok({ checkpoints: [{ region: 'eu-west-1', coveredUntil }] });
    expect(checkProgress(facts, { now: NOW, since: LONG_AGO, regions: ['eu-west-1'] })).toMatchObject([
      { check: 'event history', subject: 'eu-west-1', state },
    ]);
  });

  it('asks for the regions that are read now, and not for those that once were', () => {
    const facts = ok({ checkpoints: [{ region: 'old', coveredUntil: ago(900 * HOUR) }] });
    expect(checkProgress(facts, { now: NOW, since: LONG_AGO, regions: ['new'] })).toMatchObject([
      { subject: 'new', state: 'warning', found: 'not read yet' },
    ]);
    expect(checkProgress(facts, { now: NOW, since: LONG_AGO, regions: [] })).toEqual([]);
    expect(checkProgress(facts, { now: NOW, since: NOW, regions: ['new'] })).toMatchObject([
      { state: 'ok', found: 'not read yet: it is new' },
    ]);
  });

  it.each([
    { name: 'nothing missed', at: ago(20 * HOUR), missed: 0, state: 'ok' },
    { name: 'something missed', at: ago(20 * HOUR), missed: 3, state: 'warning' },
    { name: 'long ago', at: ago(73 * HOUR), missed: 0, state: 'warning' },
  ])('a reconciliation, $name: $state', ({ at, missed, state }) => {
    const facts = ok({ checkpoints: [], reconciliation: { at, missed } });
    expect(checkProgress(facts, { now: NOW, since: LONG_AGO, regions: [] })).toMatchObject([
      { check: 'reconciliation', state },
    ]);
  });
});

describe('checkQuarantine', () => {
  it.each([
    [0, 'ok'],
    [1, 'warning'],
  ])('%d inputs: %s', (kept, state) => {
    expect(checkQuarantine(ok(kept))).toMatchObject([{ state }]);
  });
});

describe('checkAlarms', () => {
  const alarm = (state: string) => ({ name: 'a', state, reason: 'because' });
  it.each([
    { name: 'quiet', alarms: [alarm('OK'), alarm('INSUFFICIENT_DATA')], expected: ['ok'] },
    { name: 'one sounding', alarms: [alarm('OK'), alarm('ALARM')], expected: ['ok', 'problem'] },
    { name: 'one deleted', alarms: [alarm('OK')], expected: ['problem'] },
  ])('$name: $expected', ({ alarms, expected }) => {
    expect(checkAlarms(ok(alarms), 2).map(({ state }) => state)).toEqual(expected);
  });
});

describe('checkSwitch', () => {
  it.each([
    { exists: true, isOn: true, state: 'ok' },
    { exists: true, isOn: false, state: 'problem' },
    { exists: false, isOn: false, state: 'problem' },
  ])('exists $exists, on $isOn: $state', ({ exists, isOn, state }) => {
    expect(checkSwitch(ok({ name: 'x', exists, isOn }), 'rule', 'x')).toMatchObject([
      { check: 'rule', subject: 'x', state },
    ]);
  });
});

describe('checkFunctions', () => {
  const fn = (errors: number, throttles: number) => ({ name: 'f', invocations: 9, errors, throttles });
  it.each([
    { facts: [fn(0, 0)], expected: ['ok'], todo: /^$/ },
    { facts: [fn(0, 0), fn(2, 0)], expected: ['ok', 'warning'], todo: /log/ },
    { facts: [fn(0, 3)], expected: ['ok', 'warning'], todo: /concurrency/ },
  ])('$facts: $expected', ({ facts, expected, todo }) => {
    const checks = checkFunctions(ok(facts));
    expect(checks.map(({ state }) => state)).toEqual(expected);
    expect(checks.at(-1)!.todo).toMatch(todo);
  });
});

describe('checkConcurrency', () => {
  it.each([
    { limit: 1_000, unreserved: 900, state: 'ok' },
    { limit: 10, unreserved: 10, state: 'warning' },
    { limit: 1_000, unreserved: 49, state: 'warning' },
  ])('$unreserved of $limit: $state', ({ limit, unreserved, state }) => {
    expect(checkConcurrency(ok({ limit, unreserved }))).toMatchObject([{ state }]);
  });
});
