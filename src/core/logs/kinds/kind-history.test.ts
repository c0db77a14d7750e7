import { describe, expect, it } from '@jest/globals';
import { fc } from '../../../../test/support/property.ts';
import { epochMs } from '../../time.ts';
import { type KindEvent, type KindHistory, type KindSettings, recordKind } from './kind-history.ts';

const START = 1_790_000_000_000 - (1_790_000_000_000 % 3_600_000);
const HOUR = 3_600_000;
const MINUTE = 60_000;

const settings: KindSettings = { rate: { count: 5, minutes: 2 }, spike: { least: 10, score: 5 } };
const event = (ms: number, name = ''): KindEvent => ({ key: `${ms}${name}`, at: epochMs(START + ms) });
const spread = (hour: number, count: number): readonly KindEvent[] =>
  Array.from({ length: count }, (_, at) => event(hour * HOUR + Math.floor((at * HOUR) / count), `-${at}`));
const stored = (history: KindHistory): KindHistory => JSON.parse(JSON.stringify(history)) as KindHistory;
const recordAll = (
  batches: readonly (readonly KindEvent[])[],
  using = settings,
): ReturnType<typeof recordKind> => {
  let last = recordKind(undefined, [], using);
  for (const batch of batches) last = recordKind(stored(last.history), batch, using);
  return last;
};

/** An order in which no event comes after one that is six hours newer: sorted by a time of arrival. */
const withDelays = (delays: readonly number[], events: readonly KindEvent[]): readonly KindEvent[] =>
  events
    .map((one, at) => ({ one, arrived: one.at + ((delays[at % delays.length] ?? 0) % (6 * HOUR)) }))
    .sort((a, b) => a.arrived - b.arrived)
    .map(({ one }) => one);

const cut = (events: readonly KindEvent[], sizes: readonly number[]): readonly (readonly KindEvent[])[] => {
  const batches: KindEvent[][] = [];
  for (let from = 0, at = 0; from < events.length; at += 1) {
    const size = Math.max(1, sizes[at % sizes.length] ?? 1);
    batches.push(events.slice(from, from + size));
    from += size;
  }
  return batches;
};

describe('the rate', () => {
  it.each([
    { name: 'both ends of the window', gaps: [0, 30_000, 60_000, 90_000, 120_000], found: true },
    { name: 'no more than the window', gaps: [0, 30_000, 60_000, 90_000, 120_001], found: false },
    { name: 'the same event once', gaps: [0, 0, 0, 0, 0], found: false },
  ])('counts $name', ({ gaps, found }) => {
    const { signals } = recordAll([gaps.map((gap) => event(gap))]);
    expect(signals.map(({ kind }) => kind)).toEqual(found ? ['rate'] : []);
  });

  it('tells from when to when, how many at most, and how much too many', () => {
    const { signals } = recordAll([Array.from({ length: 10 }, (_, at) => event(at * 10_000))]);
    expect(signals).toEqual([
      { kind: 'rate', start: START, end: START + 90_000, count: 10, expected: 5, score: 2 },
    ]);
  });

  it('finds a burst in the middle of a batch that goes on for hours', () => {
    const burst = Array.from({ length: 5 }, (_, at) => event(at * 1_000));
    const later = Array.from({ length: 700 }, (_, at) => event(10 * MINUTE + at * 25_000 * 1.5));
    expect(recordAll([[...burst, ...later.slice(0, 400)]]).signals).toContainEqual(
      expect.objectContaining({ kind: 'rate', start: START, count: 5 }),
    );
  });

  it('is 100 in 5 minutes where nobody asks for another', () => {
    const using = { spike: settings.spike };
    const events = Array.from({ length: 100 }, (_, at) => event(at * 3_000));
    expect(recordAll([events.slice(1)], using).signals).toEqual([]);
    expect(recordAll([events], using).signals).toMatchObject([{ kind: 'rate', count: 100 }]);
  });

  it('is forgotten after six hours', () => {
    const burst = Array.from({ length: 5 }, (_, at) => event(at * 1_000));
    expect(recordAll([burst, [event(6 * HOUR)]]).signals).toHaveLength(1);
    expect(recordAll([burst, [event(7 * HOUR)]]).signals).toHaveLength(0);
  });
});

