import { describe, expect, it } from '@jest/globals';
import type { Correlation } from '../correlation-ast.ts';
import { ruleIdOf } from '../rule-id.ts';
import { loadRules } from './load.ts';

const rule = (name: string, rest: object = {}) => ({
  ...{ title: `Rule ${name}`, name, logsource: { product: 'test' } },
  detection: { a: { rule: name }, condition: 'a' },
  ...rest,
});
const RULES = [rule('r0'), rule('r1'), rule('r2')];

const correlation = (name: string, given: object, rest: object = {}) => ({
  ...{ title: `Correlation ${name}`, name },
  correlation: { type: 'event_count', rules: ['r0'], timespan: '1m', condition: { gte: 2 }, ...given },
  ...rest,
});

const load = (...documents: readonly object[]) => {
  const text = documents.map((one) => JSON.stringify(one)).join('\n---\n');
  return loadRules([{ file: 'test.yml', text }]);
};

const messages = (...documents: readonly object[]): readonly string[] =>
  load(...documents).documents.flatMap(({ state, message }) => (state === 'loaded' ? [] : [message]));

const notices = (...documents: readonly object[]): readonly string[] =>
  load(...documents).documents.flatMap((one) => one.notices);

/** The one correlation over the three rules. */
function only(given: object, rest: object = {}): Correlation | undefined {
  const report = load(...RULES, correlation('c', given, rest));
  expect(report.documents.map(({ message }) => message)).toEqual(['loaded', 'loaded', 'loaded', 'loaded']);
  return report.correlations[0]?.correlation;
}

describe('a correlation as it is loaded', () => {
  it('says everything that it says', () => {
    const given = {
      ...{
        type: 'value_percentile',
        rules: ['r1', 'r0'],
        'group-by': ['user', 'who', 'user'],
        timespan: '2h',
      },
      condition: { field: 'bytes', gt: 1.5, lte: 10, percentile: 95 },
      aliases: { who: { r0: 'a.b', r1: 'c' } },
    };
    expect(only(given)).toEqual({
      ...{
        type: 'value_percentile',
        rules: ['name:r1', 'name:r0'],
        timespanSeconds: 7200,
        fields: ['bytes'],
      },
      condition: [
        { op: 'gt', value: 1.5 },
        { op: 'lte', value: 10 },
      ],
      groupBy: [{ name: 'user' }, { name: 'who', byRule: { 'name:r0': 'a.b', 'name:r1': 'c' } }],
      ...{ percentile: 95, carried: [] },
    });
  });

  it.each([
    [{ type: 'temporal', rules: ['r0', 'r1', 'r0'], condition: undefined }, [{ op: 'gte', value: 2 }]],
    [
      { type: 'temporal_ordered', rules: ['r0', 'r1', 'r2'], condition: undefined },
      [{ op: 'gte', value: 3 }],
    ],
    [{ type: 'temporal', rules: ['r0', 'r1', 'r2'], condition: { eq: 2 } }, [{ op: 'eq', value: 2 }]],
  ])('of type temporal wants all of its rules, or as many as it says: %j', (given, condition) => {
    expect(only(given)?.condition).toEqual(condition);
  });

  it.each([
    ['1s', 1],
    ['90s', 90],
    ['10m', 600],
    ['24h', 86_400],
    ['7d', 604_800],
    ['007d', 604_800],
    ['999999999s', 999_999_999],
  ])('has a timespan %s of %d seconds', (timespan, seconds) => {
    expect(only({ timespan })?.timespanSeconds).toBe(seconds);
  });

  it.each([
    '1h30m',
    '5x',
    '300',
    300,
    '0m',
    '00s',
    '5 m',
    ' 5m',
    '5m ',
    'm',
    '-5m',
    '1.5h',
    '5M',
    '1w',
    '',
    null,
    ['5m'],
    {},
    '9999999999s',
  ])('is refused with the timespan %j', (timespan) => {
    const [message = '', ...others] = messages(...RULES, correlation('c', { timespan }));
    expect(message).toContain('correlation: timespan must be one whole number above 0 and s, m, h or d');
    expect(message).toContain(timespan === null ? 'missing' : 'found');
    expect(others).toEqual([]);
  });

  it.each([
    ['r0', ['name:r0']],
    [['r0'], ['name:r0']],
    [
      ['r1', 'r0'],
      ['name:r1', 'name:r0'],
    ],
    [['Rule r2'], ['name:r2']],
    [['r0', 'Rule r0', 'r0'], ['name:r0']],
  ])('refers to %j', (rules, keys) => expect(only({ rules })?.rules).toEqual(keys));

  it('refers to ids in any letter case', () => {
    const id = '6F0F1C1E-5c0e-4b36-9d3c-2b0f6f0a7a11';
    const report = load(
      rule('x', { id, name: undefined }),
      correlation('c', { rules: [id.toLowerCase().replace('f', 'F')] }),
    );
    expect(report.correlations[0]?.correlation.rules).toEqual([id.toLowerCase()]);
    expect(report.rules[0]?.key).toBe(id.toLowerCase());
  });

  it.each([
    ['a title', { rules: ['Rule r0'] }, 'names "Rule r0" by its title'],
    ['a rule twice', { rules: ['r0', 'r0'] }, 'rules names a rule twice; it counts once'],
    [
      'an alias that nobody asks for',
      { aliases: { who: { r0: 'a' } } },
      'the alias "who" is not used in group-by',
    ],
    ['a field that is not counted', { condition: { gte: 1, field: 'x' } }, 'event_count counts no values'],
  ])('is told about %s', (_, given, notice) => {
    const told = notices(...RULES, correlation('c', given));
    expect(told).toEqual([expect.stringContaining(notice)]);
  });

  it('is told of nothing where there is nothing to tell', () => {
    const given = {
      type: 'value_count',
      'group-by': ['who'],
      aliases: { who: { r0: 'a' } },
      condition: { gte: 1, field: 'x' },
    };
    expect(notices(...RULES, correlation('c', given))).toEqual([]);
  });
});

