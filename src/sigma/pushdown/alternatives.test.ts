import { describe, expect, it } from '@jest/globals';
import { loadRules } from '../load/load.ts';
import { printPattern } from '../text/pattern.ts';
import { alternativesOf } from './alternatives.ts';
import { mustHold } from './must-hold.ts';
import type { ValueNeed } from './need.ts';

const valueText = (need: ValueNeed): string => {
  if (need.kind === 'text') return printPattern(need.pattern);
  if (need.kind === 'exists') return `${need.present ? '+' : '-'}${need.for ?? ''}`;
  return need.kind === 'null' ? 'null' : need.kind === 'cidr' ? need.network : need.text;
};
/** `field=value,value & field=…` for each alternative; the reason where nothing is known. */
const needsOf = (detection: string, filter = ''): string | readonly string[] => {
  const text = `title: T\nname: t\nlogsource: { product: aws }\ndetection: ${detection}\n${filter}`;
  const [rule] = loadRules([{ file: 'a.yml', text }]).rules;
  if (!rule) throw new Error('the rule does not load');
  const found = alternativesOf(mustHold(rule));
  if (found.open) return found.why;
  return found.any.map((fields) =>
    fields.map(({ field, anyOf }) => `${field}=${anyOf.map(valueText)}`).join(' & '),
  );
};

describe('what must hold', () => {
  it.each<[string, string | readonly string[]]>([
    ['{ a: { x: [A, b*] }, condition: a }', ['x=A,b*']],
    ['{ a: { x: A, y: B }, condition: a }', ['x=A & y=B']],
    ['{ a: { x|contains|all: [A, B] }, condition: a }', ['x=*A* & x=*B*']],
    ['{ a: { x: A }, b: { x: B }, condition: a or b }', ['x=A,B']],
    ['{ a: { x: A }, b: { y: B }, condition: 1 of them }', ['x=A', 'y=B']],
    ['{ a: [{ x: A }, { y: B }], b: { z: C }, condition: all of them }', ['z=C & x=A', 'z=C & y=B']],
    ['{ a: { x: A }, b: { y: B }, condition: a and not b }', ['x=A']],
    ['{ a: { x: A }, b: { y|exists: true }, condition: a and not b }', ['x=A & y=-']],
    ['{ a: { x: A }, b: { y: null }, condition: a and not b }', ['x=A & y=+']],
    ['{ a: { x: A }, b: { y|exists: false, z: null }, condition: a and not b }', ['x=A & y=+', 'x=A & z=+']],
    ['{ a: { x: A }, condition: not (not a) }', ['x=A']],
    ['{ a: { x|neq: A }, condition: not a }', ['x=A']],
    ['{ a: { x|neq: A }, condition: a }', 'negation'],
    ['{ a: { x: A }, condition: not a }', 'negation'],
    ['{ a: { x: A }, b: [word], condition: a or b }', 'keywords'],
    ['{ a: { x: A }, b: [word], condition: a and b }', ['x=A']],
    ["{ a: { x: '*' }, condition: a }", ['x=+anything']],
    ["{ a: { x: '' }, condition: a }", ['x=']],
    ["{ a: { x|re: '[ab]' }, condition: a }", ['x=+regex']],
    ['{ a: { x|hour: 9 }, condition: a }', ['x=+time']],
    ['{ a: { x: 443 }, condition: a }', ['x=443']],
    ['{ a: [word], b: { x: A }, condition: b and not a }', ['x=A']],
    ['{ a: [word], condition: not a }', 'negation'],
    ['{ a: { x: A, y: B, z: C }, b: { x: D }, condition: a and b }', ['x=A & y=B & z=C & x=D']],
    ['{ a: [{ x: A }, { y: B }], b: { y: C }, condition: a or b }', ['x=A', 'y=B,C']],
    ['{ a: { x|fieldref: y }, condition: a }', ['x=+fieldref']],
    ['{ a: { x: null }, condition: a }', ['x=null']],
    ['{ a: { x|cidr: 10.0.0.0/8, y|gt: 5 }, condition: a }', ['x=10.0.0.0/8 & y=5']],
  ])('of %s', (detection, expected) => expect(needsOf(detection)).toEqual(expected));

  it('has what filters ask for, each with searches of its own', () => {
    const filter =
      '---\ntitle: F\nlogsource: { product: aws }\nfilter: { rules: [t], a: { y: B }, condition: a }\n';
    expect(needsOf('{ a: { x: A }, condition: a }', filter)).toEqual(['x=A & y=B']);
    expect(
      needsOf('{ a: { x: A }, condition: a }', filter.replace('condition: a', 'condition: not a')),
    ).toEqual(['x=A']);
  });

  it('asks for less where the alternatives would be very many', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
    const searches = names.map((name) => `${name}: [{ ${name}1: A }, { ${name}2: B }]`);
    const found = needsOf(`{ ${searches.join(', ')}, condition: all of them }`);
    expect(found).toHaveLength(128);
  });

  it('keeps all alternatives where there is nothing to combine them with, however many', () => {
    const searches = Array.from({ length: 200 }, (_, index) => `{ x${index}: A }`);
    expect(needsOf(`{ a: [${searches}], condition: a }`)).toHaveLength(200);
    expect(needsOf(`{ a: [${searches}], b: [${searches}], condition: a and b }`)).toHaveLength(200);
    expect(needsOf(`{ a: [${searches}], b: { y: A }, condition: a and b }`)).toEqual(['y=A']);
  });
});
