import { describe, expect, it } from '@jest/globals';
import { RE2JS } from 're2js';
import { costOf } from './bit-cost.ts';
import type { Program } from './bit-program.ts';
import { bitRegex } from './bit-regex.ts';

const programOf = (source: string): Program =>
  (RE2JS.compile(source).re2() as unknown as { prog: Program }).prog;
const a = (times: number): string => 'a'.repeat(times);
const b = (times: number): string => 'b'.repeat(times);

describe('an expression, place by place', () => {
  it.each<readonly [string, readonly string[], readonly string[]]>([
    ['', ['', 'a'], []],
    ['^$', [''], ['a', '\n']],
    ['(?m)^$', ['', '\n', 'a\n', 'a\n\nb'], ['a', 'a\nb']],
    ['$a', [], ['', 'a', 'a\n']],
    ['(?m)a$\\nb', ['a\nb'], ['ab', 'a\r\nb']],
    ['(?m)^b', ['b', 'a\nb'], ['ab', 'a\rb']],
    ['^b', ['b'], ['a\nb', 'ab']],
    ['a$', ['a', 'ba'], ['a\n', 'ab']],
    ['\\bab\\b', ['ab', '-ab-', 'é ab', 'éab', 'x\nab'], ['_ab', 'ab0', '9ab', 'abZ', 'Aab', 'abz', 'aba']],
    ['\\B', ['', 'ab', '-', 'a--'], ['a', 'a-b']],
    ['a.\\b', ['ab', 'a-b'], ['a', 'a--']],
    ['(?s)a.b', ['a\nb', 'a😀b'], ['ab', 'a\n\nb']],
    ['a.b', ['axb', 'a😀b', 'a\ud83db', 'a\rb'], ['a\nb', 'ab']],
    ['a|b|c$', ['a', 'b', 'xc'], ['c-']],
    ['(?:a.{30}|b)c', [`a${b(30)}c`, 'bc', `xa${a(30)}c`], [`a${a(29)}c`, 'ac']],
    ['^(?:ab){30}$', ['ab'.repeat(30)], ['ab'.repeat(29), 'ab'.repeat(31), `${'ab'.repeat(29)}aa`]],
  ])('%s: found in %j, and not in %j', (source, found, missed) => {
    const matches = bitRegex(programOf(source));
    expect([...found, ...missed].filter((text) => matches(text))).toEqual(found);
  });

  // More places than a table of bytes is made for: 150 are five words.
  it.each<readonly [string, readonly string[], readonly string[]]>([
    ['a.{200}c', [`a${b(200)}c`, `a${b(3)}a${b(200)}c`], [`a${b(199)}c`, `a${b(201)}c`, `a${b(200)}`]],
    ['^a{150,170}$', [a(150), a(160), a(170)], ['', a(149), a(171), `${a(149)}b`, `b${a(150)}`]],
    [
      '(?:a{150}b)+c',
      [`${a(150)}bc`, `${a(150)}b${a(150)}bc`, `-${a(151)}bc`],
      [`${a(149)}bc`, `${a(150)}b${a(149)}bc`],
    ],
    [
      '^(?:x(?:a{150}|b{10}))*y$',
      ['y', `x${a(150)}y`, `x${b(10)}y`, `x${b(10)}x${a(150)}x${b(10)}y`],
      ['xy', `x${a(10)}y`, `x${b(150)}y`, `x${a(150)}x${a(149)}y`, `${a(150)}y`],
    ],
    [
      '(?:a{70}|b{70}|c{70})x',
      [`${a(70)}x`, `${b(70)}x`, `${'c'.repeat(70)}x`],
      [`${a(69)}x`, `${a(35)}${b(35)}x`, `${'c'.repeat(69)}x`],
    ],
    [
      '(?:a{60}|b{61}|c{62})$',
      [a(60), b(61), 'c'.repeat(62)],
      [a(59), b(60), 'c'.repeat(61), `${a(60)}-`, `${b(61)}\n`],
    ],
    ['\\ba{150}\\b', [a(150), `é${a(150)}-`, `a ${a(150)}\n`], [a(151), `_${a(150)}`, `${a(150)}0`, a(149)]],
    ['(?m)^a{150}$', [a(150), `b\n${a(150)}\nb`], [a(151), `b${a(150)}\n`, `${a(150)}\r\n`]],
    ['😀{150}b', [`${'😀'.repeat(151)}b`], [`${'😀'.repeat(149)}b`, `${'\ud83d'.repeat(150)}b`]],
    ['a?b{0,150}$', ['', a(3), b(200), '-'], []],
    [
      '^(?:a?b){80}$',
      [b(80), 'ab'.repeat(80), `${b(40)}${'ab'.repeat(40)}`],
      [b(79), b(81), `${b(79)}a`, 'ab'.repeat(79)],
    ],
    [
      '^(?:[ab]{0,80}c){2}$',
      ['cc', `${b(80)}c${a(80)}c`, `c${a(80)}c`],
      ['c', 'ccc', `${b(81)}cc`, `c${a(81)}c`, `${b(80)}c${a(80)}`],
    ],
  ])('%s, of many places: found in %j, and not in %j', (source, found, missed) => {
    const matches = bitRegex(programOf(source));
    const texts = [...found, ...missed];
    expect(texts.filter((text) => matches(text))).toEqual(found);
    expect(texts.toReversed().filter((text) => matches(text))).toEqual(found.toReversed());
    // What was begun in vain leaves nothing behind.
    expect(texts.filter((text) => matches(`${text}\n-${text}`))).toEqual(
      texts.filter((text) => RE2JS.compile(source).test(`${text}\n-${text}`)),
    );
  });

  it.each([
    ['ab', 24],
    ['a{33}', 36],
    ['[ab]{128}', 84],
    ['.{1000}', 68],
    ['a{129}', 27.5],
  ])('%s costs %d at most', (source, cost) => expect(costOf(programOf(source))).toBe(cost));

  it('costs most where the character that most places take is met', () => {
    expect(costOf(programOf('(?:a.?){80}'))).toBeGreaterThan(2 * costOf(programOf('(?:a.){80}')));
    expect(costOf(programOf('(?:é😀?){80}'))).toBeGreaterThan(2 * costOf(programOf('(?:é😀){80}')));
  });
});