describe('what is wrong with a correlation', () => {
  it.each([
    [{ type: undefined }, ['correlation: type is missing', 'event_count, value_count']],
    [{ type: 'event-count' }, ['correlation: type', 'event-count', 'event_count']],
    [{ rules: undefined }, ['correlation: rules is missing']],
    [{ rules: [] }, ['correlation: rules is empty']],
    [{ rules: [['r0']] }, ['correlation: rules must be a list of ids or names', 'a list']],
    [{ rules: [null] }, ['correlation: rules', 'null']],
    [{ rules: ['r00'] }, ['the rule "r00" is not in the rule set', 'did you mean r0?']],
    [{ 'group-by': 'user' }, ['correlation: group-by must be a list of fields', 'text']],
    [{ 'group-by': ['user', 5] }, ['correlation: group-by must be a list of fields', 'number']],
    [{ 'group-by': [''] }, ['correlation: group-by must be a list of fields']],
    [{ group_by: ['x'] }, ['unknown key "group_by"', 'did you mean group-by?']],
    [{ timeframe: '5m' }, ['unknown key "timeframe"', 'did you mean timespan?']],
    [
      { zzz: 1 },
      ['unknown key "zzz"; allowed are type, rules, group-by, timespan, condition, aliases, generate'],
    ],
    [{ condition: undefined }, ['correlation: condition must be a map such as gte: 10; it is missing']],
    [{ condition: 'gte 5' }, ['correlation: condition must be a map', 'found']],
    [{ condition: {} }, ['condition needs one of gt, gte, lt, lte, eq, neq with a number']],
    [{ condition: { gte: '5' } }, ['condition: gte takes a number', '"5"']],
    [{ condition: { gte: [5] } }, ['condition: gte takes a number', 'list']],
    [{ condition: { gte: 5, gtee: 6 } }, ['unknown key "gtee"', 'did you mean gte?']],
    [
      { condition: { gte: 5, percentile: 6 } },
      ['unknown key "percentile"', 'allowed are gt, gte, lt, lte, eq, neq, field'],
    ],
    [{ type: 'value_count' }, ['value_count needs field in its condition']],
    [
      { type: 'value_count', condition: { gte: 1, field: 5 } },
      ['condition: field must be a list of fields', 'number'],
    ],
    [{ type: 'value_sum', condition: { gte: 1, field: ['a', 'b'] } }, ['value_sum takes one field, found 2']],
    [
      { type: 'value_percentile', condition: { gte: 1, field: 'a', percentile: 101 } },
      ['percentile is a number from 0 to 100', '"101"'],
    ],
    [
      { type: 'value_percentile', condition: { gte: 1, field: 'a', percentile: -1 } },
      ['percentile is a number from 0 to 100'],
    ],
    [
      { type: 'value_percentile', condition: { gte: 1, field: 'a', percentile: [5] } },
      ['percentile is a number', 'list'],
    ],
    [{ aliases: ['x'] }, ['aliases must be a map of names', 'list']],
    [{ aliases: { who: 'x' } }, ['the alias "who" must be a map of rule and field']],
    [{ aliases: { who: {} } }, ['the alias "who" must be a map of rule and field']],
    [
      { 'group-by': ['who'], aliases: { who: { r0: 5 } } },
      ['the alias "who" needs the name of a field for "r0"', 'number'],
    ],
    [
      { 'group-by': ['who'], aliases: { who: { r0: '' } } },
      ['the alias "who" needs the name of a field for "r0"'],
    ],
    [
      { 'group-by': ['who'], aliases: { who: { r1: 'x' } } },
      ['the alias "who" names the rule "r1", which is not among its rules'],
    ],
    [{ generate: 'yes' }, ['generate must be true or false', 'text']],
  ])('is said of %j', (given, parts) => {
    const [message = '', ...others] = messages(...RULES, correlation('c', given));
    for (const part of parts) expect(message).toContain(part);
    expect(others).toEqual([]);
    const at = load(...RULES, correlation('c', given)).documents.at(-1);
    expect(at).toMatchObject({
      state: 'refused',
      code: 'type' in given && given.type === 'event-count' ? 'SIGMA_ATTRIBUTE' : 'SIGMA_CORRELATION',
      title: 'Correlation c',
      line: 7,
    });
  });

  it.each([0, 100, 12.5])('is not a percentile of %d', (percentile) => {
    const given = { type: 'value_percentile', condition: { gte: 1, field: 'a', percentile } };
    expect(only(given)?.percentile).toBe(percentile);
  });

  it('is told all at once', () => {
    const told = messages(
      ...RULES,
      correlation('c', { type: 'x', rules: [], timespan: 5, 'group-by': 1, generate: 2 }),
    );
    expect(told).toHaveLength(5);
  });

  it('is told all at once, with what is wrong with the rules that it names', () => {
    const told = messages(
      ...RULES,
      correlation('c', {
        ...{ type: 'event_cont', rules: ['r0', 'ghost', ['x']], timespan: '5 min' },
        ...{ condition: { gtr: 5, gte: 'x', percentile: 3, field: 'a' } },
      }),
    );
    expect(told).toEqual([
      expect.stringContaining('type is "event_cont"'),
      expect.stringContaining('rules must be a list of ids or names of rules, found a list'),
      expect.stringContaining('timespan must be one whole number'),
      expect.stringContaining('unknown key "gtr"'),
      expect.stringContaining('condition: gte takes a number'),
      expect.stringContaining('the rule "ghost" is not in the rule set'),
    ]);
  });

  it('says of aliases nothing where there is no rule that they could name', () => {
    const given = { rules: [], 'group-by': ['who'], aliases: { who: { r0: 'x' } } };
    expect(messages(...RULES, correlation('c', given))).toEqual([
      'correlation: rules is empty; it is a list of ids or names of rules',
    ]);
  });

  it('is no map', () => {
    const [message] = messages({ title: 'c', correlation: 'x' });
    expect(message).toContain('correlation must be a map with type, rules and timespan, found');
  });

  it('reaches everything that refers to it', () => {
    const told = messages(
      rule('bad', { detection: { a: { x: 1 }, condition: 'b' } }),
      correlation('c', { rules: ['bad'] }),
      correlation('d', { rules: ['c'] }),
    );
    expect(told).toHaveLength(3);
    expect(told[1]).toBe('correlation: refers to "bad", which was refused');
    expect(told[2]).toBe('correlation: refers to "c", which was refused');
  });

  it('is only a value that is missing, where the rule needs one', () => {
    const needy = rule('needy', { detection: { a: { 'x|expand': '%none%' }, condition: 'a' } });
    const report = load(needy, correlation('c', { rules: ['needy'] }), correlation('d', { rules: ['c'] }));
    expect(report.documents.map(({ state }) => state)).toEqual([
      'needs-values',
      'needs-values',
      'needs-values',
    ]);
    expect(report.documents[1]?.message).toBe('correlation: refers to "needy", which needs values');
    expect([...report.rules, ...report.correlations]).toEqual([]);
  });

  it('is a circle, of which each member names all', () => {
    const told = messages(
      ...RULES,
      correlation('a', { rules: ['b'] }),
      correlation('b', { rules: ['r0', 'c'] }),
      correlation('c', { rules: ['a'] }),
      correlation('self', { rules: ['self'] }),
    );
    expect(told).toEqual([
      'correlation: refers to itself in a circle: "a" -> "b" -> "c" -> "a"',
      'correlation: refers to itself in a circle: "b" -> "c" -> "a" -> "b"',
      'correlation: refers to itself in a circle: "c" -> "a" -> "b" -> "c"',
      'correlation: refers to itself in a circle: "self" -> "self"',
    ]);
  });

  it('is a filter that it refers to', () => {
    const filter = {
      title: 'f',
      id: 'f',
      logsource: { product: 'test' },
      filter: { rules: 'any', a: { x: 1 }, condition: 'a' },
    };
    const [message] = messages(...RULES, filter, correlation('c', { rules: ['f'] }));
    expect(message).toContain('the rule "f" is a filter; name a rule or a correlation by id or name');
  });
});

