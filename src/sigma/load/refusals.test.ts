import { describe, expect, it } from '@jest/globals';
import { loadRules } from './load.ts';

const HEAD = 'title: t\nlogsource: {product: aws}\n';
const selecting = (selection: string): string =>
  `${HEAD}detection:\n  my_search:\n${selection.replace(/^/gm, '    ')}\n  condition: my_search\n`;
const conditioned = (condition: string): string =>
  `${HEAD}detection:\n  sel_a: {x: 1}\n  sel_b: {x: 2}\n  _hidden: {x: 3}\n  condition: ${condition}\n`;
const BASE = `title: base\nid: 6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11\nname: base\nlogsource: {product: aws}\ndetection: {sel: {x: 1}, condition: sel}\n`;
const correlating = (block: string, rest = ''): string =>
  `${BASE}---\ntitle: c\nname: corr\n${rest}correlation:\n${block.replace(/^/gm, '  ')}\n`;
const COUNT = 'type: event_count\nrules: [base]\ntimespan: 5m\ncondition: {gte: 2}';
const filtering = (block: string, head = 'title: f\nlogsource: {product: aws}\n'): string =>
  `${BASE}---\n${head}filter:\n${block.replace(/^/gm, '  ')}\n`;

function reasons(text: string): string {
  const { documents } = loadRules([{ file: 'a.yml', text }]);
  const bad = documents.filter(({ state }) => state !== 'loaded');
  for (const { line, column, file } of bad)
    expect({ file, ok: line > 0 && column > 0 }).toEqual({ file: 'a.yml', ok: true });
  return bad.map(({ message }) => message).join('\n');
}

type Row = readonly [text: string, ...named: string[]];
const table = (name: string, rows: readonly Row[], wrap = (text: string): string => text): void =>
  describe(name, () => {
    it.each(rows)('%j is refused', (text, ...named) => {
      const said = reasons(wrap(text)).toLowerCase();
      for (const one of named) expect(said).toContain(one.toLowerCase());
      expect(said).not.toBe('');
    });
  });

table('YAML', [
  ['title: [a', 'yaml', 'line'],
  ['title: "a', 'yaml', 'line'],
  ['x: @a', 'yaml', 'line'],
  ['x: %a', 'yaml', 'line'],
  [' a: 1\nb: 2', 'yaml', 'line'],
  ['a: b: c', 'yaml', 'line 1'],
  [`${HEAD}x: ! a\n`.replace('! a', '!!binary YQ=='), 'yaml', 'line 3', 'binary'],
  [`${HEAD}x: !!map {}\n`, 'yaml', 'line 3'],
  [`${HEAD}x: !<tag:example.com,2026:y> a\n`, 'yaml', 'line 3'],
  [`${HEAD}x: !python/name:os.system a\n`, 'yaml', 'line 3'],
  [`${HEAD}title: u\n`, 'title'],
  [`${HEAD}detection: {sel: {a: 1, b: 2, a: 3}, condition: sel}\n`, '"a"'],
  [`${HEAD}detection: {sel: *who, condition: sel}\n`, 'alias', 'who'],
  [`${HEAD}x: &c {y: *c}\n`, 'alias', 'c'],
  ['42', 'map'],
  ['- title: t', 'map'],
  ['"title: t"', 'map'],
]);

table(
  'attributes',
  [
    ['title: 5', 'title'],
    ['title: {a: b}', 'title'],
    ['title: true', 'title'],
    ["title: ''", 'title'],
    [`title: ${'é'.repeat(257)}`, 'title', '257'],
  ],
  (line) => `${line}\nlogsource: {product: aws}\ndetection: {sel: {x: 1}, condition: sel}\n`,
);

