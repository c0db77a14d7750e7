import { describe, expect, it } from '@jest/globals';
import { fc } from '../../test/support/property.ts';
import { sampleLogContext, sampleMetricContext } from '../../test/support/sample-finding.ts';
import { boundedContext, type FindingContext, mergeContext } from './finding-context.ts';
import { epochMs, isoFromMs } from './time.ts';

const at = (second: number): string => isoFromMs(epochMs(1_772_355_600_000 + second * 1000));

describe('mergeContext', () => {
  it('keeps the first lines of a log, and the newest piece of a metric', () => {
    const [early, late] = [sampleLogContext({ at: at(1) }), sampleLogContext({ at: at(2) })];
    expect([mergeContext(early, late), mergeContext(late, early)]).toEqual([early, early]);
    const [before, after] = [sampleMetricContext({ at: at(1) }), sampleMetricContext({ at: at(2) })];
    expect([mergeContext(before, after), mergeContext(after, before)]).toEqual([after, after]);
  });

  it('gives the known object back when the same comes again, whatever the order of its attributes', () => {
    const known = sampleLogContext();
    const again = Object.fromEntries(Object.entries(known).reverse()) as unknown as FindingContext;
    expect(mergeContext(known, again)).toBe(known);
    expect(mergeContext(known, undefined)).toBe(known);
  });

  it('does not depend on the order of arrival', () => {
    const some = fc.array(fc.record({ second: fc.nat(3), line: fc.constantFrom('a', 'b', 'c') }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(some, (list) => {
        const contexts = list.map(({ second, line }) => sampleLogContext({ at: at(second), lines: [line] }));
        const fold = (all: readonly FindingContext[]) =>
          all.reduce<FindingContext | undefined>((known, next) => mergeContext(known, next), undefined);
        expect(fold(contexts.toReversed())).toEqual(fold(contexts));
      }),
    );
  });
});

describe('boundedContext', () => {
  it('cuts what an item could not hold', () => {
    const log = boundedContext(sampleLogContext({ lines: Array(99).fill('é'.repeat(9_000)) }));
    expect(log).toMatchObject({ lines: { length: 20 } });
    expect(JSON.stringify(log).length).toBeLessThan(16_000);
    const points = Array.from({ length: 999 }, (_, index) => index);
    expect(boundedContext(sampleMetricContext({ points, low: points }))).toMatchObject({
      points: points.slice(-120),
      low: points.slice(-120),
    });
  });
});
