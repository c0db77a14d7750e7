import { describe, expect, it } from '@jest/globals';
import { loadRules } from '../load/load.ts';
import { buildEngine, type CorrelateOptions } from './engine.ts';

const TEXT = `
title: Failed
name: failed
logsource: { product: app }
detection: { it: { outcome: failure }, condition: it }
---
title: Odd
logsource: { product: app }
detection: { it: { user|startswith: x }, condition: it }
---
title: Many
correlation: { type: event_count, rules: [failed], group-by: [user], timespan: 10m, condition: { gte: 2 } }
`;
const engine = buildEngine(loadRules([{ file: 'a.yml', text: TEXT }]));
const failed = (time: object, user = 'ada') => ({ ...time, user, outcome: 'failure' });
const START = Date.UTC(2026, 0, 5, 9);

const found = (events: readonly object[], options?: CorrelateOptions) =>
  engine.correlate(events, options).map(({ group, count, firstAt, lastAt, eventIds }) => ({
    ...{ user: group.user, count, from: firstAt - START, to: lastAt - START, eventIds },
  }));

describe('the engine', () => {
  it('matches silent rules, and says which are', () => {
    const rules = engine.match(failed({}, 'xeno'), { product: 'app' });
    expect(rules.map(({ title, silent }) => [title, silent])).toEqual([
      ['Failed', true],
      ['Odd', false],
    ]);
  });

  it('works with a rule set that was JSON in between', () => {
    const again = buildEngine(
      JSON.parse(JSON.stringify({ rules: engine.rules, correlations: engine.correlations })),
    );
    expect(again.match({ user: 'xeno' }).map(({ title }) => title)).toEqual(['Odd']);
  });
});

describe('buildEngine, for callers without types', () => {
  const expected =
    'buildEngine: expected what loadRules answers, an object with the lists rules and correlations, found ';
  it.each<readonly [string, unknown, string]>([
    ['the list of rules alone', [], 'an empty list'],
    ['nothing', undefined, 'nothing'],
    ['texts', { texts: [] }, 'one with texts'],
    ['rules without correlations', { rules: [] }, 'one with rules'],
    ['correlations without rules', { correlations: [] }, 'one with correlations'],
    ['an empty object', {}, 'one with nothing'],
  ])('says of %s what is expected', (_name, given, what) => {
    expect(() => buildEngine(given as Parameters<typeof buildEngine>[0])).toThrow(
      new TypeError(expected + what),
    );
  });
});

describe('correlate', () => {
  it.each([
    {
      name: 'eventTime',
      times: [{ eventTime: '2026-01-05T09:00:00Z' }, { eventTime: '2026-01-05T10:01:00+01:00' }],
    },
    {
      name: '@timestamp',
      times: [{ '@timestamp': '2026-01-05T09:00:00.000Z' }, { '@timestamp': START + 60_000 }],
    },
    { name: 'timestamp', times: [{ timestamp: START / 1000 }, { timestamp: START / 1000 + 60 }] },
    {
      name: 'the first of them that is a time',
      times: [{ eventTime: 'soon', timestamp: START }, { timestamp: START + 60_000 }],
    },
  ])('reads the time of events from $name', ({ times }) => {
    expect(found(times.map((time) => failed(time)))).toEqual([
      { user: 'ada', count: 2, from: 0, to: 60_000, eventIds: ['#1', '#2'] },
    ]);
  });

  it('takes times of long ago for what they say, and a number of few digits for seconds', () => {
    const long = [1_000, 61_000].map((at) => failed({ eventTime: new Date(at).toISOString() }));
    expect(found(long)).toMatchObject([{ from: 1_000 - START, to: 61_000 - START }]);
    expect(found([failed({ timestamp: 1 }), failed({ timestamp: 61 })])).toMatchObject([
      { from: 1_000 - START, to: 61_000 - START },
    ]);
  });

  it('keeps fractions of seconds', () => {
    const times = ['2026-01-05T09:00:00.250Z', '2026-01-05T09:00:07,5Z'].map((eventTime) =>
      failed({ eventTime }),
    );
    expect(found(times)).toMatchObject([{ from: 250, to: 7500 }]);
  });

  it('takes the time from where it is told to', () => {
    const options: CorrelateOptions = { time: (event) => (event as { readonly when: number }).when };
    expect(found([failed({ when: START }), failed({ when: START + 1000 })], options)).toMatchObject([
      { to: 1000 },
    ]);
  });

  it('counts an event once that comes twice, by its eventID or by the id that is given', () => {
    const event = failed({ eventID: 'e-1', at: 'k', eventTime: '2026-01-05T09:00:00Z' });
    expect(found([event, event])).toEqual([]);
    expect(found([event, event], { id: () => undefined })).toHaveLength(1);
    expect(found([event, { ...event, eventID: 'e-2' }], { id: () => 'same' })).toEqual([]);
  });

  it.each([[''], [7], [null], [undefined]])('counts each event whose eventID is %j', (eventID) => {
    const event = failed({ eventID, timestamp: START });
    expect(found([event, event])).toMatchObject([{ count: 2, eventIds: ['#1', '#2'] }]);
  });

  it('takes lines of text, which have no fields, where it is told their time', () => {
    const text = `
title: Refused
name: refused
logsource: { product: app }
detection: { it: [refused], condition: it }
---
title: Often
correlation: { type: event_count, rules: [refused], timespan: 10m, condition: { gte: 2 } }
`;
    const lines = ['09:00:00 refused', '09:00:30 accepted', '09:01:00 refused'];
    const { correlate } = buildEngine(loadRules([{ file: 'b.yml', text }]));
    const time = (line: object | string): string => `2026-01-05T${String(line).slice(0, 8)}Z`;
    expect(correlate(lines, { time })).toMatchObject([{ count: 2, eventIds: ['#1', '#3'] }]);
    expect(correlate(lines)).toEqual([]);
  });

  it('hands over events without a time that a correlation asks about, and no others', () => {
    const untimed: object[] = [];
    const without = failed({ eventTime: 'never' });
    const events = [without, { user: 'xeno' }, failed({ timestamp: START }), failed({ timestamp: START })];
    const onUntimed = (event: object | string): unknown => untimed.push(Object(event));
    expect(found(events, { onUntimed })).toMatchObject([{ count: 2 }]);
    expect(untimed).toEqual([without]);
  });

  it('asks only rules of the log source, which may differ by event', () => {
    const events = [0, 1, 2].map((minute) => failed({ timestamp: START + minute * 60_000, minute }));
    expect(found(events, { logsource: { product: 'other' } })).toEqual([]);
    const product = (event: object | string): string =>
      'minute' in Object(event) && Object(event).minute > 0 ? 'app' : 'other';
    expect(found(events, { logsource: (event) => ({ product: product(event) }) })).toMatchObject([
      { count: 2 },
    ]);
  });

  it('takes events one by one, and answers at any time', () => {
    const { add, matches } = engine.correlator();
    expect(add(failed({ timestamp: START })).map(({ title }) => title)).toEqual(['Failed']);
    expect(matches()).toEqual([]);
    add(failed({ timestamp: START + 1 }));
    expect(matches()).toMatchObject([{ rule: { title: 'Many' }, count: 2 }]);
  });
});