table(
  'optional attributes',
  [
    ['id: 5', 'id', '5'],
    ['id: [a]', 'id'],
    ["id: ''", 'id'],
    ["name: ''", 'name'],
    ['name: 5', 'name'],
    ['related: x', 'related'],
    ['related: {id: a, type: derived}', 'related'],
    ['related: [x]', 'related'],
    ['related: [{id: a}]', 'related', 'type'],
    ['related: [{id: 5, type: derived}]', 'related'],
    ['related: [{id: a, type: derivd}]', 'related', 'derivd', 'did you mean derived'],
    ['taxonomy: [a]', 'taxonomy'],
    ['status: Stable', 'status', 'Stable', 'did you mean stable'],
    ['status: true', 'status', 'true'],
    ['status: done', 'status', 'done', 'experimental'],
    ["status: ''", 'status'],
    ['description: 5', 'description'],
    ['author: [a, b]', 'author'],
    ['license: {a: b}', 'license'],
    ['references: https://example.com', 'references'],
    ['references: [5]', 'references'],
    ['references: [[a]]', 'references'],
    ['fields: x', 'fields'],
    ['falsepositives: unknown', 'falsepositives'],
    ['tags: attack.t1078', 'tags'],
    ['tags: [{a: b}]', 'tags'],
    ['scope: server', 'scope'],
    ['date: 20240501', 'date', '20240501'],
    ['date: 2024-13-01', 'date', '2024-13-01'],
    ['date: 2023-02-29', 'date', '2023-02-29'],
    ['date: 2024-5-1', 'date', '2024-5-1'],
    ['date: 01.05.2024', 'date'],
    ['date: 2024-05-01 10:00:00', 'date'],
    ['modified: 2024/02/30', 'modified', '2024/02/30'],
    ['modified: [2024-01-01]', 'modified'],
    ['level: HIGH', 'level', 'HIGH', 'did you mean high'],
    ['level: info', 'level', 'info'],
    ['level: critcal', 'level', 'critcal', 'did you mean critical'],
    ['level: 5', 'level', '5'],
  ],
  (line) => `${line}\n${BASE.replace(/^(id|name): .*\n/gm, '')}`,
);

table(
  'log sources',
  [
    ['logsource:\n', 'logsource'],
    ['logsource: {}\n', 'logsource'],
    ['logsource: [a]\n', 'logsource'],
    ['logsource: {definition: d}\n', 'logsource'],
    ['logsource: {category: 5}\n', 'category'],
    ['logsource: {product: [aws]}\n', 'product'],
    ['logsource: {product: aws, service: true}\n', 'service'],
    ['logsource: {product: aws, definition: {a: b}}\n', 'definition'],
    ['logsuorce: {product: aws}\n', 'logsource', 'was logsuorce'],
    ['logsource: {prodcut: aws}\n', 'logsource'],
  ],
  (part) => `title: t\n${part}detection: {sel: {x: 1}, condition: sel}\n`,
);

table(
  'shapes of detections',
  [
    ['{}', 'my_search'],
    ['[]', 'my_search'],
    ['null', 'my_search', 'null'],
    ['[{}]', 'my_search'],
    ['[[a]]', 'my_search'],
    ['[a, null]', 'my_search', 'null'],
    ['x: []', 'x'],
    ['x: {y: 1}', 'x', 'map'],
    ['x: [{y: 1}]', 'x', 'map'],
    ['x: [[1]]', 'x', 'list'],
    ['x: [a, null]', 'x', 'null'],
    ['x: [~]', 'x', 'null'],
    ["'': a", 'my_search', 'field'],
    ['x|contains:', 'x|contains', 'null'],
    ['x|contains: [a, ~]', 'x|contains', 'null'],
    ['x|contains: true', 'x|contains'],
  ],
  selecting,
);

