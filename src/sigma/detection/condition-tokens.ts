/** A word, a bracket, or what cannot stand in a condition, with where it begins. */
export interface Token {
  readonly text: string;
  readonly kind: 'word' | 'bracket' | 'other';
  readonly offset: number;
}

const TOKEN = /[A-Za-z0-9_*-]+|[()]|[^\sA-Za-z0-9_*()-]+/g;

/** Splits a condition at white space and brackets. */
export function tokenize(text: string): readonly Token[] {
  return Array.from(text.matchAll(TOKEN), (found) => {
    const [word] = found;
    const bracket = word === '(' || word === ')';
    const kind = bracket ? 'bracket' : /^[A-Za-z0-9_*-]/.test(word) ? 'word' : 'other';
    return { text: word, kind, offset: found.index };
  });
}
