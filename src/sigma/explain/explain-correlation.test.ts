import { describe, expect, it } from '@jest/globals';
import { fc } from '../../../test/support/property.ts';
import { correlator } from '../correlation/correlator.ts';
import { eventTexts, participantsOf } from '../correlation/participants.ts';
import { loadRules } from '../load/load.ts';
import { buildEngine } from '../match/engine.ts';
import type { SigmaRuleSet } from '../rule.ts';
import type { IdentifiedEvent } from './correlation-groups.ts';
import { explainCorrelation } from './explain-correlation.ts';

const LOGSOURCE = { product: 'aws', service: 'cloudtrail' };
const rule = (name: string) => ({
  ...{ title: `Rule ${name}`, name, logsource: LOGSOURCE },
  detection: { sel: { [name]: 1 }, condition: 'sel' },
});
const joined = (name: string, correlation: object, head: object = {}) => ({
  ...{ title: `Joined ${name}`, name, ...head },
  correlation: { timespan: '10s', rules: ['a'], ...correlation },
});

function setOf(...documents: readonly object[]): SigmaRuleSet {
  const text = [rule('a'), rule('b'), ...documents].map((one) => JSON.stringify(one)).join('\n---\n');
  const loaded = loadRules([{ file: 'rules.yml', text }]);
  const refused = loaded.documents.filter(({ state }) => state !== 'loaded');
  if (refused.length > 0) throw new Error(refused.map(({ message }) => message).join('\n'));
  return loaded;
}

const event = (second: number, fields: object, number: number): IdentifiedEvent => ({
  ...{ at: second * 1000, id: `id-${number}`, eventId: `e${number}`, event: fields, logsource: LOGSOURCE },
});
const events = (...list: readonly (readonly [number, object])[]): readonly IdentifiedEvent[] =>
  list.map(([second, fields], number) => event(second, fields, number));

/** Explains the last correlation of a set. */
function explained(set: SigmaRuleSet, happened: readonly IdentifiedEvent[]) {
  const target = set.correlations.at(-1);
  if (!target) throw new Error('no correlation');
  return explainCorrelation(set, target, happened);
}