table(
  'modifiers',
  [
    ['x|containz: a', 'containz', 'did you mean contains'],
    ['x|Contains: a', 'Contains', 'did you mean contains'],
    ['x|not: a', 'not', 'neq'],
    ['x||contains: a', 'x', 'empty'],
    ['x|: a', 'x', 'empty'],
    ['x|contains|: a', 'x', 'empty'],
    ['x|contains|startswith: a', 'startswith'],
    ['x|startswith|endswith: a', 'endswith'],
    ['x|contains|contains: a', 'contains'],
    ['x|exists|contains: true', 'exists'],
    ['x|contains|exists: true', 'exists'],
    ['x|exists|neq: true', 'exists'],
    ['x|exists|all: [true]', 'exists'],
    ['x|exists: [true]', 'exists'],
    ["x|exists: 'true'", 'exists'],
    ['x|exists: 1', 'exists'],
    ['x|exists:', 'exists'],
    ["'|exists': true", 'exists'],
    ["'|fieldref': a", 'fieldref'],
    ['x|i: a', 'i'],
    ['x|contains|i: a', 'i'],
    ['x|i|re: a', 'i'],
    ['x|re|all|i: [a, b]', 'i'],
    ['x|re|i|i: a', 'i'],
    ['x|re|contains: a', 'contains'],
    ['x|contains|re: a', 'contains'],
    ['x|cased|re: a', 'cased'],
    ['x|windash|re: a', 'windash'],
    ['x|base64|re: a', 'base64'],
    ['x|contains|fieldref: y', 'contains'],
    ['x|base64|fieldref: y', 'base64'],
    ['x|fieldref: y*', 'fieldref', 'y*'],
    ['x|fieldref: 5', 'fieldref'],
    ["x|fieldref: ''", 'fieldref'],
    ['x|fieldref|expand: "%a%"', 'expand'],
    ['x|wide|cidr: 10.0.0.0/8', 'wide'],
    ['x|contains|cidr: 10.0.0.0/8', 'contains'],
    ['x|cased|cidr: 10.0.0.0/8', 'cased'],
    ['x|base64|gt: 5', 'base64'],
    ['x|contains|gt: 5', 'contains'],
    ['x|windash|exists: true', 'windash'],
    ['x|base64|hour: 5', 'base64'],
    ['x|base64|base64offset: a', 'base64offset'],
    ['x|wide|utf16be|base64: a', 'utf16be'],
    ['x|wide|utf16le|base64: a', 'utf16le'],
    ['x|base64|wide: a', 'wide'],
    ['x|contains|base64: a', 'contains'],
    ['x|base64offset|windash: a', 'windash'],
    ['x|gt|lt: 5', 'lt'],
    ['x|gt|gte: 5', 'gte'],
    ['x|gt|gt: 5', 'gt'],
    ['x|hour|minute: 5', 'minute'],
    ['x|gt|hour: 5', 'hour'],
    ["x|base64: 'a*'", 'x', 'base64'],
    ["x|base64offset|contains: 'a?'", 'x', 'base64offset'],
    ["x|wide|base64: 'a*'", 'x', 'base64'],
    ["x|base64offset|contains: ''", 'x'],
    ['x|neq|neq: a', 'neq'],
    ['x|re|gt: 5', 'gt'],
  ],
  selecting,
);

