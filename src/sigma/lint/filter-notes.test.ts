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
function said(filter: string, logsource?: string): readonly string[] {
  const notes = notesOf(filter, logsource);
  expect(notes.map(({ code, level }) => `${code} ${level}`)).toEqual(notes.map(() => 'LINT_FILTER warning'));
  return notes.map(({ line, column, found, message }) => `${line}:${column} ${found} ${message}`);
}

function notesOf(filter: string, logsource = 'product: aws') {
  const text = `${RULES}title: sparing\nlogsource: { ${logsource} }\nfilter:\n  ${filter.replaceAll('; ', '\n  ')}\n`;
  const { rules, filters, documents } = loadRules([{ file: 'f.yml', text }]);
  expect(documents.filter(({ state }) => state !== 'loaded')).toEqual([]);
  const [one] = filters;
  if (!one) throw new Error('no filter');
  const onto = rules.filter(({ key }) => one.rules.includes(key));
  return filterNotes(one, onto, placesIn(text)(one.line), () => (field) => field === 'name');
}

describe('filters', () => {
  it.each([
    ['some of the values', 'rules: [one]; f: { name: x }; condition: not f'],
    ['another field', 'rules: any; f: { user: backup }; condition: not f'],
    ['what not all of their rules match', 'rules: any; f: { name: z, user: a }; condition: not f'],
    ['a value of one rule of several', 'rules: any; f: { name: x }; condition: not f'],
    ['what is not, by neq', "rules: [one]; f: { 'user|neq': a }; condition: f"],
    ['what is there', "rules: [one]; f: { 'user|exists': false }; condition: f"],
    ['all but one thing, by a not', 'rules: [one]; f: { user: a }; g: { group: b }; condition: f or not g'],
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
    expect(said(`rules: [two]; f: [${values}, { 'name|neq': z }]; condition: f and not f`)).toEqual([]);
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
    expect(said("rules: [two]; f: { 'name|neq': z }; condition: f")).toEqual([
      '16:14 two it leaves nothing of the rule "two"',
    ]);
  });

  it.each([
    [
      'rules: [one]; f: { user: a }; condition: f',
      'f its condition has no not, so its rules match only what it matches; to',
    ],
    ['rules: [one]; f: { user: a }; g: { group: b }; condition: f or g', 'f or g its condition has no not'],
    ['rules: [one]; f: { user: a }; condition: 1 of f*', '1 of f\\* its condition has no not'],
    ['rules: [one]; f: { user: a }; condition: not not f', 'not not f its condition has no not'],
    ['rules: [one]; f: { user: null }; condition: f', 'f its condition has no not'],
    ["rules: any; f: { user: a, 'group|neq': b }; condition: f", 'f its condition has no not'],
    [
      'rules: any; f: { name: a }; condition: f',
      'f its condition has no not, so its rules match only what it matches, which is nothing of the rule "one" and of 1 more; to exclude that, say not',
    ],
    [
      'rules: any; f: { name: z }; condition: f',
      'f its condition has no not, so its rules match only what it matches, which is nothing of the rule "one"; to exclude that, say not',
    ],
  ])('most likely have the sign the wrong way round: %s', (filter, message) => {
    expect(said(filter)).toEqual([expect.stringMatching(new RegExp(`^1[67]:14 ${message}`))]);
  });

  it('have what to say instead', () => {
    const instead = (condition: string) =>
      notesOf(`rules: any; sel: { user: a }; condition: ${condition}`).map(({ suggestion }) => suggestion);
    expect(instead('sel')).toEqual(['condition: not sel']);
    expect(instead('1 of sel*')).toEqual(['condition: not 1 of sel*']);
  });
});
