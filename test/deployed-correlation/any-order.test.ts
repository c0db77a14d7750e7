import { describe, expect, it } from '@jest/globals';
import type { SigmaCorrelation } from '#sigma/rule';
import { seeded } from '../support/dynamo-events.ts';
import { fc } from '../support/property.ts';
import { FIRM, REFUTABLE } from './rules.ts';
import {
  type Call,
  deliver,
  detectorFor,
  hidesEvents,
  sharedStores,
  toldBy,
  toldByDefinition,
  unsteady,
} from './story.ts';

const RUNS = Number(process.env['TRAILHOUND_CORRELATION_RUNS'] ?? 150);

/** Calls close together, at times that often meet the ends of windows, of two users. */
const calls: fc.Arbitrary<readonly Call[]> = fc
  .array(
    fc.record({
      second: fc.oneof(
        fc.integer({ min: 0, max: 40 }).map((n) => n * 30),
        fc.integer({ min: 0, max: 900 }),
      ),
      name: fc.constantFrom('CallOne', 'CallTwo', 'CallThree'),
      user: fc.constantFrom('alice', 'alice', 'bob'),
      value: fc.constantFrom<(number | string | undefined)[]>(0, 1, 2, 5, '2', undefined),
    }),
    { minLength: 1, maxLength: 22 },
  )
  .map((list) => list.map((call, index) => ({ ...call, id: `event-${String(index).padStart(3, '0')}` })));

/** The calls as several writers get them: in any order and batches, some more than once. */
const deliveries = calls.chain((story) =>
  fc
    .record({
      order: fc.shuffledSubarray([...story], { minLength: story.length }),
      again: fc.subarray([...story]),
      sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 }),
      width: fc.integer({ min: 1, max: 4 }),
      seed: fc.nat(),
    })
    .map(({ order, again, sizes, ...rest }) => ({
      story,
      batches: inBatches([...order, ...again], sizes),
      ...rest,
    })),
);

function inBatches<T>(items: readonly T[], sizes: readonly number[]): readonly (readonly T[])[] {
  const batches: T[][] = [];
  for (let at = 0, turn = 0; at < items.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    batches.push(items.slice(at, at + size));
    at += size;
  }
  return batches;
}

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
});
