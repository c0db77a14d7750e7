/** Says what is wrong with an operator in capitals. */
export const shoutedText = (found: string): string =>
  `operators are in lower case: write ${found.toLowerCase()} for ${found}`;

/** Operators of other languages. */
export const WORDS: ReadonlyMap<string, string> = new Map([
  ['&', 'and'],
  ['&&', 'and'],
  ['||', 'or'],
  ['!', 'not'],
]);

/** Says what is wrong with something that is no name. */
export function otherText(found: string): string {
  const word = WORDS.get(found);
  const instead = word === undefined ? 'names are made of letters, digits, _ and -' : `write ${word}`;
  return `${found} is not allowed; ${instead}`;
}

/** Whether a word is an operator, but for its capitals. */
export const isShouted = (word: string): boolean =>
  word !== word.toLowerCase() && ['and', 'or', 'not', 'of', 'all', 'any'].includes(word.toLowerCase());
