import { describe, expect, it } from '@jest/globals';
import { buildEngine } from '../match/engine.ts';
import { type LoadOptions, loadRules } from './load.ts';

const rule = (changes: string, detection = 'detection:\n  sel:\n    x: 1\n  condition: sel\n'): string =>
  `title: A rule\nlogsource:\n  product: aws\n${changes}${detection}`;
const load = (text: string, options?: LoadOptions) => loadRules([{ file: 'a.yml', text }], options);
const messages = (text: string): string =>
  load(text)
    .documents.filter((document) => document.state !== 'loaded')
    .map((document) => document.message)
    .join('\n');
const notices = (text: string): readonly string[] =>
  load(text).documents.flatMap((document) => document.notices);
const matches = (text: string, event: object): boolean => {
  expect(messages(text)).toBe('');
  return buildEngine(load(text).rules).match(event).length > 0;
};
const selecting = (selection: string): string =>
  rule('', `detection:\n  sel:\n${selection.replace(/^/gm, '    ')}\n  condition: sel\n`);

describe('YAML', () => {
  it.each([
    ['yes is a text', 'x: yes', { x: 'yes' }, true],
    ['yes is no boolean', 'x: yes', { x: true }, false],
    ['a day is a text', 'x: 2024-05-01', { x: '2024-05-01' }, true],
    ['True is a boolean', 'x: True', { x: true }, true],
    ['hex is a number', 'x: 0x1F', { x: 31 }, true],
    ['octal is a number', 'x: 0o17', { x: 15 }, true],
    ['a quoted number is a text', "x: '0x1F'", { x: 31 }, false],
    ['an account number keeps its zero', 'x: 012345678901', { x: '012345678901' }, true],
    ['a long number keeps its digits', 'x: 12345678901234567890', { x: '12345678901234567890' }, true],
    ['a version keeps its zero', 'x: 1.10', { x: '1.10' }, true],
    ['a fraction is met without needless zeros', 'x: 1.10', { x: 1.1 }, true],
    ['a fraction is no other number', 'x: 1.10', { x: '1.100' }, false],
    ['a tilde is null', 'x: ~', {}, true],
    ['nothing is null', 'x:', {}, true],
    ['double quotes unescape', 'x: "a\\tb\\\\\\\\c"', { x: 'a\tb\\c' }, true],
    ['single quotes do not', "x: 'a\\tb'", { x: 'a\\tb' }, true],
    ['aliases work', 'x: &v [a, b]\ny: *v', { x: 'a', y: 'b' }, true],
    ['a folded text is a text', 'x: >-\n  a\n  b', { x: 'a b' }, true],
  ])('%s', (_name, selection, event, expected) =>
    expect(matches(selecting(selection), event)).toBe(expected),
  );

  it('tolerates a byte order mark and CR LF', () => {
    const text = `\ufeff${selecting('x|contains: |-\n  a\n  b')}`.replaceAll('\n', '\r\n');
    expect(matches(text, { x: 'a\nb' })).toBe(true);
  });

  it.each([
    ['a: [', /yaml, line \d/],
    ['a:\n\t- b', /yaml, line \d/],
    [rule('x: !!python/object a\n'), /yaml, line 4.*python/],
    [rule('x: !x a\n'), /yaml, line 4.*!x/],
    [rule('x: !!str a\n'), /yaml, line 4/],
    [rule('title: twice\n'), /"title" occurs twice.*line 4/],
    [selecting('x: 1\nx: 2'), /"x" occurs twice/],
    [selecting("'1': a\n1: b"), /"1" occurs twice/],
    [selecting('x: *nobody'), /alias \*nobody/],
    [selecting('x: &a [*a]'), /alias \*a contains itself/],
    [selecting('<<: {x: 1}'), /merge key/],
    ['- a\n- b', /must be a map/],
    ['just text', /must be a map/],
  ])('refuses %j', (text, reason) => expect(messages(text)).toMatch(reason));

  it('refuses nesting that only an attacker would write', () => {
    expect(messages(`x: ${'['.repeat(300)}${']'.repeat(300)}`)).toMatch(/nested deeper/);
    expect(messages(`x: ${'['.repeat(100_000)}`)).toMatch(/yaml/);
  });

  it('refuses aliases that explode, at once', () => {
    const levels = Array.from({ length: 30 }, (_, n) => `l${n + 1}: &l${n + 1} [*l${n}, *l${n}, *l${n}]\n`);
    expect(messages(rule(`l0: &l0 [x, x, x]\n${levels.join('')}`))).toMatch(/alias/);
  });

  it('reads every document, ignores empty ones, and goes on behind a bad one', () => {
    const text = `---\n# nothing\n---\n${rule('id: one\n')}---\nno map\n---\n~\n---\n${rule('id: two\n')}---\n`;
    const { rules, documents } = load(text);
    expect(rules.map((one) => one.id)).toEqual(['one', 'two']);
    expect(documents.map((one) => one.state)).toEqual(['loaded', 'refused', 'loaded']);
    expect(documents[1]).toMatchObject({ file: 'a.yml', line: 13, column: 1, code: 'SIGMA_DOCUMENT' });
  });

  it('gives the place of every problem, with rule id and title', () => {
    const text = rule(
      'id: 7\nlevel: hgh\n',
      'detection:\n  sel:\n    a|containz: 1\n    b|re: "["\n  condition: sel and x\n',
    );
    const { documents, rules } = load(text);
    expect(rules).toEqual([]);
    expect(documents.map(({ line, column, code }) => [line, column, code])).toEqual([
      [4, 5, 'SIGMA_ATTRIBUTE'],
      [5, 8, 'SIGMA_ATTRIBUTE'],
      [8, 5, 'SIGMA_MODIFIER'],
      [9, 11, 'SIGMA_REGEX'],
      [10, 14, 'SIGMA_CONDITION'],
    ]);
    expect(documents[1]).toMatchObject({
      title: 'A rule',
      ruleId: '7',
      message: expect.stringContaining('did you mean high'),
    });
  });
});

