import { describe, expect, it } from '@jest/globals';
import { rounded, sortNumbers, takeMedian } from './median.ts';

/** A fixed permutation of 0 … count-1: 37 and the counts have no divisor in common. */
const mixed = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => (index * 37 + 11) % count);

describe('takeMedian', () => {
  it.each([
    { values: [], expected: 0 },
    { values: [4], expected: 4 },
    { values: [4, 2], expected: 3 },
    { values: [9, -1, 4], expected: 4 },
    { values: [5, 5, 5, 5, 5, 5, 5, 5, 5], expected: 5 },
    { values: [1, 0, 0, 0, 0, 0, 0, 0, 0, 1], expected: 0 },
  ])('of $values is $expected', ({ values, expected }) => {
    expect(takeMedian(values)).toBe(expected);
  });

  it.each([7, 8, 9, 10, 24, 71, 72, 119, 120])('of %i mixed numbers is their middle', (count) => {
    expect(takeMedian(mixed(count))).toBe((count - 1) / 2);
  });
});

it('sortNumbers sorts by size, not as text', () => {
  expect(sortNumbers([10, 9, -1, 100, 9])).toEqual([-1, 9, 9, 10, 100]);
});

it('rounded keeps six digits', () => {
  expect([rounded(1.23456789), rounded(-98_765_432.1), rounded(0)]).toEqual([1.23457, -98_765_400, 0]);
});
