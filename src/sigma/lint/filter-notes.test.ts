import { describe, expect, it } from '@jest/globals';
import { loadRules } from '../load/load.ts';
import { placesIn } from './document-places.ts';
import { filterNotes } from './filter-notes.ts';

const RULES = `title: one
name: one
logsource: { product: aws }
detection: { s: { name: [x, y] }, condition: s }
---
title: two
name: two
logsource: { product: aws }
detection: { s: { name: z }, condition: s }
---
`;

/** What is said of a filter, as `line:column found message`. */
function said(filter: string, logsource = 'product: aws'): readonly string[] {
  const text = `${RULES}title: sparing\nlogsource: { ${logsource} }\nfilter:\n  ${filter.replaceAll('; ', '\n  ')}\n`;
  const { rules, filters, documents } = loadRules([{ file: 'f.yml', text }]);
  expect(documents.filter(({ state }) => state !== 'loaded')).toEqual([]);
  const [one] = filters;
  if (!one) throw new Error('no filter');
  const onto = rules.filter(({ key }) => one.rules.includes(key));
  const notes = filterNotes(one, onto, placesIn(text)(one.line), () => (field) => field === 'name');
  expect(notes.map(({ code, level }) => `${code} ${level}`)).toEqual(notes.map(() => 'LINT_FILTER warning'));
  return notes.map(({ line, column, found, message }) => `${line}:${column} ${found} ${message}`);
}

describe('filters', () => {
  it.each([
    ['some of the values', 'rules: [one]; f: { name: x }; condition: not f'],
    ['another field', 'rules: any; f: { user: backup }; condition: not f'],
    ['what not all of their rules match', 'rules: any; f: { name: z, user: a }; condition: not f'],
    ['a value of one rule of several', 'rules: any; f: { name: x }; condition: not f'],
    ['what they do not ask for', 'rules: [one]; f: { user: a }; condition: f'],
  ])('have an effect that exclude %s', (_name, filter) => {
    expect(said(filter)).toEqual([]);
  });

  it.each([
    ['what their rule does not match', 'rules: [one]; f: { name: z }; condition: not f'],
    ['what none of their rules matches', 'rules: any; f: { name: other }; condition: not f'],
    ['nothing that their rule does not exclude', "rules: [two]; f: { 'name|startswith': z }; condition: f"],
  ])('have none that exclude %s', (_name, filter) => {
    expect(said(filter)).toEqual(['16:14  it has no effect: it excludes nothing that its rules match']);
  });

  it.each([
    ['rules: [one, ghost]; f: { name: x }; condition: not f', ['"ghost" is not in the rule set']],
    [
      'rules: [ones, three]; f: { name: x }; condition: not f',
      ['"ones" is not in the rule set; did you mean one?', '"three" is not in the rule set', 'no effect'],
    ],
  ])('are missing rules: %s', (filter, messages) => {
    expect(said(filter)).toEqual(
      messages.map((message) =>
        expect.stringMatching(new RegExp(`^14:10  .*${message.replace('?', '\\?')}`)),
      ),
    );
  });

  it('have none where no rule is of their log source', () => {
    expect(said('rules: any; f: { name: x }; condition: not f', 'product: gcp')).toEqual([
      '14:10  filter: no rule of its log source is meant; it has no effect',
    ]);
  });

  it('are passed over where there are too many ways to meet them', () => {
    const values = Array.from({ length: 65 }, (_, at) => `{ name: q${at} }`).join(', ');
    expect(said(`rules: any; f: [${values.replaceAll('q', 'x')}, { name: x }]; condition: not f`)).toEqual(
      [],
    );
    expect(said(`rules: [two]; f: [${values}]; condition: f`)).toEqual([
      '16:14 two it leaves nothing of the rule "two"',
    ]);
    expect(said(`rules: any; f: [${values.replaceAll('name: q', 'name|neq: q')}]; condition: not f`)).toEqual(
      [],
    );
  });

  it('leave nothing of a rule', () => {
    expect(said("rules: any; f: { 'name|exists': true }; condition: not f")).toEqual([
      '16:14 one it leaves nothing of the rule "one"',
      '16:14 two it leaves nothing of the rule "two"',
    ]);
    expect(said('rules: any; f: { name: z }; condition: not f')).toEqual([
      '16:14 two it leaves nothing of the rule "two"',
    ]);
    expect(said('rules: [two]; f: { name: x }; condition: f')).toEqual([
      '16:14 two it leaves nothing of the rule "two"',
    ]);
  });
});