describe('rule attributes', () => {
  it.each([
    ['title: ""\nlogsource: {product: aws}\n', 'title'],
    ['logsource: {product: aws}\n', 'title'],
    ['title: x\n', 'logsource'],
    ['title: x\nlogsource: aws\n', 'logsource'],
    ['title: x\nlogsource: {definition: x}\n', 'logsource'],
    ['title: x\nlogsource: {product: 5}\n', 'product'],
    ['title: x\nlogsource: {product: aws, service: [a]}\n', 'service'],
    [rule('id: [a]\n', ''), 'id'],
    [rule('name: ""\n', ''), 'name'],
    [rule('related: x\n', ''), 'related'],
    [rule('related: [{id: x, type: cousin}]\n', ''), 'cousin'],
    [rule('related: [{type: derived}]\n', ''), 'related'],
    [rule('taxonomy: 5\n', ''), 'taxonomy'],
    [rule('status: stabel\n', ''), 'did you mean stable'],
    [rule('description: [a]\n', ''), 'description'],
    [rule('author: [a]\n', ''), 'author'],
    [rule('license: 5\n', ''), 'license'],
    [rule('references: x\n', ''), 'references'],
    [rule('fields: [1]\n', ''), 'fields'],
    [rule('falsepositives: x\n', ''), 'falsepositives'],
    [rule('tags: [1]\n', ''), 'tags'],
    [rule('scope: x\n', ''), 'scope'],
    [rule('date: 2025-02-29\n', ''), 'date'],
    [rule('modified: 1.5.2025\n', ''), 'modified'],
    [rule('date: 2025\n', ''), 'date'],
    [rule('level: High\n', ''), 'did you mean high'],
    [rule('level: 3\n', ''), 'level'],
    [rule('', ''), 'detection'],
    [rule('', 'detection: x\n'), 'detection'],
    [rule('', 'detection: {condition: a}\n'), 'detection'],
    [rule('', 'detection: {a: {x: 1}}\n'), 'condition'],
  ])('%j is refused naming %s', (text, named) => expect(messages(text)).toContain(named));

  it('bounds title and description', () => {
    expect(messages(`title: ${'x'.repeat(257)}\nlogsource: {product: aws}\n`)).toContain(
      'title must have 1 to 256',
    );
    expect(messages(rule(`description: ${'x'.repeat(65_536)}\n`))).toContain(
      'description must have 0 to 65535',
    );
    expect(messages(rule(`description: ${'😀'.repeat(65_535)}\n`))).toBe('');
  });

  it.each([
    [rule('id: not-a-uuid\n'), 'not a UUID'],
    [rule('taxonomy: ecs\n'), 'taxonomy'],
    [rule('date: 2024/05/01\n'), 'version 1'],
    [rule('related: [{id: x, type: obsoletes}]\n'), 'obsolete'],
    [rule('tags: [Attack.T1, attack.t1, atack.t2]\n'), 'Attack.T1'],
    [rule('levels: high\n'), 'did you mean level'],
    [selecting('x|all: a'), 'single value'],
    [selecting('x|all: [a]'), 'single value'],
    [selecting('x|hour: 24'), 'no hour is 24'],
  ])('%j loads with a notice about %s', (text, named) => {
    expect(messages(text)).toBe('');
    expect(notices(text).join('\n')).toContain(named);
  });

  it('counts empty attributes as absent and keeps foreign ones', () => {
    const [loaded] = load(
      rule('references:\nlevel:\ntrailhound: {window: 60, dedup: [a]}\nregression: x\n'),
    ).rules;
    expect(loaded).toMatchObject({
      references: [],
      custom: { trailhound: { window: 60, dedup: ['a'] }, regression: 'x' },
    });
    expect(loaded).not.toHaveProperty('level');
  });

  it('reads all that the specification knows', () => {
    const text = rule(
      'id: 6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11\nname: a_rule\nstatus: test\nlevel: high\ndescription: d\nauthor: me, you\n' +
        'license: MIT\ndate: 2024-02-29\nmodified: 2025-01-01\ntags: [attack.t1078, cve.2024-1]\nreferences: [r]\n' +
        'falsepositives: [f]\nfields: [x]\nscope: [s]\nrelated: [{id: i, type: derived}]\n',
    );
    expect(notices(text)).toEqual([]);
    expect(load(text).rules[0]).toMatchObject({
      file: 'a.yml',
      line: 1,
      id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11',
      name: 'a_rule',
      status: 'test',
      level: 'high',
      date: '2024-02-29',
      tags: ['attack.t1078', 'cve.2024-1'],
      related: [{ id: 'i', type: 'derived' }],
      logsource: { product: 'aws' },
      custom: {},
    });
  });
});