describe('a rule set with correlations', () => {
  it('has them after those that they refer to, wherever they stand', () => {
    const report = load(
      correlation('outer', { rules: ['middle', 'r0'] }),
      correlation('middle', { rules: ['inner'] }),
      correlation('inner', { rules: ['r0'] }),
      ...RULES,
    );
    expect(report.correlations.map(({ key }) => key)).toEqual(['name:inner', 'name:middle', 'name:outer']);
  });

  it.each([
    ['a correlation silences what it refers to', [{ rules: ['r0'] }], ['r0']],
    ['unless it says generate', [{ rules: ['r0'], generate: true }], []],
    ['or one of several does', [{ rules: ['r0', 'r1'] }, { rules: ['r1'], generate: true }], ['r0']],
    ['generate: false is as if it were not there', [{ rules: ['r2'], generate: false }], ['r2']],
  ])('%s', (_, given, expected) => {
    const report = load(...RULES, ...given.map((one, number) => correlation(`c${number}`, one)));
    expect(report.rules.filter(({ silent }) => silent).map(({ name }) => name)).toEqual(expected);
    expect(report.correlations.every(({ silent }) => !silent)).toBe(true);
  });

  it('reads generate beside correlation as well', () => {
    const report = load(...RULES, correlation('c', {}, { generate: true }));
    expect(report.rules.every(({ silent }) => !silent)).toBe(true);
    expect(report.correlations[0]?.custom).toEqual({});
  });

  it('silences inner correlations, too', () => {
    const report = load(...RULES, correlation('c', {}), correlation('d', { rules: ['c'] }));
    expect(report.correlations.map(({ silent }) => silent)).toEqual([true, false]);
  });

  it('has inner correlations hand on what outer ones ask for and their groups have not', () => {
    const report = load(
      ...RULES,
      correlation('inner', { 'group-by': ['user'] }),
      correlation('middle', { rules: ['inner'], 'group-by': ['user', 'region'] }),
      correlation('outer', {
        ...{ type: 'value_count', rules: ['middle'], 'group-by': ['who'] },
        ...{ aliases: { who: { middle: 'ip' } }, condition: { field: 'host', gte: 1 } },
      }),
    );
    const carried = report.correlations.map((one) => [...one.correlation.carried].sort());
    expect(carried).toEqual([['host', 'ip', 'region', 'who'], ['host', 'ip', 'who'], []]);
  });

  it('names every document once', () => {
    const titled = (title: string) => rule('', { title, name: undefined });
    const id = '6F0F1C1E-5c0e-4b36-9d3c-2b0f6f0a7a11';
    const named = rule('named', { title: 'x' });
    const report = load(
      ...[titled('x'), titled('y'), titled('x'), titled('x#3'), titled('x'), rule('n', { id, title: 'x' })],
      ...[named, rule('name')],
    );
    expect(report.rules.map((one) => [one.key, ruleIdOf(one)])).toEqual([
      ['title:x', 'title:x'],
      ['title:y', 'title:y'],
      ['title:x#2', 'title:x#2'],
      ['title:x#3', 'title:x#3'],
      ['title:x#4', 'title:x#4'],
      [id.toLowerCase(), id],
      ['name:named', 'title:x#5'],
      ['name:name', 'title:Rule name'],
    ]);
    expect(report.documents.map(({ notices }) => notices.length)).toEqual([0, 0, 1, 0, 1, 0, 1, 0]);
    expect(report.documents[4]?.notices).toEqual([
      'without an id a rule goes by its title, which the rule in test.yml:1 has too: its findings are named "title:x#4"; give it an id',
    ]);
  });

  it('does not take a title that several have', () => {
    const titled = rule('', { title: 'same', name: undefined });
    const [message] = messages(titled, titled, correlation('c', { rules: ['same'] }));
    expect(message).toContain('the rule "same" is not in the rule set');
  });
});
