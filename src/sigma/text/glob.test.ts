import { expect, it } from '@jest/globals';
import { parsePattern } from './pattern.ts';
import { compilePattern } from './wildcard.ts';

it.each<readonly [string, readonly string[], readonly string[]]>([
  ['*?*', ['a', 'ab', '😀', '\ud83d'], ['']],
  ['a*??*b', ['axyb', 'axxxb', 'a😀😁b'], ['ab', 'axb', 'a😀b']],
  ['*?*?', ['ab', '😀😁'], ['', 'a', '😀']],
  ['*a?b*c', ['axbc', 'aaxbyc', 'a😀bc'], ['abc', 'axb', 'axbcd']],
  ['*?a*b', ['xab', '😀ab', 'aab'], ['ab', 'xa']],
  ['x*ab?ab*y', ['xab-aby', 'xababxaby', 'xabab-aby'], ['xababy', 'xab-ay', 'ab-ab']],
  ['a*bc*cd*d', ['abccdd', 'abc-cd-d'], ['abcdd', 'abccd', 'acdbcd']],
  ['?a', ['xa', '😀a'], ['a', 'xxa', '\ud83d\ude00\ude00a']],
  ['*?😀', ['a😀', '😀😀'], ['😀']],
  ['É*?*é', ['éxÉ', 'ÉÉÉ'], ['éÉ']],
])('%s matches %j, and not %j', (written, matching, others) => {
  const matches = compilePattern(parsePattern(written), false);
  expect([...matching, ...others].filter((one) => matches(one))).toEqual(matching);
});
