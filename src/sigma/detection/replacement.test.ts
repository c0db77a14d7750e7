import { describe, expect, it } from '@jest/globals';
import { loadRules } from '../load/load.ts';
import { parseAggregation } from './aggregation.ts';

const ruleOf = (
  condition: string,
  { head = 'name: many\nlevel: high\n', timeframe = '  timeframe: 10m\n' } = {},
): string =>
  `title: "Many: things"\n${head}logsource: {product: aws}\ndetection:\n  sel: {x: 1}\n  other: {x: 2}\n${timeframe}  condition: ${condition}\n`;

function adviceOn(text: string): { readonly words: string; readonly yaml: string } {
  const { documents, rules } = loadRules([{ file: 'a.yml', text }]);
  expect(rules).toEqual([]);
  expect(documents.map(({ code }) => code)).toEqual(['SIGMA_DEPRECATED']);
  const [words = '', yaml = ''] = (documents[0]?.message ?? '').split('\n---\n');
  return { words, yaml };
}

/** What loads when the correlation is put behind the rules that it names. */
function loadedWith(yaml: string, names: readonly string[], field = 'name') {
  const rules = names.map(
    (name) =>
      `title: ${name}\n${field}: ${name}\nlogsource: {product: aws}\ndetection: {sel: {x: 1}, condition: sel}\n`,
  );
  const { documents, correlations } = loadRules([{ file: 'a.yml', text: [...rules, yaml].join('---\n') }]);
  expect(documents.filter(({ state }) => state !== 'loaded')).toEqual([]);
  return correlations[0];
}

