import { describe, expect, it } from '@jest/globals';
import { fc } from '../../../test/support/property.ts';
import type { Condition } from '../detection-ast.ts';
import { targetNames, usedNames } from './condition-names.ts';
import { parseCondition, printCondition } from './condition-parser.ts';

const name = fc.constantFrom(
  'a',
  'sel_1',
  'not_admin',
  'or1',
  'all_logs',
  '1',
  'all',
  'any',
  'them',
  'x-y',
  '_z',
  'of_',
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    name.map((one): Condition => ({ op: 'search', name: one })),
    fc.record({
      op: fc.constant('of' as const),
      quantity: fc.constantFrom('one' as const, 'all' as const),
      target: fc.constantFrom('them', 'sel_*', '*', 'a', '*x*y'),
    }),
    tie('condition').map((of): Condition => ({ op: 'not', of })),
    fc.record({
      op: fc.constantFrom('and' as const, 'or' as const),
      of: fc.array(tie('condition'), { minLength: 2, maxLength: 3 }),
    }),
  ),
}));

describe('parseCondition', () => {
  it('reads back what was printed', () => {
    fc.assert(
      fc.property(condition, (one) => expect(parseCondition(printCondition(one))).toEqual(one)),
      { numRuns: Number(process.env.FC_RUNS ?? 1000) },
    );
  });

  it.each([
    ['a or b and c', 'a or (b and c)'],
    ['not a and b', 'not a and b'],
    ['not (a and b)', 'not (a and b)'],
    ['a and b or c and d', '(a and b) or (c and d)'],
    ['not not a', 'not not a'],
    ['any of sel*', '1 of sel*'],
    ['1 of a and not 1 of b*', '1 of a and not 1 of b*'],
    ['a\n  and\r\n\tb', 'a and b'],
    ['((a))', 'a'],
    ['(a)and(b)', 'a and b'],
    ['all', 'all'],
  ])('%j is %s', (given, expected) => expect(printCondition(parseCondition(given))).toBe(expected));

  it.each([
    ['', 'empty'],
    ['and a', 'and stands where a name'],
    ['a and', 'missing behind and'],
    ['a b', '"b" stands behind "a" without "and" or "or" between them'],
    ['(a', 'closing bracket is missing'],
    ['a)', 'no opening'],
    ['()', 'where a name'],
    ['a AND b', 'lower case'],
    ['2 of a*', '2 of is not allowed'],
    ['constructor of a', 'not allowed'],
    ['1 of', 'missing behind 1 of'],
    ['1 of and', 'missing behind 1 of'],
    ['a*', '1 of'],
    ['a && b', '&& is not allowed; write and'],
    ['a || b', '|| is not allowed; write or'],
    ['a and !b', '! is not allowed; write not'],
    ['a | b', '| is not allowed; names are made of letters, digits, _ and -'],
    ['sel.a', '. is not allowed; names'],
    ['a and “b”', '“ is not allowed; names'],
  ])('refuses %j: %s', (given, reason) => expect(() => parseCondition(given)).toThrow(reason));

  it.each(['(', 'not '])('refuses 50,000 times %j', (opening) => {
    expect(() => parseCondition(`${opening.repeat(50_000)}a`)).toThrow('nested deeper');
  });

  it('takes long flat conditions', () => {
    const many = Array.from({ length: 5000 }, (_, number) => `s${number}`).join(' or ');
    expect(parseCondition(many)).toMatchObject({ op: 'or' });
  });
});

describe('targetNames', () => {
  const names = ['sel_a', 'sel_b', '_sel_c', 'filter', 'SEL_d'];
  it.each([
    ['them', ['sel_a', 'sel_b', 'filter', 'SEL_d']],
    ['sel_*', ['sel_a', 'sel_b']],
    ['*sel*', ['sel_a', 'sel_b']],
    ['_*', ['_sel_c']],
    ['*_*b', ['sel_b']],
    ['s*l*_*a', ['sel_a']],
    ['filter', ['filter']],
    ['filter*r', []],
    ['*', ['sel_a', 'sel_b', 'filter', 'SEL_d']],
  ])('%s reaches %j', (target, expected) => expect(targetNames(target, names)).toEqual(expected));

  it('knows which searches a condition uses', () => {
    expect(usedNames(parseCondition('1 of sel_* and not (filter or filter)'), names)).toEqual([
      'sel_a',
      'sel_b',
      'filter',
      'filter',
    ]);
  });
});
