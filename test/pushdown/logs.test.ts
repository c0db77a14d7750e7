import { describe, expect, it } from '@jest/globals';
import { logsFilterTest } from '#packing/logs-filter-evaluator';
import { logsFilters, MAX_FILTERS } from '#packing/logs-filter-patterns';
import { fc } from '../support/property.ts';
import { generatedRules, packOf } from './generated.ts';
import { generatedRecords } from './generated-records.ts';
import { letsThrough } from './logs-language.ts';

const numRuns = Number(process.env['PUSH_DOWN_RUNS'] ?? 1_000);
const records = fc.array(generatedRecords('aws'), { minLength: 1, maxLength: 6 });

describe('filters of CloudWatch Logs', () => {
  it('let through every record that a rule matches, as AWS spells it', () => {
    const tally = { narrowed: 0, matched: 0 };
    fc.assert(
      fc.property(generatedRules, records, fc.constantFrom(1, MAX_FILTERS), (rules, some, most) => {
        const pack = packOf(rules);
        if (!pack) return;
        const patterns = logsFilters(pack.pushDown, most).filters.map(({ pattern }) => pattern);
        expect(patterns.length).toBeLessThanOrEqual(most);
        if (!patterns.includes('')) tally.narrowed += 1;
        const matched = some.filter((record) => pack.engine.match(record).length > 0);
        tally.matched += matched.length;
        const lost = matched.filter((record) => !patterns.some((pattern) => letsThrough(pattern, record)));
        expect([patterns, lost]).toEqual([patterns, []]);
      }),
      { numRuns },
    );
    // Otherwise nothing was tried.
    expect(Math.min(tally.narrowed, tally.matched)).toBeGreaterThan(numRuns / 10);
  });

  it('are counted as the guide says, by the evaluator that the command uses', () => {
    fc.assert(
      fc.property(generatedRules, records, (rules, some) => {
        const pack = packOf(rules);
        for (const { pattern } of pack ? logsFilters(pack.pushDown).filters : []) {
          const test = logsFilterTest(pattern);
          for (const record of some)
            expect([pattern, test(record)]).toEqual([pattern, letsThrough(pattern, record)]);
        }
      }),
      { numRuns },
    );
  });
});