describe('explaining a correlation', () => {
  const set = setOf(
    joined('c', { type: 'event_count', 'group-by': ['g'], rules: ['a', 'b'], condition: { gte: 3 } }),
  );

  it('shows the first window that holds, group by group, and who was left out', () => {
    const [trace] = explained(
      set,
      events(
        [30, { a: 1, g: 'x' }],
        [1, { a: 1, g: 'x' }],
        [2, { a: 1, b: 1, g: 'x' }],
        [11, { b: 1, g: 'x' }],
        [12, { a: 1, g: 'x' }],
        [5, { a: 1 }],
        [6, { a: 1, g: 'y' }],
        [7, { c: 1, g: 'y' }],
      ),
    );

    expect(trace).toMatchObject({
      ...{ held: true, condition: '>= 3' },
      leftOut: [{ what: 'event', without: ['g'], eventIds: ['e5'] }],
      rules: [
        { key: 'name:a', title: 'Rule a', kind: 'rule', matched: 6 },
        { key: 'name:b', title: 'Rule b', kind: 'rule', matched: 2 },
      ],
      groups: [
        {
          ...{ group: { g: 'x' }, events: 5, firings: 2 },
          window: {
            ...{ from: 1000, to: 11_000, result: 3, holds: true },
            ...{ eventIds: ['e1', 'e2', 'e3'], met: [2, 2] },
          },
        },
        {
          group: { g: 'y' },
          events: 1,
          firings: 0,
          window: { from: -4000, to: 6000, result: 1, holds: false },
        },
      ],
    });
  });

  it('shows the window that came nearest where none holds', () => {
    const [trace] = explained(
      set,
      events([1, { a: 1, g: 'x' }], [20, { a: 1, g: 'x' }], [21, { a: 1, g: 'x' }], [40, { a: 1, g: 'x' }]),
    );

    expect(trace).toMatchObject({
      held: false,
      groups: [{ firings: 0, window: { to: 21_000, result: 2, holds: false } }],
    });
  });

  it.each([
    { condition: { lte: 1 }, seconds: [1, 2, 20], firings: 2, to: 1000, result: 1 },
    { condition: { gt: 1, lt: 3 }, seconds: [1, 2, 3], firings: 1, to: 2000, result: 2 },
    { condition: { eq: 5 }, seconds: [1, 2, 40], firings: 0, to: 2000, result: 2 },
    { condition: { lt: 1 }, seconds: [1, 2], firings: 0, to: 1000, result: 1 },
    { condition: { neq: 1 }, seconds: [1, 2], firings: 1, to: 2000, result: 2 },
  ])('knows how near $condition is', ({ condition, seconds, firings, to, result }) => {
    const counted = setOf(joined('c', { type: 'event_count', condition }));
    const [trace] = explained(counted, events(...seconds.map((second) => [second, { a: 1 }] as const)));

    expect(trace?.groups).toMatchObject([{ group: {}, firings, window: { to, result } }]);
  });

  it('shows the values that count, and says where there is no number', () => {
    const summed = setOf(joined('c', { type: 'value_sum', condition: { field: 'n', gte: 10 } }));
    const [trace] = explained(summed, events([1, { a: 1, n: 4 }], [2, { a: 1, n: '5' }], [3, { a: 1 }]));
    expect(trace).toMatchObject({
      held: false,
      leftOut: [{ what: 'event', without: ['n'], eventIds: ['e2'] }],
      groups: [{ window: { result: 9, values: ['4', '5'] } }],
    });

    expect(trace?.groups[0]?.window).not.toHaveProperty('notCounted');

    const [none] = explained(summed, events([1, { a: 1, n: 'many' }]));
    expect(none?.groups[0]?.window).not.toHaveProperty('result');
    expect(none?.groups[0]?.window).toMatchObject({
      values: [],
      notCounted: { values: ['many'], eventIds: ['e0'] },
    });
  });

  it.each([
    ['value_sum', { values: ['4'], notCounted: { values: ['many', 'true'], eventIds: ['e1', 'e2', 'e3'] } }],
    ['value_avg', { values: ['4'], notCounted: { values: ['many', 'true'], eventIds: ['e1', 'e2', 'e3'] } }],
    [
      'value_percentile',
      { values: ['4'], notCounted: { values: ['many', 'true'], eventIds: ['e1', 'e2', 'e3'] } },
    ],
    ['value_count', { values: ['4', 'many', 'true'] }],
  ])('tells values that are no number apart where %s calculates', (type, expected) => {
    const percentile = type === 'value_percentile' ? { percentile: 50 } : {};
    const set2 = setOf(joined('c', { type, condition: { field: 'n', gte: 10, ...percentile } }));
    const [trace] = explained(
      set2,
      events([1, { a: 1, n: 4 }], [2, { a: 1, n: 'many' }], [3, { a: 1, n: true }], [4, { a: 1, n: 'many' }]),
    );
    expect(trace?.groups[0]?.window).toMatchObject(expected);
    if (type === 'value_count') expect(trace?.groups[0]?.window).not.toHaveProperty('notCounted');
  });

  it('says that what is lacking is null, and never means the same field instead', () => {
    const by = { 'group-by': ['name', 'who'], aliases: { who: { a: 'user' } } };
    const set2 = setOf(joined('c', { type: 'event_count', ...by, condition: { gte: 2 } }));
    const [trace] = explained(
      set2,
      events(
        [1, { a: 1, name: null, user: 'x' }],
        [2, { a: 1, name: [null, null], user: 'x' }],
        [3, { a: 1, user: 'x' }],
        [4, { a: 1, name: [], user: 'x' }],
        [5, { a: 1, name: 'n', user: null, User: 'x' }],
        [6, { a: 1, Name: 'n', user: null }],
      ),
    );
    expect(trace?.leftOut).toEqual([
      { what: 'event', without: ['name'], nulls: ['name'], eventIds: ['e0', 'e1'] },
      { what: 'event', without: ['name'], eventIds: ['e2', 'e3'] },
      { what: 'event', without: ['who'], nulls: ['who'], eventIds: ['e4'] },
      { what: 'event', without: ['name', 'who'], nulls: ['who'], eventIds: ['e5'] },
    ]);
  });

  it('explains the correlations behind it before it', () => {
    const chain = setOf(
      joined('inner', { type: 'event_count', 'group-by': ['g'], condition: { gte: 2 } }),
      joined('outer', {
        type: 'value_count',
        rules: ['inner'],
        timespan: '1m',
        condition: { field: 'g', gte: 2 },
      }),
    );
    const [inner, outer] = explained(
      chain,
      events([1, { a: 1, g: 'x' }], [2, { a: 1, g: 'x' }], [30, { a: 1, g: 'y' }], [31, { a: 1, g: 'y' }]),
    );

    expect(inner).toMatchObject({
      held: true,
      rule: { silent: true },
      groups: [{ firings: 1 }, { firings: 1 }],
    });
    expect(outer).toMatchObject({
      ...{ held: true, rules: [{ title: 'Joined inner', kind: 'correlation', matched: 2 }] },
      groups: [
        {
          ...{ events: 0, innerFirings: 2 },
          window: {
            size: 2,
            from: -29_000,
            to: 31_000,
            result: 2,
            eventIds: ['e0', 'e1', 'e2', 'e3'],
            values: ['x', 'y'],
          },
        },
      ],
    });
  });

  it('tells events and firings apart, also those that lack a field', () => {
    const chain = setOf(
      joined('inner', { type: 'event_count', condition: { gte: 2 } }),
      joined('outer', { type: 'temporal', rules: ['inner', 'b'], 'group-by': ['g'] }),
      joined('open', { type: 'event_count', rules: ['inner', 'b'], condition: { gte: 9 } }),
    );
    const list = events([1, { a: 1, g: 'x' }], [2, { a: 1 }], [3, { b: 1, G: 'x' }], [4, { b: 1, g: 'x' }]);
    const outer = chain.correlations[1];
    const [, trace] = outer ? explainCorrelation(chain, outer, list) : [];
    expect(trace).toMatchObject({
      leftOut: [
        { what: 'event', without: ['g'], eventIds: ['e2'], near: 'G' },
        { what: 'firing', without: ['g'], eventIds: ['e0'] },
      ],
      rules: [
        { kind: 'correlation', matched: 1 },
        { kind: 'rule', matched: 2 },
      ],
      groups: [{ events: 1, innerFirings: 0 }],
    });
    expect(trace?.leftOut[1]).not.toHaveProperty('near');
    expect(explained(chain, list).at(-1)).toMatchObject({
      leftOut: [],
      groups: [{ events: 2, innerFirings: 1, window: { size: 3, met: [1, 2] } }],
    });
  });

  it('gathers what lacks the same, and what lacks an alias or several fields', () => {
    const by = { 'group-by': ['who', 'g'], aliases: { who: { a: 'x', b: 'y' } } };
    const set2 = setOf(
      joined('c', { type: 'value_count', rules: ['a', 'b'], ...by, condition: { field: 'v', gte: 2 } }),
    );
    const [trace] = explained(
      set2,
      events(
        [1, { a: 1, y: 1, g: 1, v: 1 }],
        [2, { a: 1, g: 1, v: 1 }],
        [3, { b: 1, x: 1 }],
        [4, { a: 1, b: 1, y: 1, g: 1, v: 1 }],
      ),
    );
    expect(trace?.leftOut).toEqual([
      { what: 'event', without: ['who'], eventIds: ['e0', 'e1'] },
      { what: 'event', without: ['who', 'g', 'v'], eventIds: ['e2'] },
    ]);
    expect(trace?.groups).toMatchObject([{ group: { who: '1', g: '1' }, events: 1 }]);
  });

  it('says in which order rules were met, and shows the fullest of windows that come equally near', () => {
    const ordered = setOf(joined('c', { type: 'temporal_ordered', rules: ['a', 'b'] }));
    const [trace] = explained(ordered, events([1, { b: 1 }], [2, { b: 1 }], [3, { a: 1 }], [30, { a: 1 }]));
    expect(trace).toMatchObject({
      condition: '>= 2',
      groups: [{ firings: 0, window: { to: 3000, result: 1, met: [1, 2], sequence: [1, 0] } }],
    });
    const many = Array.from(
      { length: 300 },
      (_, number) => [number / 100, number % 2 ? { a: 1 } : { b: 1 }] as const,
    );
    expect(
      explained(ordered, events(...many.slice(0, 1), [0, { c: 1 }]))[0]?.groups[0]?.window.sequence,
    ).toEqual([1]);
    const lasting = setOf(
      joined('c', { type: 'temporal_ordered', rules: ['a', 'b'], condition: { gte: 2, lt: 2 } }),
    );
    expect(explained(lasting, events(...many))[0]?.groups[0]?.window.sequence).toHaveLength(100);
    const counted = setOf(joined('c', { type: 'event_count', condition: { gte: 2 } }));
    expect(explained(counted, events([1, { a: 1 }]))[0]?.groups[0]?.window).not.toHaveProperty('sequence');
  });

  it.each([
    { bound: { gt: 2 }, text: '> 2' },
    { bound: { gte: 2, lt: 5 }, text: '>= 2 and < 5' },
    { bound: { lte: 3 }, text: '<= 3' },
    { bound: { eq: 3 }, text: '= 3' },
    { bound: { neq: 3 }, text: 'not 3' },
  ])('writes $text', ({ bound, text }) => {
    const counted = setOf(joined('c', { type: 'event_count', condition: bound }));
    expect(explained(counted, [])[0]).toMatchObject({ condition: text, held: false, groups: [] });
  });

  it.each([
    { bound: { gt: 5 }, order: [5, 4, 2] },
    { bound: { gte: 6 }, order: [5, 4, 2] },
    { bound: { lt: 2 }, order: [2, 4, 5] },
    { bound: { lte: 1 }, order: [2, 4, 5] },
    { bound: { eq: 3 }, order: [4, 2, 5] },
    { bound: { neq: 9, gt: 9 }, order: [5, 4, 2] },
    { bound: { eq: 4 }, order: [4, 5, 2] },
  ])('sorts groups by how near they come to $bound', ({ bound, order }) => {
    const one = setOf(
      joined('c', { type: 'value_sum', 'group-by': ['g'], condition: { field: 'n', ...bound } }),
    );
    const [trace] = explained(
      one,
      events([1, { a: 1, g: 'p', n: 4 }], [2, { a: 1, g: 'q', n: 2 }], [3, { a: 1, g: 'r', n: 5 }]),
    );
    expect(trace?.groups.map(({ window }) => window.result)).toEqual(order);
  });

  it('judges what happens at one instant together', () => {
    const counted = setOf(joined('c', { type: 'event_count', condition: { eq: 2 } }));
    const [trace] = explained(counted, events([1, { a: 1 }], [1, { a: 1 }], [1, { a: 1 }]));
    expect(trace?.groups).toMatchObject([{ events: 3, firings: 0, window: { result: 3, size: 3 } }]);
  });

  it('explains no correlation besides those behind it, and names firings by their first event', () => {
    const chain = setOf(
      joined('inner', { type: 'event_count', condition: { gte: 2 } }),
      joined('other', { type: 'event_count', condition: { gte: 2 } }),
      joined('outer', { type: 'event_count', rules: ['inner'], 'group-by': ['g'], condition: { gte: 2 } }),
    );
    const traces = explained(chain, events([1, { a: 1 }], [50, { a: 1 }], [51, { a: 1 }]));
    expect(traces.map(({ rule: { title } }) => title)).toEqual(['Joined inner', 'Joined outer']);
    expect(traces[1]?.leftOut).toEqual([{ what: 'firing', without: ['g'], eventIds: ['e1'] }]);
  });

  it('sorts groups: those that fire, then by how near they came, then by time', () => {
    const counted = setOf(
      joined('c', { type: 'value_sum', 'group-by': ['g'], condition: { field: 'n', gte: 10 } }),
    );
    const [trace] = explained(
      counted,
      events(
        [9, { a: 1, g: 'none', n: 'x' }],
        [8, { a: 1, g: 'near', n: 8 }],
        [1, { a: 1, g: 'far', n: 2 }],
        [7, { a: 1, g: 'late', n: 12 }],
        [3, { a: 1, g: 'early', n: 11 }],
      ),
    );
    expect(trace?.groups.map(({ group }) => group['g'])).toEqual(['early', 'late', 'near', 'far', 'none']);
  });

  it('counts no event of another log source, and two deliveries once', () => {
    const counted = setOf(joined('c', { type: 'event_count', condition: { gte: 2 } }));
    const one = event(1, { a: 1 }, 1);
    const others = [one, one, { ...event(2, { a: 1 }, 2), logsource: { product: 'linux' } }];

    expect(explained(counted, others)[0]).toMatchObject({ held: false, rules: [{ matched: 1 }] });
    const { logsource: _, ...open } = event(2, { a: 1 }, 3);
    expect(explained(counted, [one, open])[0]).toMatchObject({ held: true });
  });
});

