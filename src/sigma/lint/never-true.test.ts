import { describe, expect, it } from '@jest/globals';
import { loadDetection } from '../detection/detection.ts';
import { neverTrue } from './never-true.ts';

const SINGLE = ['name', 'kind', 'n'];

/** What is said of a detection, as `CODE level`. */
function said(detection: object): readonly string[] {
  const loaded = loadDetection(detection);
  if (!loaded.ok) throw new Error(loaded.error.join());
  const context = {
    isSingle: (field: string) => SINGLE.includes(field),
    conditionAt: { line: 9, column: 3 },
  };
  return neverTrue(loaded.value, context).map(({ code, level }) => `${code} ${level}`);
}

describe('what can never be true', () => {
  it.each([
    ['one value of a single field', { s: { name: 'a' }, condition: 's' }],
    ['a value and a part of it', { s: { name: 'abc', 'name|contains': 'B' }, condition: 's' }],
    ['two values, of a field that may be a list', { s: { tags: 'a', 'tags|contains': 'z' }, condition: 's' }],
    ['a value in another letter case', { s: { name: 'abc', 'name|cased': 'ABC' }, condition: 's' }],
    ['an expression, whose meaning is left open', { s: { name: 'abc', 'name|re': 'x' }, condition: 's' }],
    ['a range with room', { s: { 'n|gte': 1, 'n|lte': 1 }, condition: 's' }],
    [
      'a filter that takes some of the pattern away',
      { s: { 'name|startswith': 'a' }, f: { name: 'ab' }, condition: 's and not f' },
    ],
    ['a filter of another field', { s: { name: 'a' }, f: { kind: 'b' }, condition: 's and not f' }],
    ['alternatives', { s: { name: 'a' }, t: { name: 'b' }, condition: 's or t' }],
    ['absence alone', { s: { 'name|exists': false, kind: 'a' }, condition: 's' }],
    ['null, which absence meets', { s: { 'name|exists': false, name: null }, condition: 's' }],
    [
      'a selection both wanted and unwanted',
      { s: { name: 'a' }, t: { kind: 'b' }, condition: '(s and t) or (not s and not t)' },
    ],
  ])('is not %s', (_name, detection) => {
    expect(said(detection)).toEqual([]);
  });

  it.each([
    [
      'two values of a single field',
      { s: { name: 'a', 'name|cased': 'a', 'name|endswith': 'b' }, condition: 's' },
    ],
    ['all of two values', { s: { 'name|all': ['a', 'b'] }, condition: 's' }],
    ['a value without a part of it', { s: { name: ['abc', 'abd'], 'name|contains': 'z' }, condition: 's' }],
    ['there and not there', { s: { 'tags|exists': false, tags: 'a' }, condition: 's' }],
    ['an empty range', { s: { 'n|gt': 5, 'n|lt': 5 }, condition: 's' }],
  ])('is %s', (_name, detection) => {
    expect(said(detection)).toEqual(['LINT_NEVER_MATCHES error', 'LINT_NEVER_TRUE error']);
  });

  it('is a warning where the rest of the rule still matches', () => {
    const s = { name: 'a', 'name|endswith': 'b' };
    expect(said({ s, t: { kind: 'x' }, condition: 't and not s' })).toEqual(['LINT_NEVER_TRUE warning']);
    expect(said({ s, t: { kind: 'x' }, condition: 's or t' })).toEqual(['LINT_NEVER_TRUE error']);
  });

  it('is a value that another selection excludes', () => {
    const f = { 'name|startswith': 'a' };
    expect(said({ s: { name: ['ab', 'b'] }, f, condition: 's and not f' })).toEqual([
      'LINT_VALUE_WITHOUT_EFFECT warning',
    ]);
    expect(said({ s: { name: 'ab' }, f, condition: 's and not f' })).toEqual([
      'LINT_NEVER_MATCHES error',
      'LINT_VALUE_WITHOUT_EFFECT error',
    ]);
    expect(said({ s: { name: 'a' }, t: { name: ['a', 'b'] }, condition: 's and t' })).toEqual([
      'LINT_VALUE_WITHOUT_EFFECT warning',
    ]);
  });

  it.each([
    ['s and not s', ['LINT_NEVER_MATCHES error']],
    ['s or not s', ['LINT_MATCHES_ALL warning']],
    ['all of them and not 1 of s*', ['LINT_NEVER_MATCHES error']],
  ])('is seen in the condition alone: %s', (condition, expected) => {
    expect(said({ s: { name: 'a' }, condition })).toEqual(expected);
  });
});
