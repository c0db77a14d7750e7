import { describe, expect, it } from '@jest/globals';
import { byTimeThenKey, EVIDENCE_FIRST, EVIDENCE_NEWEST } from '#core/evidence';
import { type Entry, joinEntries } from '#sigma/correlation/entries';
import { MEMBERS_SHOWN, membersBehind, membersOf } from './members.ts';

/** Events `apart` milliseconds from each other, whose ids do not rise with time. */
const events = (count: number, apart: number): readonly Entry[] =>
  joinEntries(
    Array.from({ length: count }, (_, index) => ({
      ...{ at: 5_000 + index * apart, id: `key-${String((index * 37) % 101).padStart(3, '0')}`, refs: [0] },
    })),
  );

describe('the events behind a firing', () => {
  it.each([
    { name: 'few', entries: events(9, 700) },
    { name: 'many, some of one second', entries: events(80, 300) },
    { name: 'many of one second', entries: events(80, 1) },
    { name: 'many at the ends of seconds', entries: events(40, 999) },
    { name: 'many, apart', entries: events(100, 60_000) },
  ])('are the first and the last as a finding orders them: $name', ({ entries }) => {
    const sorted = entries.flatMap(membersOf).sort(byTimeThenKey);
    const shown =
      sorted.length <= MEMBERS_SHOWN
        ? sorted
        : [...sorted.slice(0, EVIDENCE_FIRST), ...sorted.slice(-EVIDENCE_NEWEST)];
    expect(membersBehind(entries, MEMBERS_SHOWN)).toEqual(shown.map(({ at, key }) => `${at}:${key}`));
  });

  it('are those behind the firings that it counts, each once', () => {
    const firings = events(20, 1_000).map((entry, index) => ({
      ...entry,
      members: [`${index}:first`, `${index}:${entry.id}`, '7:same'],
    }));
    const behind = membersBehind(firings, MEMBERS_SHOWN);
    expect(behind).toHaveLength(MEMBERS_SHOWN);
    expect(new Set(behind).size).toBe(MEMBERS_SHOWN);
    expect(membersBehind(firings, Number.POSITIVE_INFINITY)).toHaveLength(22);
  });
});
