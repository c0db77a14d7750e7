import { describe, expect, it } from '@jest/globals';
import { fc } from '../../test/support/property.ts';
import { type AlertBudget, DEFAULT_BUDGET, spendBudget } from './alert-budget.ts';
import { epochMs } from './time.ts';

const T0 = 1_772_355_600_000;
const at = (ms: number) => epochMs(T0 + ms);
const empty: AlertBudget = { tokens: 0, at: at(0) };

describe('spendBudget', () => {
  it('grants the burst after a quiet time, and no more', () => {
    const spent = spendBudget(undefined, at(0), 500, DEFAULT_BUDGET);

    expect(spent).toEqual({ granted: 8, budget: { tokens: 0, at: at(0) }, waitMs: 1000 });
  });

  it.each([
    { after: 0, granted: 0, waitMs: 1000 },
    { after: 999, granted: 0, waitMs: 1 },
    { after: 1000, granted: 1, waitMs: 1000 },
    { after: 2500, granted: 2, waitMs: 500 },
    { after: 3_600_000, granted: 8, waitMs: 1000 },
  ])('$after ms after it was empty it grants $granted', ({ after, granted, waitMs }) => {
    expect(spendBudget(empty, at(after), 500, DEFAULT_BUDGET)).toMatchObject({ granted, waitMs });
  });

  it('keeps what is not wanted', () => {
    const first = spendBudget(undefined, at(0), 3, DEFAULT_BUDGET);

    expect(first).toEqual({ granted: 3, budget: { tokens: 5, at: at(0) }, waitMs: 0 });
    expect(spendBudget(first.budget, at(0), 9, DEFAULT_BUDGET).granted).toBe(5);
  });

  it('refills nothing for a clock that went back, until it has caught up', () => {
    const back = spendBudget(empty, at(-30_000), 1, DEFAULT_BUDGET);

    expect(back).toEqual({ granted: 0, budget: empty, waitMs: 31_000 });
    expect(spendBudget(back.budget, at(1000), 1, DEFAULT_BUDGET).granted).toBe(1);
  });

  it('does not wait for ever for a clock that was years ahead', () => {
    const wrong: AlertBudget = { tokens: 0, at: at(86_400_000_000) };
    const spent = spendBudget(wrong, at(0), 1, DEFAULT_BUDGET);

    expect(spent).toEqual({ granted: 0, budget: { tokens: 0, at: at(0) }, waitMs: 1000 });
  });

  it('grants at most the burst and the seconds elapsed over any stretch of time', () => {
    const asks = fc.array(fc.record({ pause: fc.nat(5000), want: fc.nat(12) }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(
        asks,
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(1, 2, 5),
        (steps, burst, perSecond) => {
          const grants: { now: number; granted: number }[] = [];
          let budget: AlertBudget | undefined;
          let now = 0;
          for (const { pause, want } of steps) {
            now += pause;
            const spent = spendBudget(budget, at(now), want, { burst, perSecond });
            budget = spent.budget;
            grants.push({ now, granted: spent.granted });
          }
          for (const [first, from] of grants.entries()) {
            let sum = 0;
            for (const to of grants.slice(first)) {
              sum += to.granted;
              expect(sum).toBeLessThanOrEqual(burst + ((to.now - from.now) * perSecond) / 1000);
            }
          }
        },
      ),
    );
  });

  it('wastes no more than one token of what it could grant', () => {
    const pauses = fc.array(fc.nat(3000), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(pauses, (steps) => {
        let budget: AlertBudget = empty;
        let now = 0;
        let granted = 0;
        for (const pause of steps) {
          now += pause;
          const spent = spendBudget(budget, at(now), 8, DEFAULT_BUDGET);
          budget = spent.budget;
          granted += spent.granted;
        }
        expect(granted).toBe(Math.floor(now / 1000));
      }),
    );
  });
});
