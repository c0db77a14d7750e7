import { describe, expect, it } from '@jest/globals';
import { loadRules } from './load.ts';

const WHOLE = {
  title: 'title: t',
  logsource: 'logsource: { product: aws }',
  detection: 'detection: { a: x, condition: a }',
};

/** What is said of a rule with one more line, or another one of the same name; lines without a name are all there is. */
function said(line: string): readonly string[] {
  const [name = ''] = line.split(':');
  const others = Object.entries(WHOLE).flatMap(([key, written]) => (key === name ? [] : [written]));
  const text = line.includes(':') ? [...others, line].join('\n') : line;
  return loadRules([{ file: 'a.yml', text: `${text}\n` }]).documents.map(({ state, notices, ...one }) =>
    state === 'loaded'
      ? [one.message, ...notices].join('; ')
      : `${one.code} ${one.line}:${one.column} ${one.message}`,
  );
}

const ROWS: readonly (readonly [string, ...string[]])[] = [
  ['5', 'SIGMA_DOCUMENT 1:1 a document must be a map of rule attributes, found the number 5'],
  ['[a]', 'SIGMA_DOCUMENT 1:1 a document must be a map of rule attributes, found a list'],
  [
    '{}',
    'SIGMA_ATTRIBUTE 1:1 title is missing; it is a text of 1 to 256 characters',
    'SIGMA_ATTRIBUTE 1:1 logsource is missing; it is a map with category, product or service',
    'SIGMA_ATTRIBUTE 1:1 detection is missing; it is a map with condition and at least one search identifier',
  ],
  ['title: [x]', 'SIGMA_ATTRIBUTE 3:8 title must be a text, found a list'],
  ['title:', 'SIGMA_ATTRIBUTE 3:1 title has nothing behind it; it is a text of 1 to 256 characters'],
  ["title: ''", 'SIGMA_ATTRIBUTE 3:8 title must have 1 to 256 characters, found an empty text'],
  [`title: ${'x'.repeat(257)}`, 'SIGMA_ATTRIBUTE 3:8 title must have 1 to 256 characters, found 257'],
  ["id: ''", 'SIGMA_ATTRIBUTE 4:5 id must not be empty, found an empty text'],
  ["name: ''", 'SIGMA_ATTRIBUTE 4:7 name must not be empty, found an empty text'],
  [
    'logsource:',
    'SIGMA_ATTRIBUTE 3:1 logsource has nothing behind it; it is a map with category, product or service',
  ],
  [
    'detection: ~',
    'SIGMA_ATTRIBUTE 3:1 detection has nothing behind it; it is a map with condition and at least one search identifier',
  ],
  ['title: 5', 'SIGMA_ATTRIBUTE 3:8 title must be a text, found the number 5'],
  ['id: 5', 'SIGMA_ATTRIBUTE 4:5 id must be a text, found the number 5'],
  ['id: [x]', 'SIGMA_ATTRIBUTE 4:5 id must be a text, found a list'],
  ['id: not-a-uuid', 'loaded; id "not-a-uuid" is not a UUID'],
  ['name: 5', 'SIGMA_ATTRIBUTE 4:7 name must be a text, found the number 5'],
  ['name: [x]', 'SIGMA_ATTRIBUTE 4:7 name must be a text, found a list'],
  [
    'level: High',
    'SIGMA_ATTRIBUTE 4:8 level is "High"; allowed are informational, low, medium, high, critical; did you mean high?',
  ],
  [
    'level: hihg',
    'SIGMA_ATTRIBUTE 4:8 level is "hihg"; allowed are informational, low, medium, high, critical; did you mean high?',
  ],
  [
    'level: info',
    'SIGMA_ATTRIBUTE 4:8 level is "info"; allowed are informational, low, medium, high, critical; did you mean informational?',
  ],
  ['level: in', 'SIGMA_ATTRIBUTE 4:8 level is "in"; allowed are informational, low, medium, high, critical'],
  [
    'logsource: { produkt: aws }',
    'SIGMA_LOGSOURCE 3:12 logsource must state at least one of category, product, service; found "produkt", did you mean product?',
  ],
  ['level: 5', 'SIGMA_ATTRIBUTE 4:8 level is "5"; allowed are informational, low, medium, high, critical'],
  [
    'level: [low]',
    'SIGMA_ATTRIBUTE 4:8 level is a list; allowed are informational, low, medium, high, critical',
  ],
  ['level:', 'loaded'],
  [
    'status: stabel',
    'SIGMA_ATTRIBUTE 4:9 status is "stabel"; allowed are stable, test, experimental, deprecated, unsupported; did you mean stable?',
  ],
  [
    'status: [stable]',
    'SIGMA_ATTRIBUTE 4:9 status is a list; allowed are stable, test, experimental, deprecated, unsupported',
  ],
  ['description: 5', 'SIGMA_ATTRIBUTE 4:14 description must be a text, found the number 5'],
  ['description: [x]', 'SIGMA_ATTRIBUTE 4:14 description must be a text, found a list'],
  ['author: [x]', 'SIGMA_ATTRIBUTE 4:9 author must be a text, found a list'],
  ['license: {}', 'SIGMA_ATTRIBUTE 4:10 license must be a text, found a map'],
  ['references: x', 'SIGMA_ATTRIBUTE 4:13 references must be a list of texts, found text'],
  ['references: [x, 5]', 'SIGMA_ATTRIBUTE 4:17 references must be a list of texts, found the number 5 in it'],
  ['references: {}', 'SIGMA_ATTRIBUTE 4:13 references must be a list of texts, found a map'],
  ['references:', 'loaded'],
  ['tags: [5]', 'SIGMA_ATTRIBUTE 4:8 tags must be a list of texts, found the number 5 in it'],
  [
    'tags: [Attack.T1000, x, attack.t1078]',
    'loaded; tag "Attack.T1000" is not in lower case; tag "x" does not have the form namespace.name',
  ],
  [
    'tags: [atack.t1000, own.x, attack.t1000]',
    'loaded; tag "atack.t1000" has an unknown namespace; did you mean attack?; tag "own.x" has an unknown namespace',
  ],
  ['fields: x', 'SIGMA_ATTRIBUTE 4:9 fields must be a list of texts, found text'],
  ['falsepositives: [null, x]', 'loaded; falsepositives has an entry with nothing in it'],
  [
    'falsepositives:\n  - Backups: at night',
    'SIGMA_ATTRIBUTE 5:5 falsepositives must be a list of texts, found a map in it; a text that has a colon and a space in it needs quotes',
  ],
  ['references:\n  -', 'loaded; references has an entry with nothing in it'],
  ['tags: [null]', 'SIGMA_ATTRIBUTE 4:8 tags must be a list of texts, found null in it'],
  ['scope: [[x]]', 'SIGMA_ATTRIBUTE 4:9 scope must be a list of texts, found a list in it'],
  [
    'date: 2024-02-30',
    'SIGMA_ATTRIBUTE 4:7 date must be a day that exists, as YYYY-MM-DD, found "2024-02-30"',
  ],
  ['date: 2024/02/01', 'loaded; date 2024/02/01 is written as in version 1; write YYYY-MM-DD'],
  ['date: 20240201', 'SIGMA_ATTRIBUTE 4:7 date must be a day that exists, as YYYY-MM-DD, found "20240201"'],
  ['date: 2000-02-29', 'loaded'],
  [
    'date: 1900-02-29',
    'SIGMA_ATTRIBUTE 4:7 date must be a day that exists, as YYYY-MM-DD, found "1900-02-29"',
  ],
  ['date: 2024-2-01', 'SIGMA_ATTRIBUTE 4:7 date must be a day that exists, as YYYY-MM-DD, found "2024-2-01"'],
  ['date: 2024-02-1', 'SIGMA_ATTRIBUTE 4:7 date must be a day that exists, as YYYY-MM-DD, found "2024-02-1"'],
  [
    'date: 2024-02-00',
    'SIGMA_ATTRIBUTE 4:7 date must be a day that exists, as YYYY-MM-DD, found "2024-02-00"',
  ],
  ['modified: 2024/2/1', 'loaded; modified 2024/2/1 is written as in version 1; write YYYY-MM-DD'],
  ['date: 5', 'SIGMA_ATTRIBUTE 4:7 date must be a day that exists, as YYYY-MM-DD, found "5"'],
  [
    "modified: '2024-13-01'",
    'SIGMA_ATTRIBUTE 4:11 modified must be a day that exists, as YYYY-MM-DD, found "2024-13-01"',
  ],
  ['modified: [x]', 'SIGMA_ATTRIBUTE 4:11 modified must be a day that exists, as YYYY-MM-DD, found a list'],
  ['related: x', 'SIGMA_ATTRIBUTE 4:10 related must be a list of maps with id and type, found text'],
  ['related: [x]', 'SIGMA_ATTRIBUTE 4:11 related must be a list of maps with id and type, found text'],
  ['related: [{ id: x }]', 'SIGMA_ATTRIBUTE 4:11 related has an entry without type'],
  ['related: [{ type: derived }]', 'SIGMA_ATTRIBUTE 4:11 related has an entry without id'],
  [
    'related: [{ id: x, type: other }]',
    'SIGMA_ATTRIBUTE 4:26 related: type is "other"; allowed are derived, obsolete, merged, renamed, similar, correlation',
  ],
  [
    'related: [{ id: 5, type: derived }]',
    'SIGMA_ATTRIBUTE 4:17 related: id must be a text, found the number 5',
  ],
  [
    'related: [{ id: x, type: obsoletes }]',
    'loaded; related: the type obsoletes of version 1 is read as obsolete',
  ],
  ['related: [{ id: x, type: similar, more: 1 }]', 'loaded'],
  ['related: []', 'loaded'],
  ['taxonomy: 5', 'SIGMA_ATTRIBUTE 4:11 taxonomy must be a text, found the number 5'],
  ['taxonomy: other', 'loaded; taxonomy "other" is not sigma: field names are taken as they are'],
  [
    'logsource: x',
    'SIGMA_LOGSOURCE 3:12 logsource must be a map with category, product or service, found text',
  ],
  ['logsource: {}', 'SIGMA_LOGSOURCE 3:12 logsource must state at least one of category, product, service'],
  [
    'logsource: { definition: x }',
    'SIGMA_LOGSOURCE 3:12 logsource must state at least one of category, product, service',
  ],
  ['logsource: { product: 5 }', 'SIGMA_LOGSOURCE 3:23 logsource: product must be a text, found the number 5'],
  [
    "logsource: { product: '' }",
    'SIGMA_LOGSOURCE 3:12 logsource must state at least one of category, product, service',
  ],
  [
    "logsource: { product: x, service: '' }",
    'loaded; logsource: service is an empty text, which states nothing',
  ],
  ['logsource: { product: [a] }', 'SIGMA_LOGSOURCE 3:23 logsource: product must be a text, found a list'],
  ['logsource: { category: null, service: x }', 'loaded'],
  [
    'detection: x',
    'SIGMA_DETECTION 3:12 detection must be a map with condition and search identifiers, found text',
  ],
  ['action: x', 'SIGMA_ACTION 4:9 action "x" is unknown; allowed are global, reset, repeat'],
  ['action: repeat', 'SIGMA_ACTION 1:1 action repeat has no rule before it'],
  [
    'action: globl',
    'SIGMA_ACTION 4:9 action "globl" is unknown; allowed are global, reset, repeat; did you mean global?',
  ],
  ['taxonomy: sigma', 'loaded'],
  ['id: 6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11', 'loaded'],
  ['custom: { a: [1, null, { b: x }] }', 'loaded'],
  [
    'correlation: {}',
    'SIGMA_DOCUMENT 1:1 a document is a rule (detection), a correlation or a filter; found correlation and rule in one',
    'SIGMA_CORRELATION 4:14 correlation: type is missing; allowed are event_count, value_count, temporal, temporal_ordered, value_sum, value_avg, value_percentile',
    'SIGMA_CORRELATION 4:14 correlation: rules is missing; it is a list of ids or names of rules',
    'SIGMA_CORRELATION 4:14 correlation: timespan must be one whole number above 0 and s, m, h or d, such as 10m; it is missing',
  ],
  [
    'filter: {}',
    'SIGMA_DOCUMENT 1:1 a document is a rule (detection), a correlation or a filter; found filter and rule in one',
    'SIGMA_FILTER 4:9 filter: rules is missing; it is a list of ids or names of rules, or any',
    'SIGMA_DETECTION 4:9 filter has no search identifier beside the condition',
    'SIGMA_CONDITION 4:9 condition is missing in filter; it is a text such as: selection and not filter',
  ],
  [
    'filter: x',
    'SIGMA_DOCUMENT 1:1 a document is a rule (detection), a correlation or a filter; found filter and rule in one',
    'SIGMA_FILTER 4:9 filter must be a map with rules, condition and search identifiers, found text',
  ],
  [
    'filter: { rules: any, a: x, condition: a }',
    'SIGMA_DOCUMENT 1:1 a document is a rule (detection), a correlation or a filter; found filter and rule in one',
  ],
];