describe('rule sets', () => {
  it('refuses the later of two rules with one id or name', () => {
    const id = '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11';
    const twice = `${rule(`id: ${id}\nname: a\n`)}---\n${rule(`id: ${id.toUpperCase()}\nname: b\n`)}---\n${rule('name: a\n')}`;
    const { rules, documents } = load(twice);
    expect(rules).toHaveLength(1);
    expect(documents.slice(1).map((one) => one.code)).toEqual([
      'SIGMA_DUPLICATE_RULE',
      'SIGMA_DUPLICATE_RULE',
    ]);
    expect(documents[2]?.message).toContain('"a"');
  });

  it.each([
    ['correlation:\n  type: event_count\n', 'SIGMA_CORRELATION', 'rules'],
    ['filter:\n  rules: any\n', 'SIGMA_ATTRIBUTE', 'logsource'],
  ])('refuses by name what is not whole, and nothing else: %j', (block, code, reason) => {
    const { rules, documents } = load(`title: other\n${block}---\n${rule('')}`);
    const first = documents.filter(({ title }) => title === 'other');
    expect(first.map((one) => one.code)).toContain(code);
    expect(first.map(({ message }) => message).join()).toContain(reason);
    expect(rules).toHaveLength(1);
  });

  it.each([
    ['sel | count() by user > 5', 'event_count'],
    ['sel | count(user) > 5', 'value_count'],
    ['sel | near other', 'temporal'],
    ['sel | sum(bytes) > 5', 'value_sum'],
    ['(sel) |count()>5', 'event_count'],
    ['sel | max(bytes) > 5', 'correlation'],
  ])('names the correlation that replaces %j', (condition, type) => {
    const { documents } = load(rule('', `detection:\n  sel: {x: 1}\n  condition: ${condition}\n`));
    expect(documents).toMatchObject([{ code: 'SIGMA_DEPRECATED', message: expect.stringContaining(type) }]);
    expect(documents[0]?.message).toContain('condition');
  });

  it('refuses a timeframe, since nothing would be counted', () => {
    const text = rule('', 'detection:\n  sel: {x: 1}\n  timeframe: 5m\n  condition: sel\n');
    expect(load(text).documents).toMatchObject([
      { code: 'SIGMA_DEPRECATED', message: expect.stringContaining('timespan: 5m') },
    ]);
  });

  it('asks for the values of a placeholder', () => {
    const text = selecting("x|expand: '%admins%'");
    expect(load(text)).toMatchObject({
      rules: [],
      documents: [
        { state: 'needs-values', code: 'SIGMA_PLACEHOLDER', message: expect.stringContaining('admins') },
      ],
    });
    expect(load(text, { placeholders: { admins: [] } }).rules).toEqual([]);
    expect(load(text, { placeholders: { admins: 'a' } }).rules).toHaveLength(1);
  });
});

describe('legacy actions', () => {
  const shared =
    'action: global\ntitle: Shared\nid: shared\nlogsource: {product: aws}\ndetection: {condition: sel}\n';
  const part = (value: number): string => `---\ndetection: {sel: {x: ${value}}}\n`;

  it('merges global into the rules that follow, until reset', () => {
    const { rules, documents } = load(`${shared}${part(1)}${part(2)}---\naction: reset\n${part(3)}`);
    expect(rules).toHaveLength(2);
    expect(rules[0]).toMatchObject({ id: 'shared', title: 'Shared' });
    expect(rules[1]).not.toHaveProperty('id');
    expect(buildEngine(rules).match({ x: 2 })).toEqual([rules[1]]);
    expect(documents.map((one) => one.state)).toEqual([
      'loaded',
      'loaded',
      'loaded',
      'loaded',
      ...Array(3).fill('refused'),
    ]);
  });

  it('repeats the rule before with parts replaced', () => {
    const { rules } = load(`${rule('')}---\naction: repeat\ntitle: Again\ndetection: {sel: {x: 2}}\n`);
    expect(rules.map((one) => one.title)).toEqual(['A rule', 'Again']);
    expect(
      buildEngine(rules)
        .match({ x: 2 })
        .map((one) => one.title),
    ).toEqual(['Again']);
  });

  it.each([
    ['action: repat\n', 'did you mean repeat'],
    ['action: repeat\n', 'no rule before'],
  ])('refuses %j', (text, named) => expect(messages(text + rule(''))).toContain(named));
});