describe('an aggregation of version 1', () => {
  it.each([
    [
      'sel | count() by a > 5',
      { type: 'event_count', condition: [{ op: 'gt', value: 5 }], groupBy: [{ name: 'a' }] },
    ],
    ['sel|count()>=5', { type: 'event_count', condition: [{ op: 'gte', value: 5 }], groupBy: [] }],
    [
      'sel | COUNT(*) by a, b.c < 5',
      { type: 'event_count', condition: [{ op: 'lt', value: 5 }], groupBy: [{ name: 'a' }, { name: 'b.c' }] },
    ],
    [
      'sel | count(user) by host <= 5',
      { type: 'value_count', fields: ['user'], condition: [{ op: 'lte', value: 5 }] },
    ],
    [
      'sel | count( my field ) = 5',
      { type: 'value_count', fields: ['my field'], condition: [{ op: 'eq', value: 5 }] },
    ],
    [
      'sel | sum(bytes) by a > 1.5',
      { type: 'value_sum', fields: ['bytes'], condition: [{ op: 'gt', value: 1.5 }] },
    ],
    ['sel | avg(bytes) > 5', { type: 'value_avg', fields: ['bytes'] }],
    ['sel | min(bytes) > 5', { type: 'value_percentile', percentile: 0 }],
    ['sel | max(bytes) > 5', { type: 'value_percentile', percentile: 100 }],
    ['not (sel or other) | count() > 5', { type: 'event_count' }],
    ['sel | count() > 05', { type: 'event_count', condition: [{ op: 'gt', value: 5 }] }],
    [
      'sel | count() by a!=5',
      { condition: [{ op: 'neq', value: 5 }], groupBy: [{ name: 'a' }], type: 'event_count' },
    ],
    ['sel | count(distinct a) > 5', { type: 'value_count', fields: ['a'] }],
    ['sel | count(DISTINCT(a)) > 5', { type: 'value_count', fields: ['a'] }],
    ['sel | count(distinct) > 5', { type: 'value_count', fields: ['distinct'] }],
    ['sel | count(a, b c) > 5', { type: 'value_count', fields: ['a', 'b c'] }],
    ['sel | sum() > 5', { type: 'value_sum', fields: ['FIELD'] }],
    ['"sel\\n | count() > 5"', { type: 'event_count', condition: [{ op: 'gt', value: 5 }] }],
  ])('%s is answered with a correlation that loads', (condition, wanted) => {
    const { words, yaml } = adviceOn(ruleOf(condition));
    expect(words).toContain('version 1');
    expect(loadedWith(yaml, ['many'])).toMatchObject({
      title: `Many: things (${wanted.type})`,
      level: 'high',
      correlation: { timespanSeconds: 600, rules: ['name:many'], ...wanted },
    });
  });

  it.each(['<>', '! =', '=>', '=<', '~', '> =', '≠'])('leaves the comparison %j to be chosen', (sign) => {
    const { yaml } = adviceOn(ruleOf(`sel | count() by a ${sign} 5`));
    expect(yaml).toContain('gte: 2  # the comparison could not be read: choose');
    expect(loadedWith(yaml, ['many'])?.correlation.type).toBe('event_count');
  });

  it('is given a rule of its own where it is one of several conditions', () => {
    const text = ruleOf('[sel | count() by a > 2, other, sel | count() > 3]');
    const messages = loadRules([{ file: 'a.yml', text }]).documents.map(({ message }) => message);
    expect(messages).toHaveLength(2);
    for (const [index, name] of ['many_1', 'many_3'].entries()) {
      const [words, yaml = ''] = messages[index]?.split('\n---\n') ?? [];
      expect(words).toContain(`a rule of its own with "condition: sel" and "name: ${name}"`);
      expect(loadedWith(yaml, [name])?.correlation.rules).toEqual([`name:${name}`]);
    }
  });

  it('names rules apart that have one title from action: global', () => {
    const global =
      'action: global\ntitle: Glob\nlogsource: {product: aws}\ndetection: {timeframe: 5m, condition: sel | count() by u > 2}\n';
    const text = [global, 'detection: {sel: {x: A}}\n', 'detection: {sel: {x: B}}\n'].join('---\n');
    const [, ...asked] = loadRules([{ file: 'r.yml', text }]).documents;
    expect(asked.map(({ message }) => /"name: (.*?)"/.exec(message)?.[1])).toEqual(['glob_2', 'glob_3']);
  });

  it('does not go by an id that several rules have from action: global', () => {
    const global = `action: global\ntitle: Glob\nid: 11111111-1111-4111-8111-111111111111\nlogsource: {product: aws}\ndetection: {timeframe: 5m, condition: sel | count() by u > 2}\n`;
    const rule = (name: string) => `detection: {sel: {eventName: ${name}}}\n`;
    const text = [global, rule('A'), rule('B')].join('---\n');
    const asked = loadRules([{ file: 'a.yml', text }]).documents.slice(1);
    expect(asked.map(({ message }) => /"name: (.*?)"/.exec(message)?.[1])).toEqual(['glob_2', 'glob_3']);
    expect(asked.map(({ message }) => /rules:\n\s+- (.*)/.exec(message)?.[1])).toEqual(['glob_2', 'glob_3']);
  });

  it('says what becomes of the rule itself', () => {
    expect(adviceOn(ruleOf('sel and not other | count() > 5')).words).toMatch(
      /"condition: sel and not other" and leave timeframe out\./,
    );
    expect(adviceOn(ruleOf('sel | count() > 5', { head: '' })).words).toContain('add "name: many_things"');
    expect(
      adviceOn(ruleOf('sel | count() > 5', { head: 'id: 6F0F1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11\n' })).yaml,
    ).toContain('- 6F0F1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11');
  });

  it.each([
    ['30s', 30],
    ['12h', 43_200],
    ['7d', 604_800],
    ['2w', 1_209_600],
    ['1M', 2_592_000],
    ['soon', 3600],
  ])('turns the timeframe %s into %d seconds', (timeframe, seconds) => {
    const { yaml } = adviceOn(ruleOf('sel | count() > 5', { timeframe: `  timeframe: ${timeframe}\n` }));
    expect(loadedWith(yaml, ['many'])?.correlation.timespanSeconds).toBe(seconds);
  });

  it('leaves the timespan to be chosen where no timeframe was', () => {
    expect(adviceOn(ruleOf('sel | count() > 5', { timeframe: '' })).yaml).toContain(
      'timespan: 1h  # this rule had no timeframe',
    );
  });

  it('says what cannot be expressed', () => {
    const words = 'that nothing happens cannot be expressed';
    for (const comparison of ['< 5', '<= 5', '== 0']) {
      expect(adviceOn(ruleOf(`sel | count() ${comparison}`)).words).toContain(words);
    }
    for (const comparison of ['> 5', '== 5', '= 10', '!= 0']) {
      expect(adviceOn(ruleOf(`sel | count() ${comparison}`)).words).not.toContain(words);
    }
    expect(adviceOn(ruleOf('sel | max(a) > 5')).words).toContain('There is no type for max');
    expect(adviceOn(ruleOf('sel | near other and not third')).words).toContain(
      'That third is not near cannot be expressed',
    );
  });

  it.each([
    ['sel | near other', ['many_sel', 'many_other']],
    ['sel | near other and third within 5m', ['many_sel', 'many_other', 'many_third']],
    ['sel | near(other, third)', ['many_sel', 'many_other', 'many_third']],
    ['(sel or x) | near other', ['many_first', 'many_other']],
    ['sel and other', ['many_sel', 'many_other']],
    ['sel | near sel', ['many_sel']],
    ['sel | near 1 of other_*', ['many_sel', 'many_other_']],
    ['sel | near other or third', ['many_sel', 'many_other_or_third']],
  ])('%s becomes a temporal correlation of a rule for each search', (condition, names) => {
    const { words, yaml } = adviceOn(ruleOf(condition));
    for (const name of names) expect(words).toContain(name);
    expect(loadedWith(yaml, names)?.correlation).toMatchObject({ type: 'temporal', timespanSeconds: 600 });
  });

  it('takes a timeframe beside a single search for a count whose number is missing', () => {
    const { words, yaml } = adviceOn(ruleOf('sel'));
    expect(words).toContain('leave timeframe out');
    expect(loadedWith(yaml, ['many'])?.correlation).toMatchObject({
      type: 'event_count',
      timespanSeconds: 600,
    });
  });

  it.each(['title: "tab\\t and \\u0085"', "title: it's", 'title: "- # : *"', `title: ${'x'.repeat(256)}`])(
    'quotes %j so that it stays the same text',
    (title) => {
      const text = ruleOf('sel | count() > 5').replace(/^title: .*/, title);
      const before =
        loadRules([{ file: 'a.yml', text: text.replace(/ \| .*/, '').replace(/ {2}timeframe.*\n/, '') }])
          .rules[0]?.title ?? '';
      expect(loadedWith(adviceOn(text).yaml, ['many'])?.title).toBe(`${before.slice(0, 200)} (event_count)`);
    },
  );

  it.each(['sel', 'sel | foo', 'sel | counts', '| nearby', ''])('is not seen in %j', (condition) =>
    expect(parseAggregation(condition)).toBeUndefined(),
  );
});
