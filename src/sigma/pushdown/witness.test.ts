import { describe, expect, it } from '@jest/globals';
import { loadDetection } from '../detection/detection.ts';
import type { SigmaRule } from '../rule.ts';
import { requiredParts, witnessOf } from './witness.ts';

function ruleOf(detection: unknown): SigmaRule {
  const loaded = loadDetection(detection);
  if (!loaded.ok) throw new Error(loaded.error.join('\n'));
  const lists = { tags: [], references: [], falsepositives: [], fields: [], scope: [], related: [] };
  return {
    file: 'a.yml',
    line: 1,
    title: 'a',
    ...lists,
    logsource: {},
    detection: loaded.value,
    custom: {},
    key: 'sample',
    filters: [],
    silent: false,
  };
}

describe('requiredParts', () => {
  it.each([
    [{ 'f|contains': ['Kali', 'b'] }, ['b', 'kali']],
    [{ 'f|startswith': 'AKIA' }, ['akia']],
    [{ 'f|endswith': '/0' }, ['/0']],
    [{ f: 'one*longer?x' }, ['longer']],
    [{ f: 'Whole' }, ['whole']],
    [{ f: ['a*', 'Whole'] }, ['a', 'whole']],
    [{ 'f|contains|all': ['a', 'b'] }, ['a']],
    [{ f: '*' }, undefined],
    [{ f: ['a*', '*'] }, undefined],
    [{ 'f|re': 'a.*' }, ['a']],
    [{ 'f|re': 'long.?b|Kali' }, ['kali', 'long']],
    [{ 'f|re': '.+' }, undefined],
    [{ 'f|exists': true }, undefined],
    [{ f: 443 }, ['443']],
    [{ f: 'twin*same' }, ['twin']],
    [{ 'f|cidr': '10.0.0.0/8' }, undefined],
  ])('of %j', (search, expected) => {
    const parts = requiredParts(ruleOf({ a: search, condition: 'a' }), 'f');
    expect(parts && [...parts].sort()).toEqual(expected);
  });
});

describe('witnessOf', () => {
  const found = (detection: object): unknown => {
    const witness = witnessOf(ruleOf(detection));
    return witness && `${witness.field} ${witness.position} ${[...witness.texts].sort()}`;
  };

  it.each([
    [{ a: { eventSource: 's', eventName: ['X', 'Y'] }, condition: 'a' }, 'eventName whole x,y'],
    [{ a: { eventSource: 's', 'eventName|contains': 'X' }, condition: 'a' }, 'eventSource whole s'],
    [{ a: { 'eventName|contains': 'X' }, b: { c: 1 }, condition: 'a and not b' }, 'eventName within x'],
    [{ a: { 'u.t': 'Root' }, b: { 'u.t': 'AWS' }, condition: '1 of *' }, 'u.t whole aws,root'],
    [{ a: { 'x|re': '^y' }, condition: 'a' }, 'x within y'],
    [{ a: { 'x|re': '[y]' }, condition: 'a' }, undefined],
    [{ a: { x: 'y' }, b: { z: 'y' }, condition: 'a or b' }, undefined],
    [{ a: ['keyword'], condition: 'a' }, undefined],
    [{ a: { x: 443 }, condition: 'a' }, 'x whole 443'],
    [{ a: { x: [443, 'Y'] }, condition: 'a' }, 'x whole 443,y'],
    [
      { a: { x: '12345678901234567890' }, condition: 'a' },
      'x whole 12345678901234567000,12345678901234567890',
    ],
    [{ a: { x: 443 }, b: { x: null }, condition: 'a or b' }, undefined],
    [{ a: { x: 'y' }, condition: 'not a' }, undefined],
  ])('of %j', (detection, expected) => expect(found(detection)).toBe(expected));
});
