import { describe, expect, it } from '@jest/globals';
import { memoryStateStore } from '#adapters/local/memory-state-store';
import { MOST_BYTES, overLimit } from '#app/correlation/limits';
import type { StateStore } from '#ports/state-store';
import { batches } from '../support/dynamo-events.ts';
import { rulesOf } from '../support/triaging.ts';
import { correlationRule } from './rules.ts';
import { type Call, detectorFor, recordOf, sharedStores, toldBy, triageRecords } from './story.ts';

/** A store that notes how long its largest value is, as the table counts it. */
function measuring(state: StateStore = memoryStateStore()) {
  const noted = { largest: 0 };
  const store: StateStore = {
    read: state.read,
    write: (key, value, ...rest) => {
      noted.largest = Math.max(noted.largest, Buffer.byteLength((value as { readonly json: string }).json));
      return state.write(key, value, ...rest);
    },
  };
  return { store, noted };
}

const of = (index: number): Call => ({
  ...{ id: `event-${String(index).padStart(5, '0')}`, second: 300 + Math.floor(index / 20) },
  ...{ name: index % 2 === 0 ? 'CallOne' : 'CallTwo', user: 'alice', value: undefined },
});
const CONTROL = String.fromCharCode(1).repeat(48);
const VALUES = Array.from({ length: 130 }, (_, index) => index);
const lists = (index: number) => ({ value: VALUES.map((one) => `${index}-${one} ${CONTROL}`) });
const texts = (index: number) => ({ value: `${index}${CONTROL.slice(5)}`, other: `${CONTROL}${index}` });

const correlation = (title: string, body: string, more = ''): string =>
  `title: ${title}\nname: ${title.toLowerCase()}\n${more}correlation: ${body}\n`;
const INNER = '{ type: event_count, rules: any, timespan: 10m, condition: { gte: 10 } }';
const value = 'field: requestParameters.value';

describe('what a flood leaves in the state fits into an item of the table', () => {
  it.each([
    {
      name: 'of a value_count whose events have long lists of long values',
      rules: correlationRule(
        'Flooded',
        `{ type: value_count, rules: any, timespan: 10m, condition: { ${value}, gte: 9 } }`,
      ),
      request: lists,
    },
    {
      name: 'of a value_count that counts as far as it may',
      rules: correlationRule(
        'Flooded',
        `{ type: value_count, rules: any, timespan: 10m, condition: { ${value}, gte: 2000 } }`,
      ),
      request: texts,
    },
    {
      name: 'of a sum of long lists of numbers',
      rules: correlationRule(
        'Flooded',
        `{ type: value_sum, rules: any, timespan: 10m, condition: { ${value}, gte: 9 } }`,
      ),
      request: (index: number) => ({ value: VALUES.map((one) => `${one}.${'1'.repeat(60)}${index}`) }),
    },
    {
      name: 'of a correlation behind which others count long values',
      rules: [
        ...correlationRule(
          'Few',
          '{ type: event_count, rules: any, timespan: 10m, condition: { gte: 150 } }',
        ),
        correlation(
          'Flooded',
          '{ type: value_count, rules: few, group-by: [requestParameters.other], timespan: 10m, condition: { field: requestParameters.value, gte: 1 } }',
        ),
      ],
      request: (index: number) => ({ value: texts(index).value, other: CONTROL }),
    },
    {
      name: 'of a count of as many firings as it may count',
      rules: [
        ...correlationRule('Inner', INNER),
        correlation('Flooded', '{ type: event_count, rules: inner, timespan: 10m, condition: { gte: 400 } }'),
      ],
      request: () => ({}),
      apart: true,
    },
  ])(
    '$name',
    async ({ rules, request, apart = false }) => {
      const ruleSet = rulesOf(rules);
      expect(ruleSet.correlations.map((one) => overLimit(one, ruleSet.correlations))).not.toContainEqual(
        expect.anything(),
      );
      const { store, noted } = measuring();
      const stores = { ...sharedStores(), state: store };
      const detector = detectorFor(ruleSet);
      const records = Array.from({ length: 2_100 }, (_, index) => ({
        ...recordOf({ ...of(index), second: apart ? 600 + Math.floor(index / 4) : of(index).second }),
        requestParameters: request(index),
      }));
      for (const batch of batches(records, 500)) await triageRecords(batch, detector, stores);
      expect(toldBy(stores.findings.all()).map(({ title }) => title)).toContain('Flooded');
      expect(noted.largest).toBeLessThan(MOST_BYTES);
    },
    120_000,
  );

  it('or it is refused, by name, before it is deployed', () => {
    const refused = (rules: readonly string[]) => {
      const { correlations } = rulesOf(rules);
      return correlations.flatMap((one) => overLimit(one, correlations) ?? []);
    };
    const counting = (type: string, most: number) =>
      refused([
        ...correlationRule('Inner', INNER),
        correlation(
          'Outer',
          `{ type: ${type}, rules: inner, timespan: 10m, condition: { ${type === 'value_count' ? `${value}, ` : ''}gte: ${most} } }`,
        ),
      ]);
    expect(counting('event_count', 400)).toEqual([]);
    expect(counting('event_count', 401)).toEqual([
      'it counts to 401, and a deployment counts firings of correlations to 400 at most',
    ]);
    expect(counting('value_count', 100)).toEqual([]);
    expect(counting('value_count', 400)).toEqual([
      'what it keeps of a group would not fit into an item of the table; it counts to 400, and must count to less',
    ]);
  });
});
