import { describe, expect, it } from '@jest/globals';
import { buildEngine } from '../match/engine.ts';
import { loadRules } from './load.ts';

const rule = (name: string, logsource: string, detection = 'sel: {x: 1}, condition: sel'): string =>
  `title: ${name}\nname: ${name}\nlogsource: {${logsource}}\ndetection: {${detection}}\n`;
const filter = (body: string, logsource = 'product: aws'): string =>
  `title: a filter\nlogsource: {${logsource}}\nfilter: {${body}}\n`;
const load = (...documents: readonly string[]) =>
  loadRules([{ file: 'a.yml', text: documents.join('---\n') }]);
const matched = (event: object, ...documents: readonly string[]): readonly string[] => {
  const loaded = load(...documents);
  expect(loaded.documents.filter(({ state }) => state !== 'loaded')).toEqual([]);
  return buildEngine(loaded.rules)
    .match(event)
    .map(({ title }) => title);
};
const noticesOf = (...documents: readonly string[]): string =>
  load(...documents)
    .documents.flatMap(({ notices }) => notices)
    .join('\n');

const ONE = rule('one', 'product: aws, service: cloudtrail');
const TWO = rule('two', 'product: aws');
const OTHER = rule('other', 'category: process_creation, product: windows');

describe('a filter', () => {
  it('is ANDed as it is to the rules that it names', () => {
    const excluding = filter('rules: [one], sel: {user: backup}, condition: not sel');
    expect(matched({ x: 1 }, ONE, TWO, excluding)).toEqual(['one', 'two']);
    expect(matched({ x: 1, user: 'Backup' }, ONE, TWO, excluding)).toEqual(['two']);
    const demanding = filter('rules: [one], sel: {user: backup}, condition: sel');
    expect(matched({ x: 1, user: 'root' }, ONE, demanding)).toEqual([]);
    expect(matched({ x: 1, user: 'backup' }, ONE, demanding)).toEqual(['one']);
  });

  it('may stand before its rules and in another file', () => {
    const { rules } = loadRules([
      { file: 'f.yml', text: filter('rules: [one], sel: {x: "*"}, condition: not sel') },
      { file: 'r.yml', text: ONE },
    ]);
    expect(buildEngine(rules).match({ x: 1 })).toEqual([]);
  });

  it.each([
    ['product: aws', ['other']],
    ['product: AWS', ['other']],
    ['product: aws, service: CloudTrail', ['two', 'other']],
    ['product: aws, service: vpcflow', ['one', 'two', 'other']],
    ['category: process_creation', ['one', 'two']],
    ['product: aws, definition: any text, custom: 5', ['other']],
  ])(
    'with rules any and %s leaves %j alone: it may be wider than its rules, not narrower',
    (logsource, left) => {
      const all = filter('rules: any, sel: {x: 1}, condition: not sel', logsource);
      expect(matched({ x: 1 }, ONE, TWO, OTHER, all)).toEqual(left);
    },
  );

  it('keeps its search identifiers apart from those of the rule', () => {
    const them = rule('them', 'product: aws', 'a: {x: 1}, b: {y: 1}, condition: all of them');
    const pattern = rule('pattern', 'product: aws', 'sel_a: {x: 1}, condition: all of sel_*');
    const same = filter('rules: any, a: {z: 1}, sel_a: {z: 1}, sel_b: {z: 2}, condition: not 1 of them');
    expect(matched({ x: 1, y: 1 }, them, pattern, same)).toEqual(['them', 'pattern']);
    expect(matched({ x: 1, y: 1, z: 1 }, them, pattern, same)).toEqual([]);
    expect(matched({ x: 1, y: 1, z: 2 }, them, pattern, same)).toEqual([]);
  });

  it('applies together with other filters', () => {
    const first = filter('rules: [one], sel: {user: a}, condition: not sel');
    const second = filter('rules: any, sel: {user: b}, condition: not sel');
    expect(matched({ x: 1, user: 'a' }, ONE, first, second)).toEqual([]);
    expect(matched({ x: 1, user: 'b' }, ONE, first, second)).toEqual([]);
    expect(matched({ x: 1, user: 'c' }, ONE, first, second)).toEqual(['one']);
  });

  it('acts on rules behind correlations, and not on correlations', () => {
    const correlation =
      'title: corr\nname: corr\ncorrelation: {type: event_count, rules: [one], timespan: 1m, condition: {gte: 1}}\n';
    const excluding = filter('rules: [one, corr], sel: {user: a}, condition: not sel');
    const { rules, correlations } = load(ONE, correlation, excluding);
    expect(rules).toMatchObject([{ title: 'one', silent: true, filters: [{ searches: [{ name: 'sel' }] }] }]);
    expect(correlations).toHaveLength(1);
    expect(noticesOf(ONE, correlation, excluding)).toContain(
      '"corr" is a correlation, which is not filtered',
    );
  });

  it.each([
    ['rules: [ghost], sel: {x: 1}, condition: not sel', '"ghost" is not in the rule set'],
    ['rules: [one, onee], sel: {x: 1}, condition: not sel', 'did you mean one'],
    ['rules: [other], sel: {x: 1}, condition: not sel', 'no effect'],
  ])('loads with a notice: {%s}', (body, notice) => {
    expect(noticesOf(ONE, OTHER, filter(body))).toContain(notice);
    expect(matched({ x: 1 }, OTHER, filter(body))).toEqual(['other']);
  });

  it.each([
    ['sel: {user: a}, condition: sel', 'to exclude that, write "condition: not sel"'],
    [
      'sel: {user: a}, b: {x: 1}, condition: sel or b',
      'match only what the filter matches; to exclude that, write "condition: not (sel or b)"',
    ],
    ['sel: {user: a}, b: {x: 1}, condition: all of them', 'write "condition: not all of them"'],
  ])('is told that it demands what it names: {%s}', (body, words) => {
    const demanding = filter(`rules: [one], ${body}`);
    expect(noticesOf(ONE, demanding)).toContain(words);
    expect(load(ONE, demanding).filters).toMatchObject([
      { misses: [], remarks: [expect.stringContaining(words)] },
    ]);
  });

  it.each([
    'sel: {user: a}, condition: not sel',
    'sel: {user: a}, b: {x: 1}, condition: sel and not b',
    'sel: {user|neq: a}, condition: sel',
    'sel: {user|exists: false}, condition: sel',
  ])('is not told so where it takes something out: {%s}', (body) => {
    expect(noticesOf(ONE, filter(`rules: [one], ${body}`))).toBe('');
  });

  it('is not put onto rules by half when something is wrong with it', () => {
    const { rules, documents } = load(ONE, filter('rules: [one], sel: {x: 1}, condition: not nope'));
    expect(rules).toMatchObject([{ filters: [] }]);
    expect(documents.map(({ state }) => state)).toEqual(['loaded', 'refused']);
  });
});
