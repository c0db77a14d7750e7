import { describe, expect, it } from '@jest/globals';
import { type CorrelationMatch, correlator } from '#sigma/correlation/correlator';
import { eventTexts, participantsOf } from '#sigma/correlation/participants';
import type { SigmaCorrelation } from '#sigma/rule';
import { fc } from '../support/property.ts';
import { correlationSample } from './generators/correlation-sets.ts';
import { type BruteMatch, bruteMatches, type MatchedEvent } from './reference/correlations.ts';
import { runs } from './support/runs.ts';

function inMemory(
  correlations: readonly SigmaCorrelation[],
  deliveries: readonly MatchedEvent[],
): readonly BruteMatch[] {
  const memory = correlator(correlations);
  const participations = participantsOf(correlations);
  for (const { fields, partition, ...event } of deliveries)
    for (const one of participations({ ...event, texts: eventTexts(fields as object) }))
      memory.add({ ...one, ...(partition === undefined ? {} : { partition }) });
  return memory.matches().map(asBrute);
}

const asBrute = ({ rule, group, partition, firedAt, lastAt, eventIds }: CorrelationMatch): BruteMatch => ({
  ...{ rule: rule.key, group: Object.values(group), firedAt, lastAt, eventIds },
  ...(partition === undefined ? {} : { partition }),
});

describe('correlations in memory', () => {
  it('are those of the definition, in any order and with repetitions', () => {
    fc.assert(
      fc.property(correlationSample, ({ correlations, events, deliveries }) => {
        expect(inMemory(correlations, deliveries)).toEqual(bruteMatches(correlations, events));
      }),
      { numRuns: runs(2000) },
    );
  });
});
