import { describe, expect, it } from '@jest/globals';
import { rulesOf } from '../../test/support/triaging.ts';
import { failedCorrelationCases } from './correlation-cases.ts';
import { readRuleCases } from './rule-cases.ts';

const TEXT = `title: Read
name: read
logsource: { product: aws, service: cloudtrail }
detection: { s: { eventName: Read }, condition: s }
---
title: Three reads
name: three
correlation: { type: event_count, rules: [read], group-by: [who], timespan: 1m, condition: { gte: 3 } }
`;
const OUTER = `---
title: Three reads and three more
correlation: { type: event_count, rules: [three], group-by: [who], timespan: 1h, condition: { gte: 2 } }
`;
const base = { eventTime: '2026-03-02T10:00:00Z', eventName: 'Read', who: 'ann' };

/** The cases that come out otherwise, of those that expect a match for each of these lists of events. */
function failed(text: string, title: string, lists: Readonly<Record<string, readonly object[]>>) {
  const ruleSet = rulesOf([text]);
  const correlation = ruleSet.correlations.find((one) => one.title === title);
  const cases = Object.entries(lists).map(([name, events]) => ({ name, expect: 'match', events }));
  const read = readRuleCases({ base, cases }, 'correlation');
  if (!correlation || !read.ok) throw new Error('this test is wrong');
  return failedCorrelationCases(ruleSet, correlation, read.value).map(({ name }) => name);
}

describe('failedCorrelationCases', () => {
  it('counts the events of each case for itself', () => {
    expect(
      failed(TEXT, 'Three reads', {
        enough: [{ times: 3 }],
        'one fewer': [{ times: 2 }],
        'too long': [{ times: 2 }, { after: '61s' }],
        'of two': [{ times: 2 }, { set: { who: 'bob' } }],
        'one event, three times': [{ times: 3, set: { eventID: 'same' } }],
        'other events': [{ times: 9, set: { eventName: 'Write' } }],
      }),
    ).toEqual(['one fewer', 'too long', 'of two', 'one event, three times', 'other events']);
  });

  it('follows a chain, and asks an inner correlation for itself', () => {
    const lists = { three: [{ times: 3 }], four: [{ times: 4 }] };
    expect(failed(TEXT + OUTER, 'Three reads', lists)).toEqual([]);
    expect(failed(TEXT + OUTER, 'Three reads and three more', lists)).toEqual(['three']);
  });
});