const bounds = fc.constantFrom<object>(
  { gte: 2 },
  { gt: 2 },
  { lte: 1 },
  { eq: 2 },
  { neq: 1 },
  { gte: 2, lte: 3 },
);
const temporal = fc.constantFrom<object>({}, { condition: { gte: 1 } });
const shape = fc.oneof(
  bounds.map((condition) => ({ type: 'event_count', condition })),
  fc
    .tuple(fc.constantFrom('value_count', 'value_sum', 'value_avg', 'value_percentile'), bounds)
    .map(([type, condition]) => ({
      ...{ type, condition: { field: 'v', ...condition } },
    })),
  fc
    .tuple(fc.constantFrom('temporal', 'temporal_ordered'), temporal)
    .map(([type, rest]) => ({ type, ...rest })),
);
const refs = fc.constantFrom(['a'], ['b'], ['a', 'b'], ['b', 'a']);
const groupBy = fc.constantFrom([], ['g'], ['g', 'v']);
const happening = fc.tuple(
  fc.integer({ min: 0, max: 40 }),
  fc.record(
    {
      a: fc.constantFrom(1, 0),
      b: fc.constantFrom(1, 0),
      g: fc.constantFrom('x', 'y'),
      v: fc.constantFrom(1, 2, '3', 'no', null),
    },
    { requiredKeys: ['a'] },
  ),
);

