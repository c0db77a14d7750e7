import { describe, expect, it } from '@jest/globals';
import type { SigmaCorrelation } from '#sigma/rule';
import { seeded } from '../support/dynamo-events.ts';
import { fc } from '../support/property.ts';
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