table(
  'values of modifiers',
  [
    ["x|re: 'a(?=b)'", 'x|re', 'lookahead'],
    ["x|re: 'a(?!b)'", 'x|re', 'lookahead'],
    ["x|re: '(?<=a)b'", 'x|re'],
    ["x|re: '(?<!a)b'", 'x|re'],
    ["x|re: '(a)\\1'", 'x|re', 'backreference'],
    ["x|re: '(?P<n>a)(?P=n)'", 'x|re'],
    ["x|re: '(?>a)'", 'x|re', 'atomic'],
    ["x|re: 'a++'", 'x|re', 'possessive'],
    ["x|re: '[a'", 'x|re'],
    ["x|re: 'a)'", 'x|re'],
    ["x|re: '*a'", 'x|re'],
    ["x|re: 'a{2,1}'", 'x|re'],
    ["x|re: 'a{1001}'", 'x|re'],
    ["x|re: '(?:a{1,100}){1,100}'", 'x|re'],
    ["x|re: '[z-a]'", 'x|re'],
    ["x|re: '\\'", 'x|re'],
    ["x|re: '\\y'", 'x|re'],
    ["x|re: ['a', '[']", 'x|re', '['],
    ['x|re: true', 'x|re'],
    ['x|re:', 'x|re'],
    ['x|cidr: 10.0.0.0', '10.0.0.0'],
    ['x|cidr: 10.0.0.0/33', '10.0.0.0/33'],
    ['x|cidr: 10.0.0.1/8', '10.0.0.1/8'],
    ['x|cidr: 10.0.*', '10.0.*'],
    ['x|cidr: 10.0.0/8', '10.0.0/8'],
    ['x|cidr: 010.0.0.0/8', '010.0.0.0/8'],
    ['x|cidr: 10.0.0.0/', '10.0.0.0/'],
    ['x|cidr: 10.0.0.0/-1', '10.0.0.0/-1'],
    ['x|cidr: 10.0.0.0/255.0.0.0', '10.0.0.0/255.0.0.0'],
    ['x|cidr: example.com/8', 'example.com/8'],
    ["x|cidr: ''", 'cidr'],
    ['x|cidr: 2001:db8::/129', '2001:db8::/129'],
    ['x|cidr: 2001:db8::1/32', '2001:db8::1/32'],
    ['x|cidr: 2001:db8:::/32', '2001:db8:::/32'],
    ['x|cidr: ["10.0.0.0/8", "nope/8"]', 'nope/8'],
    ['x|cidr: 10.5', 'cidr', '10.5'],
    ["x|gt: '5'", 'gt'],
    ['x|gte: many', 'gte'],
    ['x|lt: true', 'lt'],
    ['x|lte: .inf', 'lte'],
    ['x|lte: .nan', 'lte'],
    ['x|gt:', 'gt'],
    ['x|gt: [1, a]', 'gt'],
    ["x|hour: '5'", 'hour'],
    ['x|hour: noon', 'hour'],
    ["x|hour|gte: '5'", 'hour'],
    ["x|expand: '%nobody%'", 'nobody'],
    ["x|expand: 'a %nobody% b %noone%'", 'nobody', 'noone'],
    ["x|re|expand: '%nobody%'", 'nobody'],
    ["x|cidr|expand: '%nobody%'", 'expand'],
  ],
  selecting,
);

table(
  'conditions',
  [
    ["''", 'condition'],
    ["'  '", 'condition'],
    ['5', 'condition'],
    ['true', 'condition'],
    ['{a: b}', 'condition'],
    ['[]', 'condition'],
    ['[sel_a, 5]', 'condition'],
    ['[sel_a, [sel_b]]', 'condition'],
    ['sel_a and', 'condition'],
    ['and sel_a', 'condition'],
    ['sel_a or or sel_b', 'condition'],
    ['sel_a sel_b', 'condition'],
    ['not', 'condition'],
    ['sel_a not sel_b', 'condition'],
    ['(sel_a', 'condition'],
    ['sel_a)', 'condition'],
    ['()', 'condition'],
    ['1 of', 'condition'],
    ['of them', 'condition'],
    ['1 them', 'condition'],
    ['2 of sel_*', 'condition', '2 of'],
    ['0 of them', 'condition'],
    ['1 of (sel_a or sel_b)', 'condition'],
    ['sel_*', 'condition', 'sel_*'],
    ['sel_a AND sel_b', 'condition', 'AND', 'write and'],
    ['NOT sel_a', 'condition', 'write not'],
    ['1 OF them', 'condition', 'write of'],
    ['ALL of them', 'condition'],
    ['sel_a && sel_b', 'condition', '&&'],
    ['sel_a | foo', 'condition'],
    ['sel.a', 'condition'],
    ['sel_c', 'sel_c', 'did you mean sel_'],
    ['sel_a and nowhere', 'nowhere'],
    ['not nowhere or elsewhere', 'nowhere', 'elsewhere'],
    ['1 of filter_*', 'filter_*'],
    ['all of nothing_*', 'nothing_*'],
    ['1 of sle_*', 'sle_*', 'did you mean sel_*'],
    ['1 of nowhere', 'nowhere'],
    ['all of *_hidden', '*_hidden'],
    ['them', 'them'],
    ['[sel_a, nowhere]', 'nowhere'],
  ],
  (condition) => conditioned(condition),
);

