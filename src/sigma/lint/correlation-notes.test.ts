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

function said(correlation: string, dead: readonly string[] = []) {
  const text = `${RULE}title: joined\ncorrelation: ${correlation}\n`;
  const { correlations, documents } = loadRules([{ file: 'c.yml', text }]);
  expect(documents.filter(({ state }) => state !== 'loaded')).toEqual([]);
  const [joined] = correlations;
  if (!joined) throw new Error('no correlation');
  const places = placesIn(text)(joined.line);
  return correlationNotes(joined, places, new Set(dead)).map(
    ({ code, level, line, column }) => `${code} ${level} ${line}:${column}`,
  );
}

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
    [
      '{ type: event_count, rules: [one], timespan: 1h, condition: { gte: 1 } }',
      'LINT_THRESHOLD_ONE warning',
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
    const places = placesIn('title: a\ntags:\n  - x\n')(1);
    expect(places.at('tags', 7)).toEqual({ line: 3, column: 3 });
    expect(places.at('nothing', 'here')).toEqual({ line: 1, column: 1 });
    expect(places.keyAt('nothing')).toEqual({ line: 1, column: 1 });
    expect(placesIn('[no map')(4).at('tags')).toEqual({ line: 4, column: 1 });
  });
});
