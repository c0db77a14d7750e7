import { expect, it } from '@jest/globals';
import { learnStep } from './sampling-step.ts';

const learnt = (distances: readonly number[]): number => {
  const step = { ms: 0, votes: 0 };
  for (const each of distances) learnStep(step, each);
  return step.ms;
};
const times = (count: number, distance: number): number[] => Array.from({ length: count }, () => distance);

it.each([
  { name: 'all alike', distances: times(5, 300), expected: 300 },
  { name: 'a gap changes nothing', distances: [...times(5, 300), 86_400, 300], expected: 300 },
  { name: 'seconds of delay are no other interval', distances: [300, 301, 299, 305, 296], expected: 300 },
  { name: 'a first gap is forgotten', distances: [9000, ...times(5, 60)], expected: 60 },
  { name: 'another interval for long', distances: [...times(10, 300), ...times(20, 60)], expected: 60 },
])('learns the interval: $name', ({ distances, expected }) => {
  expect(learnt(distances)).toBe(expected);
});
