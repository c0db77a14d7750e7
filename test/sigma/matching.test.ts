import { describe, it } from '@jest/globals';
import { fc } from '../support/property.ts';
import { ruleSample } from './generators/rules.ts';
import { PLACEHOLDERS } from './generators/words.ts';
import { matchesByReference } from './reference/rules.ts';
import { engineOf } from './support/engine-of.ts';
import { runs } from './support/runs.ts';

describe('the matcher', () => {
  it('agrees with the reference about every rule and event', () => {
    fc.assert(
      fc.property(ruleSample, ({ text, events }) => {
        const engine = engineOf(text);
        for (const event of events) {
          const expected = matchesByReference(text, event, PLACEHOLDERS);
          if (engine.match(event).length > 0 !== expected)
            throw new Error(`${expected ? 'no match' : 'match'}: ${JSON.stringify(event)}\n${text}`);
        }
      }),
      { numRuns: runs(10_000) },
    );
  });
});