describe('what is said of a document', () => {
  it.each(ROWS)('%s', (line, ...expected) => expect(said(line)).toEqual(expected));
});

describe('what is kept of a document', () => {
  it('is everything that it says', () => {
    const text = [
      ...Object.values(WHOLE),
      ...['id: x', 'name: n', 'level: low', 'status: test', 'description: d', 'author: a', 'license: l'],
      ...[
        'taxonomy: sigma',
        'date: 2024-02-29',
        'modified: 2024/03/01',
        'tags: [attack.t1078]',
        'references: [r]',
      ],
      ...[
        'falsepositives: [f]',
        'fields: [g]',
        'scope: [s]',
        'related: [{ id: y, type: obsoletes }]',
        'own: { a: [1, ~] }',
      ],
    ];
    const { rules } = loadRules([{ file: 'a.yml', text: text.join('\n') }]);
    expect(rules).toMatchObject([
      {
        ...{ file: 'a.yml', line: 1, key: 'x', id: 'x', name: 'n', title: 't', level: 'low', status: 'test' },
        ...{
          description: 'd',
          author: 'a',
          license: 'l',
          taxonomy: 'sigma',
          date: '2024-02-29',
          modified: '2024-03-01',
        },
        ...{ tags: ['attack.t1078'], references: ['r'], falsepositives: ['f'], fields: ['g'], scope: ['s'] },
        ...{
          related: [{ id: 'y', type: 'obsolete' }],
          custom: { own: { a: [1, null] } },
          silent: false,
          filters: [],
        },
      },
    ]);
  });

  it('is nothing of what it leaves out', () => {
    const [rule] = loadRules([{ file: 'a.yml', text: Object.values(WHOLE).join('\n') }]).rules;
    expect(Object.keys(rule ?? {}).sort()).toEqual([
      ...[
        'custom',
        'detection',
        'falsepositives',
        'fields',
        'file',
        'filters',
        'key',
        'line',
        'logsource',
        'references',
      ],
      ...['related', 'scope', 'silent', 'tags', 'title'],
    ]);
  });

  it('may be more than Sigma asks for', () => {
    const seen: string[] = [];
    const check = ({ title }: { readonly title: string }) => {
      seen.push(title);
      return title === 'bad' ? [{ code: 'SIGMA_ATTRIBUTE' as const, message: 'no' }] : [];
    };
    const rule = (title: string): string => Object.values({ ...WHOLE, title: `title: ${title}` }).join('\n');
    const filter = 'title: f\nlogsource: { product: aws }\nfilter: { rules: any, a: x, condition: a }';
    const correlation = 'title: c\ncorrelation: { type: temporal, rules: [bad], timespan: 1m }';
    const text = [rule('good'), rule('bad'), `${rule('broken')}\nlevel: x`, filter, correlation].join(
      '\n---\n',
    );
    const report = loadRules([{ file: 'a.yml', text }], { check });
    expect(seen).toEqual(['good', 'bad', 'c']);
    expect(report.rules.map(({ title }) => title)).toEqual(['good']);
    expect(report.documents.map(({ line, state, message }) => `${line} ${state} ${message}`)).toEqual([
      ...['1 loaded loaded', '5 refused no'],
      '12 refused level is "x"; allowed are informational, low, medium, high, critical',
      ...['14 loaded loaded', '18 refused correlation: refers to "bad", which was refused'],
    ]);
  });
});
