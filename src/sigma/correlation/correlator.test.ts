import { describe, expect, it } from '@jest/globals';
import { loadRules } from '../load/load.ts';
import type { SigmaEvent } from '../match/engine.ts';
import type { SigmaCorrelation } from '../rule.ts';
import { correlator } from './correlator.ts';
import { eventTexts, type Participation, participantsOf } from './participants.ts';

const RULES = ['r0', 'r1', 'r2'].map((name) => ({
  ...{ title: name, name, logsource: { product: 'test' } },
  detection: { a: { rule: name }, condition: 'a' },
}));

/** Loads correlations over three rules: `{ name: { type, rules, … } }`. */
function load(documents: Readonly<Record<string, object>>): readonly SigmaCorrelation[] {
  const written = Object.entries(documents).map(([name, correlation]) => ({
    ...{ title: `of ${name}`, name },
    correlation: { timespan: '10s', ...correlation },
  }));
  const text = [...RULES, ...written].map((one) => JSON.stringify(one)).join('\n---\n');
  const report = loadRules([{ file: 'test.yml', text }]);
  expect(report.documents.filter(({ state }) => state !== 'loaded')).toEqual([]);
  return report.correlations;
}

type Met = readonly [second: number, rules: string, event: SigmaEvent];

function participations(
  correlations: readonly SigmaCorrelation[],
  events: readonly Met[],
): readonly Participation[] {
  const of = participantsOf(correlations);
  return events.flatMap(([second, rules, event], number) =>
    of({
      ...{ at: second * 1000, id: `key ${number}`, eventId: `e${number}`, texts: eventTexts(event) },
      rules: rules.split(' ').map((name) => `name:${name}`),
    }),
  );
}

function matchesOf(documents: Readonly<Record<string, object>>, ...events: readonly Met[]) {
  const correlations = load(documents);
  const memory = correlator(correlations);
  for (const one of participations(correlations, events)) memory.add(one);
  return memory.matches().map(({ rule, ...match }) => ({ title: rule.title, ...match }));
}

const brute = {
  type: 'event_count',
  rules: ['r0', 'r1'],
  'group-by': ['user', 'ip.v4'],
  condition: { gte: 2 },
};

