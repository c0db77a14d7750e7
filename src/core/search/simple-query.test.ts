import { describe, expect, it } from '@jest/globals';
import { sampleFinding } from '../../../test/support/sample-finding.ts';
import { findingDocument } from './finding-document.ts';
import { matchesQuery } from './matches-query.ts';
import { parseSimpleQuery } from './simple-query.ts';
import { wordsOf } from './words.ts';

const body = findingDocument(
  sampleFinding({
    principal: 'arn:aws:iam::123456789012:user/alice',
    summary: 'Alice stopped the trail main',
  }),
).body;

const found = (query: string): boolean | readonly string[] => {
  const clauses = parseSimpleQuery(query);
  return clauses.ok ? matchesQuery(clauses.value, 'findings', body) : clauses.error;
};

describe('a simple query', () => {
  it.each([
    '*',
    'alice',
    'ALICE stopLogging',
    '"stopped the trail"',
    'stopped AND main',
    '+stopped && main',
    'stopp*',
    'stopp\\\\*',
    '-bob',
    '-"the bob"',
    'event.action:StopLogging',
    'event.action:"StopLogging"',
    'event.action:Stop*',
    '-event.action:DeleteTrail main',
    'user.name:"arn:aws:iam::123456789012:user/alice"',
    'user.name:arn\\:aws\\:iam\\:\\:123456789012\\:user\\/alice',
    'message:"the trail"',
    'message:trail',
    'trailhound.count:2',
    'event.severity:75',
    'source.ip:198.51.100.7',
    'threat.technique.id:T1562.008',
    'T1562*',
    'cloudtrail.amazonaws.com',
    '198.51.100.7',
    '123456789012',
    'error.code:AccessDenied',
  ])('finds %s', (query) => expect(found(query)).toBe(true));

  it.each([
    'bob',
    '"the stopped trail"',
    'alice bob',
    '-alice',
    'event.action:stoplogging',
    'event.action:Stop',
    '-event.action:Stop*',
    'message:alice1',
    'trailhound.count:3',
    'source.ip:198.51.100.70',
    'amazonaws',
    'opped*',
  ])('does not find %s', (query) => expect(found(query)).toBe(false));

  it.each([
    { query: 'a OR b', names: 'OR' },
    { query: 'a || b', names: 'OR (||)' },
    { query: 'NOT b', names: 'NOT' },
    { query: '!b', names: 'NOT' },
    { query: '(a b)', names: 'parentheses' },
    { query: 'event.severity:[1 TO 3]', names: 'range' },
    { query: 'event.severity:>50', names: 'comparison' },
    { query: '/a+/', names: 'regular expression' },
    { query: 'arn/alice', names: 'regular expression' },
    { query: 'roam~', names: 'similarity' },
    { query: 'a^2', names: 'weight' },
    { query: 'te?t', names: 'wildcard ?' },
    { query: '*trail', names: '* that is not at the end' },
    { query: 'event.action:*', names: 'has any value' },
    { query: 'event.action:', names: 'empty value' },
    { query: 'usr.name:alice', names: 'the field usr.name' },
    { query: 'arn:aws:iam', names: 'second colon' },
    { query: 'arn:aws', names: 'the field arn' },
    { query: 'user.name:arn:aws', names: 'second colon' },
    { query: '@timestamp:2026-03-01', names: '--since' },
    { query: 'source.ip:"198.51.100.0/24"', names: 'network' },
    { query: 'source.ip:198.*', names: '* in the field source.ip' },
    { query: '"open', names: 'quote' },
    { query: '---', names: 'two signs' },
    { query: '-…', names: 'no word' },
    { query: '+-alice', names: 'two signs' },
    { query: '--alice', names: 'two signs' },
    { query: 'trailhound.count:0x2', names: 'no number' },
    { query: 'trailhound.count:" "', names: 'no number' },
    { query: 'trailhound.count:2*', names: '* in the field trailhound.count' },
  ])('refuses $query by name, and never takes it for something else', ({ query, names }) =>
    expect(found(query)).toEqual(expect.arrayContaining([expect.stringContaining(names)])),
  );

  it('names every problem at once', () => {
    expect(found('a OR b~ [1 TO 2]')).toEqual(['OR', 'similarity (~)', 'a range ([… TO …])']);
  });

  it('refuses what is absurdly long', () => {
    expect(found('a '.repeat(3_000))).toEqual([expect.stringContaining('4096')]);
    expect(found('a '.repeat(80))).toEqual([expect.stringContaining('64')]);
  });
});

describe('words', () => {
  it.each([
    { text: 'Stopped the-trail, main!', words: ['stopped', 'the', 'trail', 'main'] },
    { text: 'arn:aws:iam::123456789012:user/alice', words: ['arn:aws:iam', '123456789012', 'user', 'alice'] },
    { text: '198.51.100.7 1,234 v1.2', words: ['198.51.100.7', '1,234', 'v1.2'] },
    { text: "don't e.g. a_b Größe", words: ["don't", 'e.g', 'a_b', 'größe'] },
    { text: '…', words: [] },
  ])('are those of $text', ({ text, words }) => expect(wordsOf(text)).toEqual(words));
});
