import { describe, expect, it } from '@jest/globals';
import { epochMs } from '../time.ts';
import { observe } from './observe.ts';
import type { ThresholdSettings } from './watch-settings.ts';

const MINUTE = 60_000;
const START = 1_767_225_600_000;
const limit = (more: Partial<ThresholdSettings>): ThresholdSettings => ({
  m: 1,
  n: 1,
  missing: 'ignore',
  ...more,
});
/** A value a minute; `undefined` leaves the minute out. */
const points = (values: readonly (number | null | undefined)[]) =>
  values.flatMap((value, index) =>
    value === undefined ? [] : [{ at: epochMs(START + index * MINUTE), value }],
  );
/** What was told, by minute: `3 opened 2 - 90` is told in minute 3, from minute 2 on, peak 90. */
const told = (settings: ThresholdSettings, values: readonly (number | null | undefined)[]) =>
  observe('s', undefined, points(values), { thresholds: [settings], baseline: false }).changes.map(
    ({ what, at, anomaly }) => {
      const minute = (time: number | undefined) => (time === undefined ? '' : (time - START) / MINUTE);
      return `${minute(at)} ${what} ${minute(anomaly.start)}-${minute(anomaly.end)} ${anomaly.peak}`;
    },
  );

describe('static thresholds', () => {
  it.each([
    {
      name: 'above: opens with the first breach, closes with the first good value',
      settings: limit({ above: 80 }),
      values: [70, 80, 90, 85, 70],
      expected: ['2 opened 2- 90', '4 closed 2-3 90'],
    },
    {
      name: 'below',
      settings: limit({ below: 10 }),
      values: [20, 5, 3, 20],
      expected: ['1 opened 1- 5', '3 closed 1-2 3'],
    },
    {
      name: 'above and below: the good values lie between',
      settings: limit({ above: 80, below: 10 }),
      values: [50, 90, 50, 5, 50],
      expected: ['1 opened 1- 90', '2 closed 1-1 90', '3 opened 3- 5', '4 closed 3-3 5'],
    },
    {
      name: '2 of 3: one bad value is none, two with a good one between are',
      settings: limit({ above: 80, m: 2, n: 3 }),
      values: [90, 70, 70, 90, 70, 95, 70, 70],
      expected: ['5 opened 3- 95', '6 closed 3-5 95'],
    },
    {
      name: 'hysteresis: open until the value is back at clear',
      settings: limit({ above: 80, clear: 60 }),
      values: [90, 75, 61, 60, 75],
      expected: ['0 opened 0- 90', '3 closed 0-2 90'],
    },
    {
      name: 'hysteresis of a lower limit',
      settings: limit({ below: 10, clear: 20 }),
      values: [5, 15, 20],
      expected: ['0 opened 0- 5', '2 closed 0-1 5'],
    },
    {
      name: 'a peak further out is told as an update',
      settings: limit({ above: 80 }),
      values: [90, 92, 120],
      expected: ['0 opened 0- 90', '2 updated 0- 120'],
    },
    {
      name: 'missing, ignored: the points before it decide',
      settings: limit({ above: 80, m: 2, n: 2 }),
      values: [90, null, 90, 70],
      expected: ['2 opened 0- 90', '3 closed 0-2 90'],
    },
    {
      name: 'missing, not breaching: it closes',
      settings: limit({ above: 80, missing: 'notBreaching' }),
      values: [90, null],
      expected: ['0 opened 0- 90', '1 closed 0-0 90'],
    },
    {
      name: 'missing, breaching',
      settings: limit({ above: 80, m: 2, n: 2, missing: 'breaching' }),
      values: [70, null, null, 70],
      expected: ['2 opened 1- 80', '3 closed 1-2 80'],
    },
    {
      name: 'a value that is no number is missing',
      settings: limit({ above: 80, missing: 'breaching' }),
      values: [Number.NaN, 1],
      expected: ['0 opened 0- 80', '1 closed 0-0 80'],
    },
    {
      name: 'minutes that were left out count as missing once the interval is known',
      settings: limit({ above: 80, m: 3, n: 3, missing: 'breaching' }),
      values: [1, 1, 1, 1, 1, 1, undefined, undefined, undefined, 1],
      expected: ['8 opened 6- 80', '9 closed 6-8 80'],
    },
  ])('$name', ({ settings, values, expected }) => {
    expect(told(settings, values)).toEqual(expected);
  });

  it.each([
    { values: [null, null], kind: 'missing' },
    { values: [90, null], kind: 'threshold' },
  ])('is of the kind $kind for $values', ({ values, kind }) => {
    const settings = limit({ above: 80, m: 2, n: 2, missing: 'breaching' });
    const { changes } = observe('s', undefined, points(values), { thresholds: [settings], baseline: false });

    expect(changes[0]?.anomaly).toMatchObject({ kind, expected: 80, score: 1 });
  });

  it('closes what is open under a threshold that is gone', () => {
    const thresholds = [limit({ above: 80 })];
    const { state } = observe('s', undefined, points([90]), { thresholds, baseline: false });
    const { changes } = observe('s', state, [], { thresholds: [limit({ above: 95 })], baseline: false });

    expect(changes.map(({ what }) => what)).toEqual(['closed']);
  });

  it('keeps what is open under the others', () => {
    const first = limit({ above: 80 });
    const { state } = observe('s', undefined, points([90]), { thresholds: [first], baseline: false });
    const settings = { thresholds: [limit({ above: 95 }), first], baseline: false };

    expect(observe('s', state, [], settings).changes).toEqual([]);
  });
});

describe('points', () => {
  it('that are late or came before are passed over', () => {
    const [one, two] = points([1, 2]);
    const again = [one, two, one, two, { at: epochMs(START + 1), value: 99 }].flatMap((each) => each ?? []);
    const { chart } = observe('s', undefined, again, { thresholds: [limit({ above: 50 })], baseline: true });

    expect(chart.map(({ value }) => value)).toEqual([1, 2]);
  });

  it('are charted without a band while too few are known', () => {
    const { chart } = observe('s', undefined, points([1, null, 3]), { thresholds: [], baseline: true });

    expect(chart).toEqual([
      { at: START, value: 1 },
      { at: START + MINUTE, value: null },
      { at: START + 2 * MINUTE, value: 3 },
    ]);
  });
});