/** What the engine and the correlator make of events. */
function fires(set: SigmaRuleSet, happened: readonly IdentifiedEvent[]): boolean {
  const correlations = set.correlations.map((one) => ({ ...one, silent: false }));
  const target = correlations.at(-1);
  const engine = buildEngine(set.rules);
  const participations = participantsOf(correlations);
  const taken = correlator(correlations);
  for (const { at, id, event: one, logsource } of happened) {
    const rules = engine.match(one, logsource).map(({ key }) => key);
    for (const part of participations({ at, id, rules, texts: eventTexts(one) })) taken.add(part);
  }
  return taken.matches().some(({ rule: fired }) => fired === target);
}

describe('the verdict on a correlation', () => {
  it('is always that of the correlator, for chains too', () => {
    let fired = 0;
    let runs = 0;
    const inner = fc
      .tuple(shape, refs, groupBy)
      .map(([one, rules, by]) => joined('inner', { ...one, rules, 'group-by': by }));
    const outer = fc
      .tuple(
        shape,
        fc.constantFrom(['inner'], ['a', 'inner'], ['a', 'b']),
        groupBy,
        fc.constantFrom('10s', '1m'),
      )
      .map(([one, rules, by, timespan]) => joined('outer', { ...one, rules, 'group-by': by, timespan }));
    fc.assert(
      fc.property(inner, outer, fc.array(happening, { minLength: 1, maxLength: 12 }), (one, two, list) => {
        const set = setOf(one, two);
        const happened = events(...list);
        const answer = fires(set, happened);
        expect(explained(set, happened).at(-1)?.held).toBe(answer);
        runs += 1;
        if (answer) fired += 1;
      }),
      { numRuns: 400 },
    );
    expect(fired).toBeGreaterThan(runs / 10);
    expect(fired).toBeLessThan(runs - runs / 10);
  });
});
