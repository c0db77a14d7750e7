import { describe, expect, it } from '@jest/globals';
import { shown } from './problems.ts';

describe('shown', () => {
  it.each([
    ['quotes', 'a "b" \\', '"a \\"b\\" \\\\"'],
    ['leaves 80 characters whole', 'x'.repeat(80), `"${'x'.repeat(80)}"`],
    ['cuts what is longer', `${'x'.repeat(80)}yz`, `"${'x'.repeat(80)}…"`],
    ['escapes control characters', '\n\u001b\u007f\u0085', '"\\n\\u001b\\u007f\\u0085"'],
    ['escapes line ends and changes of direction', '\u2028\u202e\u2066', '"\\u2028\\u202e\\u2066"'],
    ['leaves letters of all scripts', 'é日😀', '"é日😀"'],
  ])('%s', (_, text, expected) => expect(shown(text)).toBe(expected));
});
