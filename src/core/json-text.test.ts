import { describe, expect, it } from '@jest/globals';
import { parseJson } from './json-text.ts';

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('parseJson', () => {
  it.each([
    ['an object', '{"a":"}{"}', { a: '}{' }],
    ['commas in a text', JSON.stringify([','.repeat(1_100_000)]), [','.repeat(1_100_000)]],
    ['a list a hundred deep', nested(100), JSON.parse(nested(100))],
    ['brackets in a text', JSON.stringify('['.repeat(500)), '['.repeat(500)],
    [
      'escaped quotes before brackets',
      JSON.stringify({ a: `\\"${'{'.repeat(300)}` }),
      { a: `\\"${'{'.repeat(300)}` },
    ],
  ])('parses %s', (_name, text, value) => {
    expect(parseJson(text)).toEqual({ ok: true, value });
  });

  it.each([
    ['a list deeper than a hundred', nested(101), 'nested more than 100 levels deep (limit)'],
    ['a million brackets', '['.repeat(1_000_000), 'nested more than 100 levels deep (limit)'],
    [
      'a million and one values',
      `[${'0,'.repeat(1_000_000)}0]`,
      'more than 1000000 values and one for 16 characters (limit)',
    ],
    ['nothing', '  ', 'empty where JSON was expected'],
    ['a NUL byte', '{"a":"\0"}', 'not JSON: a NUL byte at character 6'],
    ['words', 'secret words', 'not JSON: it does not begin with { or ['],
    ['a cut-off object', '{"a":{"b":1}', 'JSON that is cut off before its end'],
    ['a cut-off text', '{"a":"b', 'JSON that is cut off before its end'],
    ['a wrong word', '{"a":tru}', 'not JSON: a syntax error'],
  ])('refuses %s with a reason of its own', (_name, text, error) => {
    expect(parseJson(text)).toEqual({ ok: false, error });
  });

  it('never quotes the text', () => {
    for (const text of ['{"password":"hunter2"', '{"password":hunter2}', 'hunter2']) {
      expect(JSON.stringify(parseJson(text))).not.toMatch(/hunter|password/);
    }
  });
});