table(
  'correlations',
  [
    [COUNT.replace('type: event_count\n', ''), 'type'],
    [COUNT.replace('event_count', 'event_cuont'), 'event_cuont', 'did you mean event_count'],
    [COUNT.replace('event_count', 'value_median'), 'value_median'],
    [COUNT.replace('event_count', '[temporal]'), 'type'],
    [COUNT.replace('rules: [base]\n', ''), 'rules'],
    [COUNT.replace('[base]', '[]'), 'rules'],
    [COUNT.replace('[base]', '{a: b}'), 'rules'],
    [COUNT.replace('[base]', '[base, [a]]'), 'rules'],
    [COUNT.replace('[base]', '[base, ghost]'), 'ghost'],
    [COUNT.replace('[base]', '[bsae]'), 'bsae', 'did you mean base'],
    [COUNT.replace('[base]', '[corr]'), 'corr'],
    [COUNT.replace('timespan: 5m\n', ''), 'timespan'],
    ...(['1h30m', '5x', '300', '0m', "'5 m'", '-5m', '5M', '1w', '1.5h', 'm', '""'] as const).map(
      (span): Row => [COUNT.replace('5m', span), 'timespan', span.replace(/['"[\]]/g, '')],
    ),
    [COUNT.replace('5m', '10min'), '10min', 'did you mean 10m'],
    [COUNT.replace('5m', '300'), 'did you mean 300s'],
    [COUNT.replace('condition: {gte: 2}', ''), 'condition'],
    [COUNT.replace('{gte: 2}', '{}'), 'condition'],
    [COUNT.replace('{gte: 2}', '"gte: 2"'), 'condition'],
    [COUNT.replace('{gte: 2}', '[gte]'), 'condition'],
    [COUNT.replace('{gte: 2}', '{gte: "2"}'), 'gte', '2'],
    [COUNT.replace('{gte: 2}', '{gte: many}'), 'gte', 'many'],
    [COUNT.replace('{gte: 2}', '{gte: }'), 'gte'],
    [COUNT.replace('{gte: 2}', '{gte: [2]}'), 'gte'],
    [COUNT.replace('{gte: 2}', '{gtee: 2}'), 'gtee', 'did you mean gte'],
    [COUNT.replace('{gte: 2}', '{gte: 2, around: 5}'), 'around'],
    [COUNT.replace('{gte: 2}', '{field: x}'), 'condition', 'gte'],
    [COUNT.replace('event_count', 'temporal').replace('{gte: 2}', '{}'), 'condition'],
    [COUNT.replace('event_count', 'temporal_ordered').replace('{gte: 2}', '{at_least: 1}'), 'at_least'],
    ...(['value_count', 'value_sum', 'value_avg', 'value_percentile'] as const).map(
      (type): Row => [COUNT.replace('event_count', type), 'field'],
    ),
    [COUNT.replace('event_count', 'value_sum').replace('{', '{field: [a, b], '), 'field'],
    [COUNT.replace('event_count', 'value_count').replace('{', '{field: [], '), 'field'],
    [COUNT.replace('event_count', 'value_count').replace('{', '{field: 5, '), 'field'],
    [COUNT.replace('event_count', 'value_count').replace('{', '{field: {a: b}, '), 'field'],
    [
      COUNT.replace('event_count', 'value_percentile').replace('{', '{field: a, percentile: 101, '),
      'percentile',
      '101',
    ],
    [
      COUNT.replace('event_count', 'value_percentile').replace('{', '{field: a, percentile: x, '),
      'percentile',
      'x',
    ],
    [COUNT.replace('event_count', 'value_sum').replace('{', '{field: a, percentile: 5, '), 'percentile'],
    [`${COUNT}\ngroup-by: user`, 'group-by'],
    [`${COUNT}\ngroup-by: [5]`, 'group-by'],
    [`${COUNT}\ngroup-by: {a: b}`, 'group-by'],
    [`${COUNT}\ngroup_by: [a]`, 'group_by', 'did you mean group-by'],
    [`${COUNT}\ntimeframe: 5m`, 'timeframe', 'did you mean timespan'],
    [`${COUNT}\naliases: [a]`, 'aliases'],
    [`${COUNT}\naliases: {a: x}`, '"a"'],
    [`${COUNT}\naliases: {a: {base: 5}}`, '"base"'],
    [`${COUNT}\ngroup-by: [a]\naliases: {a: {ghost: x}}`, 'ghost'],
    [`${COUNT}\ngenerate: sometimes`, 'generate'],
    [`${COUNT}\ngenerate: 1`, 'generate'],
  ],
  correlating,
);

describe('correlations and filters as documents', () => {
  it.each<Row>([
    [correlating(COUNT, 'generate: yes\n'), 'generate'],
    [`${BASE}---\ntitle: c\ncorrelation: x\n`, 'correlation'],
    [`${BASE}---\ntitle: c\ncorrelation:\n`, 'correlation'],
    [
      `${BASE}---\ncorrelation: {type: event_count, rules: [base], timespan: 5m, condition: {gt: 1}}\n`,
      'title',
    ],
    [correlating(COUNT, 'level: hgih\n'), 'hgih', 'did you mean high'],
    [filtering('rules: [base]\nsel: {x: 1}\ncondition: not sel', 'title: f\n'), 'logsource'],
    [filtering('rules: [base]\nsel: {x: 1}\ncondition: not sel', 'logsource: {product: aws}\n'), 'title'],
    [filtering('sel: {x: 1}\ncondition: not sel'), 'rules'],
    [filtering('rules: []\nsel: {x: 1}\ncondition: not sel'), 'rules'],
    [filtering('rules: {a: b}\nsel: {x: 1}\ncondition: not sel'), 'rules'],
    [filtering('rules: [base]\nsel: {x: 1}'), 'condition'],
    [filtering('rules: [base]\ncondition: not sel'), 'filter'],
    [filtering('rules: [base]\nsel: {x: 1}\ncondition: not sle'), 'sle', 'did you mean sel'],
    [filtering('rules: [base]\nsel: {x|containz: 1}\ncondition: not sel'), 'containz'],
    [filtering('rules: [base]\nsel: {}\ncondition: not sel'), 'sel'],
    [filtering('rules: [base]\nsel: {x: 1}\ncondition: sel | count() > 5'), 'condition', 'count'],
    [`${BASE}---\n${HEAD}filter: x\n`, 'filter', 'map'],
    [`${BASE}---\n${BASE.replace('name: base', 'name: other')}`, '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11'],
    [`${BASE}---\n${BASE.replace(/^id: .*\n/m, '')}`, 'base'],
    [`${BASE}---\n${HEAD}action: merge\n`, 'action', 'merge'],
  ])('%j is refused', (text, ...named) => {
    const said = reasons(text).toLowerCase();
    for (const one of named) expect(said).toContain(one.toLowerCase());
    expect(said).not.toBe('');
  });

  it('names all members of a circle, whatever its length, in each of them', () => {
    const link = (name: string, next: string): string =>
      `title: ${name}\nname: ${name}\ncorrelation: {type: event_count, rules: [${next}], timespan: 1m, condition: {gt: 1}}\n`;
    const { documents, correlations } = loadRules([
      {
        file: 'a.yml',
        text: [link('first', 'second'), link('second', 'third'), link('third', 'first')].join('---\n'),
      },
      { file: 'b.yml', text: link('myself', 'myself') },
    ]);
    expect(correlations).toEqual([]);
    for (const { message, file } of documents)
      for (const name of file === 'a.yml' ? ['first', 'second', 'third'] : ['myself'])
        expect(message).toContain(name);
  });

  it('tells all problems of all documents and files at once', () => {
    const bad =
      'title: t\nlevel: hgih\nstatus: don\nlogsource: {product: 5}\ndetection:\n  sel: {a|containz: 1, b|re: "["}\n  condition: sel and nope\n';
    const { documents } = loadRules([
      { file: 'a.yml', text: `${bad}---\n- no map\n---\n${bad}` },
      { file: 'b.yml', text: 'x: [' },
    ]);
    const places = documents.map(({ file, document, code }) => `${file} ${document} ${code}`);
    const one = [
      'SIGMA_ATTRIBUTE',
      'SIGMA_ATTRIBUTE',
      'SIGMA_LOGSOURCE',
      'SIGMA_MODIFIER',
      'SIGMA_REGEX',
      'SIGMA_CONDITION',
    ];
    expect(places.slice(0, -1)).toEqual([
      ...one.map((code) => `a.yml 1 ${code}`),
      'a.yml 2 SIGMA_DOCUMENT',
      ...one.map((code) => `a.yml 3 ${code}`),
    ]);
    expect(places.at(-1)).toBe('b.yml 1 SIGMA_YAML');
  });
});

describe('what only looks wrong', () => {
  it.each([
    conditioned('1 of them'),
    conditioned('all of *'),
    conditioned('any of sel_*'),
    conditioned('1 of _hid*'),
    conditioned('_hidden'),
    conditioned('1 of _hidden'),
    conditioned('[sel_a, sel_b]'),
    conditioned('|\n    sel_a\n    and not\n    (sel_b)'),
    conditioned('not not sel_a'),
    conditioned('((sel_a))'),
    conditioned('1 of s*l_*a'),
    `${HEAD}detection: {not_admin: {x: 1}, or1: {x: 1}, all_logs: {x: 1}, and-x: {x: 1}, condition: not not_admin and or1 or all_logs and and-x}\n`,
    `${HEAD}detection: {all: {x: 1}, any: {x: 1}, condition: all and not any}\n`,
    `${HEAD}detection: {'1': {x: 1}, condition: '1'}\n`,
    `${HEAD}correlation:\nfilter:\ndetection: {sel: {x: 1}, condition: sel}\n`,
    `${HEAD}level:\nstatus:\nid:\ntags:\nrelated:\ndetection: {sel: {x: 1}, condition: sel}\n`,
    `${HEAD}custom: {deep: [1]}\nids: 5\ndetection: {sel: {x: 1}, condition: sel}\n`,
    `title: ${'😀'.repeat(256)}\nlogsource: {category: process_creation, product: windows, vendor: x, anything: [1]}\ndetection: {sel: {x: 1}, condition: sel}\n`,
    `%YAML 1.2\n---\n${HEAD}detection: {sel: {x: 1}, condition: sel}\n...\n`,
    `# comment\n\n---\n---\n${HEAD}detection: {sel: {x: 1}, condition: sel}\n---\n`,
    correlating(COUNT.replace('[base]', 'base')),
    correlating(COUNT.replace('[base]', '6F0F1C1E-5C0E-4B36-9D3C-2B0F6F0A7A11')),
    correlating(COUNT.replace('{gte: 2}', '{gte: 2, lt: 10, neq: 5}')),
    correlating(COUNT.replace('{gte: 2}', '{eq: 0}')),
    correlating('type: temporal\nrules: [base]\ntimespan: 86400s'),
    correlating('type: temporal_ordered\nrules: [base]\ntimespan: 1d\ncondition: {gte: 1}'),
    correlating(COUNT.replace('event_count', 'value_count').replace('{', '{field: [a, b], ')),
    correlating(
      COUNT.replace('event_count', 'value_percentile').replace('{', '{field: a, percentile: 99.9, '),
    ),
    correlating(`${COUNT}\ngroup-by: [who]\naliases: {who: {base: user.name}}`),
    correlating(`${COUNT}\ngenerate: true`),
    correlating(COUNT, 'generate: true\n'),
    filtering('rules: any\nsel: {x: 1}\ncondition: not sel'),
    filtering('rules: base\nsel: {x: 1}\ncondition: not sel'),
    filtering('rules: [ghost]\nsel: {x: 1}\ncondition: not sel'),
    filtering('rules: [base]\nsel: [word]\ncondition: [not sel, 1 of them]'),
  ])('%j loads', (text) => expect(reasons(text)).toBe(''));
});
