import { describe, expect, it } from '@jest/globals';
import { loadRules } from '../load/load.ts';
import { correlationNotes } from './correlation-notes.ts';
import { placesIn } from './document-places.ts';

const RULE = `title: one
name: one
logsource: { product: aws }
detection: { s: { a: x }, condition: s }
---
title: two
name: two
logsource: { product: aws }
detection: { s: { a: y }, condition: s }
---
`;

function notes(correlation: string, dead: readonly string[] = []) {
  const text = `${RULE}title: joined\ncorrelation: ${correlation}\n`;
  const { correlations, documents } = loadRules([{ file: 'c.yml', text }]);
  expect(documents.filter(({ state }) => state !== 'loaded')).toEqual([]);
  const [joined] = correlations;
  if (!joined) throw new Error('no correlation');
  const places = placesIn(text)(joined.line);
  return correlationNotes(joined, places, new Set(dead));
}

const said = (correlation: string, dead?: readonly string[]) =>
  notes(correlation, dead).map(({ code, level, line, column }) => `${code} ${level} ${line}:${column}`);

describe('correlations', () => {
  it.each([
    '{ type: event_count, rules: [one], timespan: 1h, condition: { gte: 2 } }',
    '{ type: event_count, rules: [one], timespan: 1h, condition: { gt: 1, lt: 3 } }',
    '{ type: value_count, rules: [one], timespan: 1h, condition: { field: a, gte: 2 } }',
    '{ type: temporal, rules: [one, two], timespan: 1h }',
  ])('%s is in order', (correlation) => {
    expect(said(correlation)).toEqual([]);
  });

  it.each([
    '{ type: event_count, rules: [one], timespan: 1h, condition: { eq: 2 } }',
    '{ type: event_count, rules: [one], timespan: 1h, condition: { neq: 1 } }',
    '{ type: event_count, rules: [one], timespan: 1h, condition: { gt: 150000 } }',
    '{ type: value_sum, rules: [one], timespan: 1h, condition: { field: a, lt: 0 } }',
    '{ type: value_avg, rules: [one], timespan: 1h, condition: { field: a, gte: 1 } }',
    '{ type: temporal, rules: [one, two], timespan: 1h, condition: { gte: 1 } }',
    '{ type: temporal_ordered, rules: [one, two], timespan: 1h, condition: { eq: 2 } }',
  ])('%s is in order as well', (correlation) => {
    expect(said(correlation)).toEqual([]);
  });

  it.each([
    [
      '{ type: event_count, rules: [one], timespan: 1h, condition: { gte: 1 } }',
      'LINT_THRESHOLD_ONE warning',
    ],
    [
      '{ type: value_count, rules: [one], timespan: 1h, condition: { field: a, lte: 5 } }',
      'LINT_THRESHOLD_ONE warning',
    ],
    ['{ type: event_count, rules: [one], timespan: 1h, condition: { eq: 1 } }', 'LINT_THRESHOLD_ONE warning'],
    [
      '{ type: event_count, rules: [one], timespan: 1h, condition: { neq: 2 } }',
      'LINT_THRESHOLD_ONE warning',
    ],
    ['{ type: event_count, rules: [one], timespan: 1h, condition: { lte: 0 } }', 'LINT_NEVER_FIRES error'],
    [
      '{ type: event_count, rules: [one], timespan: 1h, condition: { eq: 3, neq: 3 } }',
      'LINT_NEVER_FIRES error',
    ],
    [
      '{ type: event_count, rules: [one], timespan: 1h, condition: { gt: 2, lt: 3 } }',
      'LINT_NEVER_FIRES error',
    ],
    ['{ type: event_count, rules: [one], timespan: 1h, condition: { lt: 1 } }', 'LINT_NEVER_FIRES error'],
    ['{ type: temporal, rules: [one, two], timespan: 1h, condition: { gte: 3 } }', 'LINT_NEVER_FIRES error'],
    ['{ type: temporal, rules: [one], timespan: 1h }', 'LINT_ONE_RULE warning'],
  ])('%s: %s', (correlation, expected) => {
    expect(said(correlation)).toEqual([expect.stringMatching(new RegExp(`^${expected} 12:\\d+$`))]);
  });

  it.each([
    [
      '{ type: event_count, rules: [one], timespan: 1h, condition: { gt: 2, lt: 3 } }',
      {
        message: 'no count meets the condition, so it never fires',
        found: 'gt 2, lt 3',
        allowed: 'a condition that some whole number from 1 meets',
      },
      '12:74',
    ],
    [
      '{ type: temporal, rules: [one, two], timespan: 1h, condition: { gte: 3 } }',
      { found: 'gte 3', allowed: 'a number from 1 to 2, the rules that it names' },
      '12:76',
    ],
    [
      '{ type: event_count, rules: [one], timespan: 1h, condition: { gte: 1 } }',
      {
        message:
          'one event is enough for the condition, so it fires wherever its rule matches; nothing is correlated',
        found: 'gte 1',
        suggestion: 'gte: 2 or more',
      },
      '12:74',
    ],
    [
      '{ type: temporal_ordered, rules: [one], timespan: 1h }',
      {
        message: 'temporal_ordered tells that several rules match together, and it names one',
        found: 'temporal_ordered',
        suggestion: 'event_count',
      },
      '12:47',
    ],
  ])('%s: says what is wrong, and what may stand there', (correlation, expected, at) => {
    const [note, ...more] = notes(correlation);
    expect(more).toEqual([]);
    expect(note).toMatchObject(expected);
    expect(`${note?.line}:${note?.column}`).toBe(at);
  });

  it.each([
    ['{ type: temporal, rules: [one, two], timespan: 1h }', ['name:one'], 'error', true],
    [
      '{ type: temporal, rules: [one, two], timespan: 1h, condition: { gte: 1 } }',
      ['name:one'],
      'warning',
      false,
    ],
    [
      '{ type: temporal, rules: [one, two], timespan: 1h, condition: { gte: 1 } }',
      ['name:one', 'name:two'],
      'error',
      true,
    ],
    ['{ type: event_count, rules: [one], timespan: 1h, condition: { gte: 2 } }', ['name:one'], 'error', true],
    [
      '{ type: value_count, rules: [one, two], timespan: 1h, condition: { field: a, gte: 2 } }',
      ['name:two'],
      'warning',
      false,
    ],
  ])('%s without %j: %s', (correlation, dead, level, never) => {
    const message = `the rule that it refers to can never match${never ? ', so it never fires' : ''}`;
    expect(notes(correlation, dead)).toEqual(
      dead.map((found) =>
        expect.objectContaining({ code: 'LINT_NEVER_FIRES', level, message, found, line: 12 }),
      ),
    );
    expect(notes(correlation, dead)[0]?.column).toBe(correlation.indexOf('[') + 14);
  });

  it('never fire when the rules never match that they need', () => {
    const both = '{ type: temporal, rules: [one, two], timespan: 1h }';
    const either = '{ type: event_count, rules: [one, two], timespan: 1h, condition: { gte: 2 } }';
    expect(said(both, ['name:one'])).toEqual([expect.stringMatching(/^LINT_NEVER_FIRES error/)]);
    expect(said(either, ['name:one'])).toEqual([expect.stringMatching(/^LINT_NEVER_FIRES warning/)]);
    expect(said(either, ['name:one', 'name:two'])).toHaveLength(2);
  });
});

