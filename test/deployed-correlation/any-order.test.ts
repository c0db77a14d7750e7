import { describe, expect, it } from '@jest/globals';
import type { SigmaCorrelation } from '#sigma/rule';
import { seeded } from '../support/dynamo-events.ts';
import { fc } from '../support/property.ts';
import { rulesOf } from '../support/triaging.ts';
import { deliveries } from './deliveries.ts';
import { FIRM, REFUTABLE } from './rules.ts';
import {
  deliver,
  detectorFor,
  hidesEvents,
  sharedStores,
  toldBy,
  toldByDefinition,
  unsteady,
} from './story.ts';

const RUNS = Number(process.env['TRAILHOUND_CORRELATION_RUNS'] ?? 150);

const CHAIN = rulesOf([
  ...['first', 'second'].map(
    (name) =>
      `title: ${name}\nname: ${name}\nlogsource: { product: aws, service: cloudtrail }\ndetection: { call: { eventName: Call${name} }, condition: call }\n`,
  ),
  ...[
    'name: one\ncorrelation: { type: event_count, rules: second',
    'name: two\ncorrelation: { type: event_count, rules: [one, first]',
    'name: three\ncorrelation: { type: event_count, rules: [two, first], group-by: [userIdentity.userName]',
  ].map((text, place) => `title: Chain ${place}\n${text}, timespan: 5s, condition: { gte: 1 } }\n`),
]);

describe('correlations as functions find them', () => {
  const hourly = (): number => 60;
  const short = ({ correlation }: SigmaCorrelation): number =>
    Math.min(60, Math.ceil((24 * correlation.timespanSeconds) / 60));
  it.each([
    { name: 'that stand once they hold', ruleSet: FIRM, minutes: hourly },
    { name: 'that later events may refute', ruleSet: REFUTABLE, minutes: short },
  ])(
    '$name are those of one look at everything, in any order, batches, repetition and concurrency',
    async ({ ruleSet, minutes }) => {
      const detector = detectorFor(ruleSet);
      await fc.assert(
        fc.asyncProperty(deliveries, async ({ story, batches, width, seed }) => {
          const stores = sharedStores();
          const chance = seeded(seed);
          fc.pre(!hidesEvents(ruleSet, story));
          await deliver(batches, detector, { ...stores, state: unsteady(stores.state, chance) }, width);
          expect(toldBy(stores.findings.all())).toEqual(toldByDefinition(ruleSet, story, minutes));
        }),
        { numRuns: RUNS },
      );
    },
    120_000,
  );

  it.each(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])(
    'take the same for the last of an event and a firing of one instant as a look at everything does: %s',
    async (id) => {
      const story = ['second', 'first'].map((name) => ({
        ...{ id: `event-${id}-${name}`, second: 1, name: `Call${name}` },
        ...{ user: name === 'second' ? 'bob' : 'alice', value: undefined },
      }));
      const stores = sharedStores();
      await deliver([story], detectorFor(CHAIN), stores, 1);
      const told = toldBy(stores.findings.all());
      expect(told).toEqual(toldByDefinition(CHAIN, story, short));
      expect(told.map(({ group, count }) => [group, count])).toEqual([
        ['alice', 1],
        ['bob', 2],
      ]);
    },
  );
});
