import { describe, expect, it } from '@jest/globals';
import { epochMs, parseTime } from '#core/time';
import { fakeClock } from '../../test/support/fake-clock.ts';
import { sampleRecord } from '../../test/support/shapes.ts';
import { allowAlice, detectorOf, rulesOf, ruleText, THREE_RULES } from '../../test/support/triaging.ts';
import { buildDetector } from './detector.ts';
import { activeSuppressions } from './suppressions.ts';

const NOW = fakeClock().now();
const incoming = (change: object = {}, more: object = {}) => ({
  record: sampleRecord({ ...change }),
  origin: 'test:1',
  ...more,
});

describe('buildDetector', () => {
  it('answers every rule that matches, in the order of the rules', () => {
    const detector = detectorOf([...THREE_RULES].reverse());

    expect(detector.detect(incoming(), NOW).matches.map(({ rule }) => rule.title)).toEqual([
      'Anything stopped',
      'Trail stopped',
    ]);
    expect(detector.detect(incoming({ eventName: 'StartLogging' }), NOW).matches).toEqual([]);
  });

  it('runs the rules on what they are written for: CloudTrail', () => {
    const other = ruleText('Azure', 'StopLogging', 'high').replace('product: aws', 'product: azure');

    const detector = detectorOf([other, ...THREE_RULES]);

    expect(detector.detect(incoming(), NOW).matches.map(({ rule }) => rule.title)).not.toContain('Azure');
    expect(detector.otherSources).toEqual(['Azure']);
    expect(detector.requiredEventNames).toHaveLength(THREE_RULES.length);
  });

  it('marks a match that an allow-list entry covers, and leaves the other rules as they are', () => {
    const detector = detectorOf(THREE_RULES, allowAlice('drill', 'Trail stopped'));
    const alice = incoming({ userIdentity: { type: 'IAMUser', userName: 'alice' } });
    const marks = (given: ReturnType<typeof incoming>) =>
      detector.detect(given, NOW).matches.map(({ rule, suppressedBy }) => [rule.title, suppressedBy]);

    expect(marks(alice)).toEqual([
      ['Trail stopped', 'drill'],
      ['Anything stopped', undefined],
    ]);
    expect(marks(incoming())).toEqual([
      ['Trail stopped', undefined],
      ['Anything stopped', undefined],
    ]);
  });

  it.each([
    { name: 'its own time', eventTime: '2026-03-01T08:00:00Z', carried: undefined, at: '08:00', note: 'ok' },
    {
      name: 'its own, not that of the carrier',
      eventTime: '2026-03-01T08:00:00Z',
      carried: 1,
      at: '08:00',
      note: 'ok',
    },
    {
      name: 'that of the carrier',
      eventTime: undefined,
      carried: Date.UTC(2026, 2, 1, 7),
      at: '07:00',
      note: 'missing',
    },
    {
      name: 'that of its arrival, when it is of the future',
      eventTime: '2027-01-01T00:00:00Z',
      carried: undefined,
      at: '09:00',
      note: 'future',
    },
  ])('gives an event $name', ({ eventTime, carried, at, note }) => {
    const more = carried === undefined ? {} : { fallbackTime: epochMs(carried) };
    const [match] = detectorOf().detect(incoming({ eventTime }, more), NOW).matches;

    expect(match?.event.timeNote).toBe(note);
    expect(new Date(match?.event.at ?? 0).toISOString()).toBe(`2026-03-01T${at}:00.000Z`);
    expect(match?.event.origin).toBe('test:1');
  });

  it('says for each rule which event names it can match, for whoever asks for events', () => {
    const any = ruleText('Any', 'x', 'low').replace('eventName', 'sourceIPAddress');
    const detector = detectorOf([...THREE_RULES, any]);

    expect(detector.requiredEventNames.map((names) => names && [...names])).toEqual([
      ['stoplogging'],
      undefined,
      ['listthings'],
      undefined,
    ]);
    expect(detector.cards.map(({ title }) => title)).toEqual([
      'Trail stopped',
      'Anything stopped',
      'Things listed',
      'Any',
    ]);
  });

  it('refuses a rule set as a whole, with every bad setting and its place', () => {
    const rules = rulesOf([
      ruleText('Too short', 'A', 'low', 'trailhound: { window: 1 }\n'),
      ruleText('Fine', 'B', 'low'),
      ruleText('Misspelt', 'C', 'low', 'trailhound: { widnow: 60, dedup: 5 }\n'),
    ]);
    const built = buildDetector(rules, activeSuppressions([], NOW));

    expect(built).toMatchObject({
      ok: false,
      error: [
        expect.stringMatching(/^rule-0\.yml:1: trailhound\.window.*5/),
        expect.stringMatching(/^rule-2\.yml:1: trailhound\.widnow.*window/),
        expect.stringMatching(/^rule-2\.yml:1: trailhound\.dedup/),
      ],
    });
  });

  it.each([
    { name: 'an id', text: ruleText('One', 'A', 'low', 'id: 6f3d1a52-0000-4000-8000-000000000001\n') },
    { name: 'a title, where there is no id', text: ruleText('One', 'A', 'low') },
  ])('refuses two rules that share $name: they would swallow each other’s findings', ({ text }) => {
    // As when the built-in rules and the user's own are loaded one after the other.
    const rules = [...rulesOf([ruleText('Fine', 'B', 'low'), text]).rules, ...rulesOf([text]).rules];
    const built = buildDetector({ rules, correlations: [] }, activeSuppressions([], NOW));

    expect(built).toEqual({ ok: false, error: [expect.stringMatching(/^rule-0\.yml:1: .*rule-1\.yml:1$/)] });
  });

  it('applies an allow-list entry until it ends, also in a function that stays warm', () => {
    const detector = detectorOf(THREE_RULES, allowAlice('drill', 'all'));
    const alice = incoming({ userIdentity: { type: 'IAMUser', userName: 'alice' } });
    const later = parseTime('2099-01-01T00:00:00Z')!;

    expect(detector.detect(alice, NOW).matches.map(({ suppressedBy }) => suppressedBy)).toEqual([
      'drill',
      'drill',
    ]);
    expect(detector.detect(alice, later).matches.map(({ suppressedBy }) => suppressedBy)).toEqual([
      undefined,
      undefined,
    ]);
  });
});