describe('places', () => {
  it('are those of attributes and list items, in the document that begins on the line', () => {
    const places = placesIn('title: a\n---\ntitle: b\ntags:\n  - x\n  - y\n"level": low\n')(3);
    expect(places.at('tags', 1)).toEqual({ line: 6, column: 5 });
    expect(places.keyAt('level')).toEqual({ line: 7, column: 1 });
  });

  it('are those of as much of the path as there is', () => {
    const tagged = placesIn('title: a\ntags:\n  - x\n')(1);
    expect(tagged.at('tags', 7)).toEqual({ line: 3, column: 3 });
    expect(tagged.at('nothing', 'here')).toEqual({ line: 1, column: 1 });
    expect(tagged.keyAt('nothing')).toEqual({ line: 1, column: 1 });
    expect(placesIn('[no map')(4).at('tags')).toEqual({ line: 4, column: 1 });
    expect(placesIn('[no map')(4).keyAt('tags')).toEqual({ line: 4, column: 1 });
    const places = placesIn('title: a\nmap:\n  "0": x\nlist:\n  - y\n')(1);
    expect(places.at('map', 0)).toEqual({ line: 3, column: 3 });
    expect(places.at('list', '0')).toEqual({ line: 5, column: 3 });
    expect(places.at('title', 'a')).toEqual({ line: 1, column: 8 });
    expect(places.at('title', 0)).toEqual({ line: 1, column: 8 });
  });
});
