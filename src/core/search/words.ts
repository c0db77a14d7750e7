/**
 * A word as servers cut texts by default (Unicode Standard Annex 29, word boundaries, in short): letters, digits and `_`,
 * held together by `.`, `:` and apostrophes between letters and by `.`, `,` and `;` between digits.
 */
const WORD =
  /[\p{L}\p{N}\p{M}_]+(?:(?:(?<=\p{L})[.:'’·](?=\p{L})|(?<=\p{N})[.,;'](?=\p{N}))[\p{L}\p{N}\p{M}_]+)*/gu;

/** The words of a text, lower case, in order. */
export const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(WORD) ?? [];

/** Whether `phrase` is in `words`, one word right after the other. */
export function hasPhrase(words: readonly string[], phrase: readonly string[]): boolean {
  for (let start = 0; start + phrase.length <= words.length; start += 1) {
    if (phrase.every((word, index) => words[start + index] === word)) return true;
  }
  return false;
}