describe('a correlator', () => {
  it('says what it found, of whom, when, and of which events', () => {
    const found = matchesOf(
      { brute },
      [3, 'r0', { user: 'a', ip: { v4: '192.0.2.1' } }],
      [1, 'r1', { user: 'a', ip: { v4: '192.0.2.1' } }],
      [2, 'r0', { user: 'a', ip: { v4: '192.0.2.2' } }],
      [9, 'r0', { user: 'a', ip: { v4: '192.0.2.1' } }],
      [9, 'r2', { user: 'a', ip: { v4: '192.0.2.1' } }],
    );
    expect(found).toEqual([
      {
        title: 'of brute',
        group: { user: 'a', 'ip.v4': '192.0.2.1' },
        ...{ count: 3, result: 2, firstAt: 1000, lastAt: 9000, firedAt: 3000, eventIds: ['e1', 'e0', 'e3'] },
      },
    ]);
    expect(Object.keys(found[0]?.group ?? {})).toEqual(['user', 'ip.v4']);
  });

  it('keeps partitions apart, and says which', () => {
    const correlations = load({ brute });
    const memory = correlator(correlations);
    const event = { user: 'a', ip: { v4: 'x' } };
    const parts = participations(
      correlations,
      [0, 1, 2, 3].map((second): Met => [second, 'r0', event]),
    );
    for (const [number, one] of parts.entries())
      memory.add(number < 2 ? one : { ...one, partition: 'allowed' });
    expect(memory.matches().map(({ partition, eventIds }) => [partition, eventIds])).toEqual([
      ['allowed', ['e2', 'e3']],
      [undefined, ['e0', 'e1']],
    ]);
    expect(memory.matches().map((match) => 'partition' in match)).toEqual([true, false]);
  });

  it('tells of groups in order of their values', () => {
    const one = { ...brute, 'group-by': ['user'], condition: { gte: 1 } };
    const users = ['b', 'a', 'c', 'aa'].map((user, second): Met => [second, 'r0', { user }]);
    expect(matchesOf({ one }, ...users).map(({ group }) => group['user'])).toEqual(['a', 'aa', 'b', 'c']);
  });

  it.each<readonly [string, SigmaEvent, string | undefined]>([
    ['a number', { user: 5 }, '5'],
    ['a boolean', { user: true }, 'true'],
    ['an empty text', { user: '' }, ''],
    ['a list, as a whole', { user: ['a', 1] }, '["a","1"]'],
    ['a list of one', { user: ['a'] }, 'a'],
    ['an object', { user: { b: 1, a: [2] } }, '{"b":1,"a":[2]}'],
    ['null', { user: null }, undefined],
    ['an empty list', { user: [] }, undefined],
    ['nothing', {}, undefined],
    ['a text line', 'user: a', undefined],
  ])('groups by %s', (_, event, expected) => {
    const one = { ...brute, 'group-by': ['user'], condition: { gte: 1 } };
    expect(matchesOf({ one }, [0, 'r0', event]).map(({ group }) => group['user'])).toEqual(
      expected === undefined ? [] : [expected],
    );
  });

  describe('an alias', () => {
    const aliased = {
      ...{ type: 'temporal', rules: ['r0', 'r1'], 'group-by': ['who'] },
      aliases: { who: { r0: 'user', r1: 'actor.name' } },
    };
    const either = { ...aliased, type: 'event_count' };

    it.each<[string, object, readonly Met[], readonly [string, number][]]>([
      [
        'is the field of the rule that matched',
        aliased,
        [
          [0, 'r0', { user: 'a', actor: { name: 'x' } }],
          [1, 'r1', { user: 'y', actor: { name: 'a' } }],
        ],
        [['a', 1]],
      ],
      [
        'leads an event that two rules matched to a group for each',
        aliased,
        [
          [0, 'r0 r1', { user: 'a', actor: { name: 'b' } }],
          [1, 'r0 r1', { user: 'b', actor: { name: 'c' } }],
        ],
        [['b', 1]],
      ],
      [
        'leads it to one group where both have the same',
        aliased,
        [[0, 'r0 r1', { user: 'a', actor: { name: 'a' } }]],
        [['a', 0]],
      ],
      [
        'leaves a rule out whose field the event lacks',
        aliased,
        [
          [0, 'r0 r1', { user: 'a' }],
          [1, 'r0 r1', { actor: { name: 'a' } }],
        ],
        [['a', 1]],
      ],
      [
        'counts an event in both of its groups',
        { ...either, condition: { gte: 2 } },
        [
          [0, 'r0 r1', { user: 'a', actor: { name: 'b' } }],
          [1, 'r0 r1', { user: 'b', actor: { name: 'c' } }],
        ],
        [['b', 1]],
      ],
      [
        'counts an event once in the one that it has twice',
        { ...either, condition: { gte: 2 } },
        [[0, 'r0 r1', { user: 'a', actor: { name: 'a' } }]],
        [],
      ],
      [
        'does not put in order what is of two groups',
        { ...aliased, type: 'temporal_ordered' },
        [[0, 'r0 r1', { user: 'a', actor: { name: 'b' } }]],
        [],
      ],
    ])('%s', (_, one, events, expected) => {
      expect(matchesOf({ one }, ...events).map(({ group, firedAt }) => [group, firedAt])).toEqual(
        expected.map(([who, second]) => [{ who }, second * 1000]),
      );
    });
  });

  it.each([
    [{ field: 'v' }, [{ v: 1 }, { v: '1' }, { v: ['2', 3] }, { v: null }, {}], 3],
    [
      { field: ['v', 'w'] },
      [{ v: 1, w: 1 }, { v: 1, w: 2 }, { v: 1, w: '1' }, { v: 1 }, { v: [1, 2], w: 1 }],
      3,
    ],
  ])('counts values of %j', (counted, events, expected) => {
    const one = { type: 'value_count', rules: ['r0'], condition: { ...counted, gte: 1 } };
    const [match] = matchesOf(
      { one: { ...one, condition: { ...one.condition, gte: expected } } },
      ...events.map((event, second): Met => [second, 'r0', event]),
    );
    expect(match?.result).toBe(expected);
  });

  it('takes what a correlation found for an event, and silences it', () => {
    const inner = { type: 'event_count', rules: ['r0'], 'group-by': ['user'], condition: { gte: 2 } };
    const outer = { type: 'temporal_ordered', rules: ['inner', 'r1'], 'group-by': ['user'] };
    const found = matchesOf(
      { inner, outer },
      [0, 'r0', { user: 'a' }],
      [4, 'r0', { user: 'a' }],
      [6, 'r1', { user: 'a' }],
      [6, 'r1', { user: 'b' }],
    );
    expect(found).toMatchObject([
      { title: 'of outer', count: 3, firstAt: 0, firedAt: 6000, eventIds: ['e0', 'e1', 'e2'] },
    ]);
  });

  it('counts every instant at which an inner correlation holds, in each group for itself', () => {
    const inner = { type: 'event_count', rules: ['r0'], 'group-by': ['user', 'ip'], condition: { gte: 2 } };
    const outer = { type: 'event_count', rules: ['inner'], 'group-by': ['ip'], condition: { gte: 3 } };
    const distinct = {
      type: 'value_count',
      rules: ['inner'],
      'group-by': ['ip'],
      condition: { field: 'user', gte: 2 },
    };
    const rows = [
      ...[0, 1, 2].map((second): Met => [second, 'r0', { user: 'a', ip: 'x' }]),
      ...[1, 2].map((second): Met => [second, 'r0', { user: 'b', ip: 'x' }]),
      ...[1, 2].map((second): Met => [second, 'r0', { user: 'c', ip: 'y' }]),
    ];
    expect(matchesOf({ inner, outer, distinct }, ...rows)).toMatchObject([
      { title: 'of outer', group: { ip: 'x' }, result: 3, firedAt: 2000, count: 5 },
      { title: 'of distinct', group: { ip: 'x' }, result: 2 },
    ]);
  });

  it('hands on the fields of the last event in the window', () => {
    const inner = { type: 'event_count', rules: ['r0'], 'group-by': ['ip'], condition: { gte: 2 } };
    const outer = {
      type: 'event_count',
      rules: ['inner'],
      'group-by': ['region', 'ip'],
      condition: { gte: 1 },
    };
    const found = matchesOf(
      { inner, outer },
      [0, 'r0', { ip: 'x', region: 'first' }],
      [1, 'r0', { ip: 'x', region: ['second', 2] }],
      [2, 'r0', { ip: 'x' }],
      [3, 'r0', { ip: 'x', region: 'last' }],
    );
    expect(found.map(({ group, firedAt }) => [group['region'], firedAt])).toEqual([
      ['["second","2"]', 1000],
      ['last', 3000],
    ]);
    expect(Object.keys(found[0]?.group ?? {})).toEqual(['region', 'ip']);
  });

  it('stays small in a flood, and still finds where it begins and ends', () => {
    const one = { type: 'event_count', rules: ['r0'], condition: { gte: 3 } };
    const correlations = load({ one });
    const memory = correlator(correlations);
    const [sample] = participations(correlations, [[0, 'r0', {}]]);
    if (!sample) throw new Error('there is a participation');
    for (let number = 0; number < 90_000; number += 1) {
      const entry = { ...sample.entry, id: String(number).padStart(6, '0'), at: number / 10 };
      const { eventId: _, ...bare } = entry;
      memory.add({ ...sample, entry: bare });
    }
    const [match] = memory.matches();
    expect(match).toMatchObject({ firedAt: 0.2, firstAt: 0, lastAt: 8999.9 });
    // 80,001 came in before it was cut to both ends of 20,000.
    expect(match?.count).toBe(40_000 + 9_999);
  });

  it.each([
    { what: 'events', one: { type: 'event_count', condition: { gte: 50_000 } } },
    { what: 'values', one: { type: 'value_count', condition: { field: 'v', gte: 50_000 } } },
  ])('counts $what in a flood as far as the condition asks for', ({ one }) => {
    const correlations = load({ one: { ...one, rules: ['r0'], timespan: '10m' } });
    const memory = correlator(correlations);
    const [sample] = participations(correlations, [[0, 'r0', { v: 'x' }]]);
    if (!sample) throw new Error('there is a participation');
    for (let number = 0; number < 90_000; number += 1) {
      const entry = { at: 5 * number, id: `e${number}`, refs: [0], values: [`${number}`] };
      memory.add({ ...sample, entry });
    }
    expect(memory.matches()).toMatchObject([{ firedAt: 5 * 49_999 }]);
  });

  it.each([
    { flood: 900, episodes: 1 },
    { flood: 90_000, episodes: 2 },
  ])('tells what holds in the middle of a part too, up to a flood: $flood events', ({ flood, episodes }) => {
    const one = {
      ...{ type: 'value_count', rules: ['r0'], timespan: '10m' },
      condition: { field: 'v', gte: 3 },
    };
    const correlations = load({ one });
    const memory = correlator(correlations);
    const [sample] = participations(correlations, [[0, 'r0', { v: 'x' }]]);
    if (!sample) throw new Error('there is a participation');
    const add = (second: number, value: string): void => {
      const entry = { at: 1000 * second, id: `${value} ${second}`, refs: [0], values: [value] };
      memory.add({ ...sample, entry });
    };
    // Holds from 600 s to 950 s, in the middle of the flood, and again at 1,340 s.
    for (const value of ['x', 'y']) for (const second of [350, 1340]) add(second, value);
    for (let number = 0; number < flood; number += 1) add(600 + (600 * number) / flood, 'z');
    expect(memory.matches()).toHaveLength(episodes);
  });
});
