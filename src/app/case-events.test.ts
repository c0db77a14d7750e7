import { describe, expect, it } from '@jest/globals';
import { readRuleCases } from './rule-cases.ts';

const base = { eventTime: '2026-03-02T10:00:00Z', eventName: 'Read', requestParameters: { name: 'x' } };
const withEvents = (events: unknown, more: object = {}) => ({
  base,
  cases: [{ name: 'a', expect: 'match', events, ...more }],
});

/** Of the only case: minute and second of each event, its name, and what it reads. */
function told(parsed: unknown): readonly string[] {
  const read = readRuleCases(parsed, 'correlation');
  if (!read.ok) throw new Error(read.error.join('\n'));
  return (read.value[0]?.events ?? []).map((event) =>
    [
      String(event['eventTime']).slice(14, -1),
      event['eventName'],
      JSON.stringify((event['requestParameters'] as { name?: unknown })?.name),
    ].join(' '),
  );
}

describe('the events of a case', () => {
  it.each([
    { does: 'is base, a second later', events: [{}], gives: ['00:01 Read "x"'] },
    {
      does: 'come one second after the other',
      events: [{}, { set: { eventName: 'Write' } }, {}],
      gives: ['00:01 Read "x"', '00:02 Write "x"', '00:03 Read "x"'],
    },
    {
      does: 'come as long after each other as they say',
      events: [{ after: '0s' }, { after: '90s' }, { after: '5m' }, { after: '0s' }],
      gives: ['00:00 Read "x"', '01:30 Read "x"', '06:30 Read "x"', '06:30 Read "x"'],
    },
    {
      does: 'are repeated, each as long after the last, and numbered in texts at any depth',
      events: [{ times: 2, after: '10s', set: { 'requestParameters.name': ['a{n}', { b: '{n}/{n}' }, 7] } }],
      gives: ['00:10 Read ["a1",{"b":"1/1"},7]', '00:20 Read ["a2",{"b":"2/2"},7]'],
    },
    {
      does: 'keep braces where nothing is repeated',
      events: [{ set: { 'requestParameters.name': '{n}' } }],
      gives: ['00:01 Read "{n}"'],
    },
    {
      does: 'lose what is unset',
      events: [{ unset: ['requestParameters.name'] }],
      gives: ['00:01 Read '],
    },
  ])('$does', ({ events, gives }) => {
    expect(told(withEvents(events))).toEqual(gives);
  });

  it('are made of base as the case changes it', () => {
    expect(told(withEvents([{}, { times: 1 }], { set: { eventName: 'Write' } }))).toEqual([
      '00:01 Write "x"',
      '00:02 Write "x"',
    ]);
  });

  it('have ids of their own, unless they say that they are one', () => {
    const read = readRuleCases(
      withEvents([{ times: 2 }, { times: 2, set: { eventID: 'same' } }]),
      'correlation',
    );
    const ids = read.ok ? read.value[0]?.events.map(({ eventID }) => eventID) : [];
    expect(ids).toEqual(['event-1', 'event-2', 'same', 'same']);
  });

  it.each([
    { events: undefined, says: ['cases[0].events: expected a list of events'] },
    { events: [], says: ['cases[0].events: expected a list of events'] },
    { events: ['x'], says: ['cases[0].events[0]: expected a map with after, times, set, unset'] },
    { events: [{}, { time: 1 }], says: [expect.stringMatching(/^cases\[0\]\.events\[1\]\.time: unknown/)] },
    { events: [{ after: 90 }], says: [expect.stringMatching(/events\[0\]\.after: .* such as 90s$/)] },
    { events: [{ after: '1h30m' }], says: [expect.stringMatching(/after: expected/)] },
    { events: [{ after: '-5s' }], says: [expect.stringMatching(/after: expected/)] },
    {
      events: [{ times: 0 }],
      says: [expect.stringMatching(/times: expected a whole number from 1 to 1000/)],
    },
    { events: [{ times: 1001 }], says: [expect.stringMatching(/times: expected/)] },
    { events: [{ times: '3' }], says: [expect.stringMatching(/times: expected/)] },
    {
      events: [{ times: 3, set: [] }],
      says: ['cases[0].events[0].set: expected a map of dotted fields and their values'],
    },
    { events: [{ times: 3, unset: ['nam'] }], says: ['cases[0].events[0].unset: base has no nam'] },
    {
      events: [{ set: { eventTime: 'now' } }],
      says: [expect.stringMatching(/say with after when it happens/)],
    },
    { events: [{ unset: ['eventTime'] }], says: [expect.stringMatching(/say with after/)] },
  ])('refuse what says something else than it tests: $events', ({ events, says }) => {
    expect(readRuleCases(withEvents(events), 'correlation')).toEqual({ ok: false, error: says });
  });

  it('need a base with a time, and a correlation', () => {
    const timeless = { ...withEvents([{}]), base: { eventName: 'Read' } };
    expect(readRuleCases(timeless, 'correlation')).toMatchObject({
      error: ['cases[0].events: base needs an eventTime, after which they happen'],
    });
    expect(readRuleCases(withEvents([{}]))).toMatchObject({
      error: [expect.stringMatching(/^cases\[0\]\.events: unknown/)],
    });
  });
});
