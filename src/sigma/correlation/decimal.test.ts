import { describe, expect, it } from '@jest/globals';
import { decimalOf, exactSum } from './decimal.ts';

describe('a decimal', () => {
  it.each<readonly [unknown, bigint, number]>([
    [5, 5n, 0],
    [-5, -5n, 0],
    ['5', 5n, 0],
    ['+5', 5n, 0],
    ['-0.25', -25n, 2],
    ['007', 7n, 0],
    ['1.50', 150n, 2],
    [0.1, 1n, 1],
    [1e21, 10n ** 21n, 0],
    [1e-7, 1n, 7],
    ['1.5e1', 15n, 0],
    ['1.5E+3', 1500n, 0],
    ['15e-1', 15n, 1],
    ['0e5', 0n, 0],
    ['1e400', 10n ** 400n, 0],
    ['1e-400', 1n, 400],
    ['12345678901234567890', 12345678901234567890n, 0],
  ])('of %p is its digits and its scale', (value, digits, scale) => {
    expect(decimalOf(value)).toEqual({ digits, scale });
  });

  it.each([null, undefined, true, 5n, '', ' 5', '5 ', '0x10', 'Infinity', 'NaN', '1_0', '.5', '5.', 'x', {}])(
    'is not read from %p',
    (value) => expect(decimalOf(value)).toBeUndefined(),
  );

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'is not read from %p',
    (value) => {
      expect(decimalOf(value)).toBeUndefined();
    },
  );

  it('beyond doubles is left out, and below them is nothing', () => {
    expect(decimalOf('1e401')).toBeUndefined();
    expect(decimalOf('7e-401')).toEqual({ digits: 0n, scale: 0 });
  });
});

describe('an exact sum', () => {
  const sumOf = (...values: readonly (string | number)[]) => {
    const sum = exactSum();
    for (const value of values) sum.add(decimalOf(value) ?? { digits: 0n, scale: 0 });
    return sum;
  };
  const compared = (values: readonly (string | number)[], bound: number, times = 1): number =>
    sumOf(...values).compare(decimalOf(bound) ?? { digits: 0n, scale: 0 }, times);

  it.each<readonly [readonly (string | number)[], number, number, number]>([
    [[0.1, 0.2], 0.3, 1, 0],
    [[0.1, 0.2], 0.31, 1, -1],
    [[0.1, 0.2], 0.29, 1, 1],
    [['1e3', '0.001'], 1000.001, 1, 0],
    [['0.5', '0.25', '0.125'], 0.875, 1, 0],
    [[1, 2, 3], 2, 3, 0],
    [[1, 2, 4], 2, 3, 1],
    [[1, 1, 3], 2, 3, -1],
    [[-1, 1], 0, 1, 0],
    [[], 0, 1, 0],
    [['9007199254740993'], 9007199254740992, 1, 1],
  ])('of %j compares with %d times %d as %d', (values, bound, times, expected) => {
    expect(compared(values, bound, times)).toBe(expected);
  });

  it('forgets what is taken out, down to the last digit', () => {
    const sum = sumOf('1e20', '0.5');
    sum.drop(decimalOf('1e20') ?? { digits: 0n, scale: 0 });
    expect(sum.value(1)).toBe(0.5);
    expect(sum.value(2)).toBe(0.25);
    expect(sum.compare({ digits: 5n, scale: 1 }, 1)).toBe(0);
  });

  it('is the nearest double', () => {
    expect(sumOf(0.1, 0.2).value(1)).toBe(0.3);
    expect(sumOf(1, 2).value(2)).toBe(1.5);
    expect(exactSum().value(1)).toBe(0);
  });
});
