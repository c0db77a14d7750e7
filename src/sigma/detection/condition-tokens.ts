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

const NO_TYPE = 'value_count, value_sum, value_avg or value_percentile';
const AGGREGATIONS: ReadonlyMap<string, string> = new Map([
  ['count', 'event_count'],
  ['sum', 'value_sum'],
  ['avg', 'value_avg'],
  ['min', NO_TYPE],
  ['max', NO_TYPE],
  ['near', 'temporal'],
]);

/**
 * Recognises the aggregations of Sigma version 1, `selection | count() by user > 5` and `a | near b`.
 *
 * Returns the correlation type that replaces it, or `undefined` when the text has none.
 */
export function deprecatedAggregation(
  text: string,
): { readonly found: string; readonly use: string } | undefined {
  const found = /\|\s*([A-Za-z]+)/.exec(text)?.[1]?.toLowerCase() ?? '';
  const use = AGGREGATIONS.get(found);
  if (use === undefined) return undefined;
  const ofField = found === 'count' && /count\s*\(\s*[^)\s]/i.test(text);
  return { found, use: ofField ? 'value_count' : use };
}
