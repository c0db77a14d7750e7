import { fc } from '../support/property.ts';
import type { Call } from './story.ts';

/** Calls close together, at times that often meet the ends of windows, of two users. */
const calls: fc.Arbitrary<readonly Call[]> = fc
  .array(
    fc.record({
      second: fc.oneof(
        fc.integer({ min: 0, max: 40 }).map((n) => n * 30),
        fc.integer({ min: 0, max: 900 }),
      ),
      name: fc.constantFrom('CallOne', 'CallTwo', 'CallThree'),
      user: fc.constantFrom('alice', 'alice', 'bob'),
      value: fc.constantFrom<(number | string | undefined)[]>(0, 1, 2, 5, '2', undefined),
    }),
    { minLength: 1, maxLength: 22 },
  )
  .map((list) => list.map((call, index) => ({ ...call, id: `event-${String(index).padStart(3, '0')}` })));

/** The calls as several writers get them: in any order and batches, some more than once. */
export const deliveries = calls.chain((story) =>
  fc
    .record({
      order: fc.shuffledSubarray([...story], { minLength: story.length }),
      again: fc.subarray([...story]),
      sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 }),
      width: fc.integer({ min: 1, max: 4 }),
      seed: fc.nat(),
    })
    .map(({ order, again, sizes, ...rest }) => ({
      story,
      batches: inBatches([...order, ...again], sizes),
      ...rest,
    })),
);

function inBatches<T>(items: readonly T[], sizes: readonly number[]): readonly (readonly T[])[] {
  const batches: T[][] = [];
  for (let at = 0, turn = 0; at < items.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    batches.push(items.slice(at, at + size));
    at += size;
  }
  return batches;
}