describe('the spike', () => {
  const calm: KindSettings = { ...settings, rate: { count: 250, minutes: 1 } };
  const usual = (hours: number): readonly KindEvent[] =>
    Array.from({ length: hours }, (_, hour) => spread(hour, 4)).flat();

  it('is an hour far above its past', () => {
    expect(recordAll([usual(48), spread(48, 60)], calm).signals).toEqual([
      {
        kind: 'spike',
        start: START + 48 * HOUR,
        end: START + 49 * HOUR,
        count: 60,
        expected: 4,
        score: 28,
      },
    ]);
  });

  it.each([
    ['a kind that is new', recordAll([usual(23), spread(23, 60)], calm)],
    ['an hour like the others', recordAll([usual(48), spread(48, 12)], calm)],
    ['few events', recordAll([[event(0)], spread(48, 9)], calm)],
  ])('is not %s', (_, { signals }) => {
    expect(signals).toEqual([]);
  });

  it('is one for hours that follow each other, even when the first of them is closed', () => {
    const hours = Array.from({ length: 8 }, (_, hour) => spread(168 + hour, 60 + hour));
    const { signals } = recordAll([usual(168), ...hours], calm);
    expect(signals).toMatchObject([{ kind: 'spike', start: START + 168 * HOUR, end: START + 176 * HOUR }]);
    expect(Math.abs((signals[0]?.count ?? 0) - 67)).toBeLessThan(7);
    expect(recordAll([usual(168), ...hours, [event(182 * HOUR)]], calm).signals).toEqual([]);
  });

  it('ends in silence', () => {
    const hours = Array.from({ length: 9 }, (_, hour) => spread(48 + hour, 60));
    const later = [event(30 * 24 * HOUR), ...spread(31 * 24, 60)];
    expect(recordAll([usual(48), ...hours, later], calm).signals).toMatchObject([
      { kind: 'spike', start: START + 31 * 24 * HOUR, expected: 0 },
    ]);
  });
});

describe('recordKind', () => {
  it('passes over what has no time and what is too late', () => {
    const { history } = recordAll([[event(48 * HOUR)]]);
    const late = [{ key: 'a', at: epochMs(0) }, event(41 * HOUR)];
    expect(recordKind(history, late, settings).history).toEqual(history);
    expect(recordKind(undefined, [{ key: 'a', at: epochMs(0) }], settings).signals).toEqual([]);
  });

  it('counts events of days in one call, the newest first', () => {
    const events = Array.from({ length: 48 }, (_, hour) => spread(hour, 4)).flat();
    expect(recordAll([[...events].reverse()]).history).toEqual(recordAll([events]).history);
  });

  const events = fc
    .array(fc.record({ minute: fc.nat(60 * 60), name: fc.nat(3) }), { maxLength: 240 })
    .map((all) => all.map(({ minute, name }) => event(minute * MINUTE, `-${name}`)))
    .map((all) => [...new Map(all.map((one) => [one.key, one])).values()].sort((a, b) => a.at - b.at));
  const batches = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
  const delays = fc.array(fc.nat(5 * HOUR), { minLength: 1, maxLength: 20 });
  const quick: KindSettings = { rate: { count: 3, minutes: 10 }, spike: { least: 2, score: 2 } };

  it('says the same in whatever order events come, in whatever batches, and however often', () => {
    fc.assert(
      fc.property(events, batches, delays, (all, sizes, late) => {
        const shuffled = withDelays(late, all);
        const again = cut(shuffled, sizes).flatMap((batch) => [batch, [...batch].reverse()]);
        expect(recordAll(again, quick)).toEqual(recordAll([all], quick));
      }),
    );
  });

  it('says the same in whatever batches many events come in order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40_000), { minLength: 600, maxLength: 900 }), batches, (gaps, sizes) => {
        let at = 0;
        const all = gaps.map((gap) => {
          at += gap % 17 === 0 ? gap * 20 : gap;
          return event(at);
        });
        const using = { ...quick, rate: { count: 12, minutes: 3 } };
        expect(recordAll(cut(all, sizes), using)).toEqual(recordAll([all], using));
      }),
      { numRuns: 20 },
    );
  });

  it('finds a rate exactly where a plain count of every window does', () => {
    fc.assert(
      fc.property(events, (all) => {
        const newest = all.at(-1)?.at ?? 0;
        const open = newest - (newest % HOUR) - 6 * HOUR;
        const last = all.filter(({ at }) =>
          all.some(
            (first) =>
              first.at <= at &&
              at - first.at <= 10 * MINUTE &&
              all.filter((other) => other.at >= first.at && other.at - first.at <= 10 * MINUTE).length >= 3,
          ),
        );
        const found = recordAll([all], quick).signals.filter(({ kind }) => kind === 'rate');
        const covered = last.filter(({ at }) => at >= open);
        for (const { at } of covered) {
          expect(found.some(({ start, end }) => start <= at && at <= end)).toBe(true);
        }
        expect(found.length > 0).toBe(covered.length > 0);
      }),
    );
  });

  it('stays below 16 KiB, however many events come', () => {
    const many = Array.from({ length: 175 }, (_, hour) => spread(hour, hour < 168 ? 99 : 640));
    const bursts = Array.from({ length: 24 }, (_, at) => [
      event((168 * 60 + at * 16) * MINUTE),
      event((168 * 60 + at * 16) * MINUTE + 1),
    ]);
    const using = { ...settings, rate: { count: 1, minutes: 1 } };
    const { history } = recordAll([...many, ...bursts], using);
    expect(JSON.stringify(history).length).toBeLessThan(16 * 1024);
    const sparse = recordAll([...many, ...bursts], settings);
    expect(JSON.stringify(sparse.history).length).toBeLessThan(16 * 1024);
  });
});
