import { describe, expect, it } from '@jest/globals';
import { loadDetection } from '../detection/detection.ts';
import { neverTrue } from './never-true.ts';

const SINGLE = ['name', 'kind', 'n'];

/** What is said of a detection, as `CODE level`. */
const said = (detection: object): readonly string[] =>
  notes(detection).map(({ code, level }) => `${code} ${level}`);

function notes(detection: object) {
  const loaded = loadDetection(detection);
  if (!loaded.ok) throw new Error(loaded.error.join());
  const context = {
    isSingle: (field: string) => SINGLE.includes(field),
    conditionAt: { line: 9, column: 3 },
  };
  return neverTrue(loaded.value, context);
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
    ['a range', { s: { 'n|gte': 1, 'n|lt': 5 }, condition: 's' }],
    ['a range open above', { s: { 'n|gt': 1, 'n|gte': 5 }, condition: 's' }],
    ['a range of a field that may be a list', { s: { 'm|gt': 5, 'm|lt': 1 }, condition: 's' }],
    ['ranges of two fields', { s: { 'n|gt': 5, 'name|lt': 1 }, condition: 's' }],
    ['a range and a value outside that may be a list', { s: { 'm|gt': 5, m: 1 }, condition: 's' }],
    ['alternatives of ranges', { s: { 'n|gt': [5, 0], 'n|lt': [1, 2] }, condition: 's' }],
    ['a range that must not be', { s: { 'n|gt|neq': 5, 'n|lt': 1 }, condition: 's' }],
    ['one part, with a value not wanted', { s: { name: 'a', 'name|neq': 'b' }, condition: 's' }],
    [
      'another field of the event, which nobody knows',
      { s: { name: 'a', 'name|fieldref': 'kind' }, condition: 's' },
    ],
    ['keywords', { s: ['a', 'b'], t: { name: 'c' }, condition: 's and t' }],
    ['there and not there, of two fields', { s: { 'tags|exists': false, name: 'a' }, condition: 's' }],
    ['not there and not a value', { s: { 'tags|exists': false, 'tags|neq': 'a' }, condition: 's' }],
    ['there and a value', { s: { 'tags|exists': true, tags: 'a' }, condition: 's' }],
    [
      'a value that one filter of two spares',
      { s: { name: 'a' }, f: { name: 'a', kind: 'x' }, condition: 's and not f' },
    ],
    [
      'a value of a selection that is also a filter',
      { s: { name: 'a' }, t: { name: 'b' }, condition: 's and not t or t and not s' },
    ],
    ['a value that is not wanted', { s: { 'name|neq': 'a' }, t: { name: 'b' }, condition: 's and t' }],
    ['a selection of one of a pattern', { s_1: { name: 'a' }, s_2: { name: 'b' }, condition: '1 of s_*' }],
    [
      'coded in one of several ways',
      { s: { 'name|base64offset|contains': 'abc', kind: 'x' }, condition: 's' },
    ],
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
    ['a range that is open below', { s: { 'n|gt': 5, 'n|lte': 5 }, condition: 's' }],
    ['a range that is open above', { s: { 'n|gte': 5, 'n|lt': 5 }, condition: 's' }],
    ['a range turned round', { s: { 'n|gte': 6, 'n|lte': 5 }, condition: 's' }],
    ['a range turned round beside others', { s: { 'name|lt': 9, 'n|lt': 5, 'n|gt': 6 }, condition: 's' }],
    ['a value that is not wanted', { s: { name: 'a', 'name|neq': 'A' }, condition: 's' }],
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

  it('is one of two values, of which the other meets the rest', () => {
    expect(said({ s: { name: ['a', 'b'], 'name|endswith': 'b' }, condition: 's' })).toEqual([
      'LINT_VALUE_WITHOUT_EFFECT warning',
    ]);
  });

  it('is said with what it is, and where', () => {
    const of = (detection: object) => notes({ condition: 's', ...detection });
    const place = { line: 9, column: 3 };
    expect(of({ s: { kind: 'x', name: 'a', 'name|endswith': 'b' } })).toMatchObject([
      { ...place, found: '', message: 'the rule can match no event: what it asks for excludes itself' },
      {
        found: 'name|endswith',
        message: 's can never be true: no single value of name meets all that it asks of that field',
      },
    ]);
    expect(of({ s: { 'name|all': ['a', 'b'] } })[1]).toMatchObject({ found: 'name|all' });
    expect(of({ s: { kind: 'x', 'n|gt': 5, 'n|lt': 5 } })[1]).toMatchObject({
      ...{ found: 'n|lt', message: 's can never be true: no number lies in the range that is asked of n' },
    });
    expect(of({ s: { 'tags|exists': false, tags: 'a' } })[1]).toMatchObject({
      ...{ found: 'tags', message: 's can never be true: tags must not be there, and must have a value' },
    });
    expect(
      of({ s: { name: ['ab', 'b'] }, f: { 'name|startswith': 'a' }, condition: 's and not f' }),
    ).toMatchObject([
      {
        found: '"ab"',
        message: 's: an event whose name is "ab" can never match: another part of the rule excludes it',
      },
    ]);
    expect(of({ condition: 's and not s', s: { name: 'a' } })).toMatchObject([
      { ...place, found: 's', message: 'the condition contradicts itself: it holds for no event' },
    ]);
    expect(of({ condition: 's and t or not s or not t', s: { name: 'a' }, t: { name: 'b' } })).toMatchObject([
      {
        ...place,
        found: 's, t',
        message: 'the condition holds for every event, whatever its selections find',
      },
    ]);
  });

  it('is not looked for in conditions with more selections than are tried', () => {
    const of = (size: number) => {
      const names = Array.from({ length: size }, (_, at) => `s${at}`);
      const searches = Object.fromEntries(names.map((name) => [name, { kind: 'a' }]));
      return said({ ...searches, condition: `(${names.join(' or ')}) and not (${names.join(' or ')})` });
    };
    expect(of(10)).toEqual(['LINT_NEVER_MATCHES error']);
    expect(of(11)).toEqual([]);
  });

  it.each([
    ['1 of s* and not all of them', ['LINT_NEVER_MATCHES error']],
    ['1 of s* or not all of them', ['LINT_MATCHES_ALL warning']],
    ['not (s or not s)', ['LINT_NEVER_MATCHES error']],
    ['s and not s', ['LINT_NEVER_MATCHES error']],
    ['s or not s', ['LINT_MATCHES_ALL warning']],
    ['all of them and not 1 of s*', ['LINT_NEVER_MATCHES error']],
  ])('is seen in the condition alone: %s', (condition, expected) => {
    expect(said({ s: { name: 'a' }, condition })).toEqual(expected);
  });
});
