import { describe, expect, it } from '@jest/globals';
import { grouped } from './grouped.ts';

const groupsOf = (...texts: readonly string[]) =>
  grouped(texts, (text) => text.length, { items: 3, bytes: 5 });

describe('grouped', () => {
  it.each([
    { name: 'nothing', texts: [], groups: [] },
    { name: 'as many as may be', texts: ['a', 'b', 'c', 'd'], groups: [['a', 'b', 'c'], ['d']] },
    { name: 'as much as may be', texts: ['aaa', 'bb', 'c'], groups: [['aaa', 'bb'], ['c']] },
    { name: 'too large alone', texts: ['a', 'bbbbbb', 'c'], groups: [['a'], ['bbbbbb'], ['c']] },
  ])('puts neighbours together: $name', ({ texts, groups }) => {
    expect(groupsOf(...texts)).toEqual(groups);
  });
});
