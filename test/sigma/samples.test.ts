import { describe, expect, it } from '@jest/globals';
import { fc } from '../support/property.ts';
import { correlationSample } from './generators/correlation-sets.ts';
import { ruleSample } from './generators/rules.ts';
import { bruteForce } from './reference/correlations.ts';
import { engineOf } from './support/engine-of.ts';

/** A property says nothing where its samples never come near the point. */
describe('the samples of the properties', () => {
  it('are rules that match about as often as not', () => {
    const samples = fc.sample(ruleSample, { numRuns: 300, seed: 1 });
    const verdicts = samples.flatMap(({ text, events }) =>
      events.map((event) => engineOf(text).match(event).length > 0),
    );
    const share = verdicts.filter(Boolean).length / verdicts.length;
    expect(share).toBeGreaterThan(0.25);
    expect(share).toBeLessThan(0.75);
  });

  it('are correlations of which every type fires often', () => {
    const fired = fc
      .sample(correlationSample, { numRuns: 300, seed: 1 })
      .flatMap(({ correlations, events }) =>
        bruteForce(correlations, events).flatMap(({ rule }) => {
          const correlation = correlations.find(({ key }) => key === rule)?.correlation;
          return correlation
            ? [`${correlation.type}, of correlations: ${correlation.rules.some((key) => key.includes(':c'))}`]
            : [];
        }),
      );
    const counts = new Map<string, number>();
    for (const type of fired) counts.set(type, (counts.get(type) ?? 0) + 1);
    expect(counts.size).toBe(14);
    expect(Math.min(...counts.values())).toBeGreaterThan(10);
  });
});
