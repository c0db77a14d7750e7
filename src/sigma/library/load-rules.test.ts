import { describe, expect, it } from '@jest/globals';
import { loadRules } from './load-rules.ts';

const text = 'title: T\nlogsource: { product: aws }\ndetection: { a: { b: c }, condition: a }\n';
const sound = { file: 'a.yml', text };

describe('loadRules, for callers without types', () => {
  it.each<readonly [string, unknown, string]>([
    [
      'a text that was not there',
      [sound, { file: 'b.yml', text: undefined }],
      'rules[1].text ("b.yml"): expected a string, the YAML of a rule file, found nothing',
    ],
    ['a text that is null', [{ file: 'b.yml', text: null }], 'found null'],
    ['a number', [{ file: 'b.yml', text: 7 }], 'found number 7'],
    ['a parsed rule', [{ file: 'b.yml', text: { title: 'T' } }], 'YAML of a rule file, found an object'],
    [
      'bytes',
      [{ file: 'b.yml', text: new TextEncoder().encode(text) }],
      'found an object of bytes: decode it to a string first',
    ],
    ['no name', [{ text }], 'rules[0].file: expected a string, the name that messages give, found nothing'],
    ['bare texts', ['title: T'], 'rules[0]: expected an object { file, text }, found "title: T"'],
    ['a gap', [undefined], 'rules[0]: expected an object { file, text }, found nothing'],
    ['one file alone', sound, 'the rules: expected a list of { file, text }, found an object'],
    ['a text alone', 'title: T', 'the rules: expected a list of { file, text }, found "title: T"'],
    ['nothing', undefined, 'the rules: expected a list of { file, text }, found nothing'],
  ])('says of %s what was found and what is expected', (_name, texts, message) => {
    const load = (): unknown => loadRules(texts as Parameters<typeof loadRules>[0]);
    expect(load).toThrow(TypeError);
    expect(load).toThrow(/^loadRules: /);
    expect(load).toThrow(message);
  });

  it('loads what is in order, empty texts too, with the options that it is given', () => {
    expect(loadRules([sound, { file: 'empty.yml', text: '' }]).rules).toHaveLength(1);
    const expand = text.replace('{ b: c }', "{ b|expand: '%x%' }");
    const placeholders = { x: ['y'] };
    expect(loadRules([{ file: 'a.yml', text: expand }], { placeholders }).rules).toHaveLength(1);
    expect(loadRules([{ file: 'a.yml', text: expand }]).rules).toHaveLength(0);
  });
});
