import { describe, expect, it } from '@jest/globals';
import { didYouMean, nearest } from './suggest.ts';

/** Whether so many insertions, deletions, replacements and swaps of neighbours are enough, tried the plain way. */
function isWithin(edits: number, a: string, b: string): boolean {
  if (edits < 0) return false;
  if (a === '' || b === '') return a.length + b.length <= edits;
  if (isWithin(edits - (a[0] === b[0] ? 0 : 1), a.slice(1), b.slice(1))) return true;
  if (isWithin(edits - 1, a.slice(1), b) || isWithin(edits - 1, a, b.slice(1))) return true;
  const isSwap = a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0];
  return isSwap && isWithin(edits - 1, a.slice(2), b.slice(2));
}

const wordsOf = (letters: readonly string[], length: number): readonly string[] =>
  length === 0 ? [''] : wordsOf(letters, length - 1).flatMap((word) => letters.map((one) => word + one));

describe('nearest', () => {
  it.each([
    { name: 'short words, one edit away', words: wordsOf(['a', 'b', 'c'], 3), lengths: [2, 3, 4], most: 1 },
    { name: 'longer words, two edits away', words: wordsOf(['a', 'b'], 5), lengths: [4, 5, 7], most: 2 },
  ])('finds what a plain count of edits finds: $name', ({ words, lengths, most }) => {
    const letters = [...new Set(words.join(''))];
    const candidates = lengths.flatMap((length) => wordsOf(letters, length));
    const odd = words.flatMap((word) =>
      candidates.filter(
        (candidate) => (nearest(word, [candidate]) === candidate) !== isWithin(most, word, candidate),
      ),
    );
    expect(odd).toEqual([]);
  });

  it.each([
    { word: 'hihg', candidates: ['low', 'high', 'hint'], found: 'high' },
    { word: 'HIGH', candidates: ['hint', 'sigh', 'High'], found: 'High' },
    { word: 'cat', candidates: ['car', 'can'], found: 'car' },
    { word: 'ab', candidates: ['ac', 'b'], found: undefined },
    { word: 'ab', candidates: ['AB'], found: 'AB' },
    { word: '', candidates: ['a', ''], found: undefined },
    { word: 'abc', candidates: [], found: undefined },
  ])('of $candidates finds $found for $word', ({ word, candidates, found }) => {
    expect(nearest(word, candidates)).toBe(found);
  });
});

describe('didYouMean', () => {
  it.each([
    ['hihg', '; did you mean high?'],
    ['nothing like it', ''],
  ])('writes for %j %j', (word, hint) => expect(didYouMean(word, ['high', 'low'])).toBe(hint));
});
