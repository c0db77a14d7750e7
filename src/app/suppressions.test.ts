import { describe, expect, it } from '@jest/globals';
import { epochMs, parseTime } from '#core/time';
import { testRule } from '../../test/support/dynamo-events.ts';
import { sampleRecord } from '../../test/support/shapes.ts';
import { allowAlice, suppressionsOf } from '../../test/support/triaging.ts';
import { activeSuppressions, suppressionWarnings } from './suppressions.ts';

const NOW = parseTime('2026-03-01T09:00:00Z')!;
const HOUR = 3_600_000;
const by = (userName: string, at = NOW) => ({
  record: sampleRecord({ userIdentity: { type: 'IAMUser', userName } }),
  at,
});
const alice = by('alice');
const bob = by('bob');
const RULE = testRule();
const entries = (...texts: readonly string[]) => suppressionsOf(`suppressions:\n${texts.join('')}`);

describe('activeSuppressions', () => {
  it.each([
    { name: 'every rule', rules: 'all', covers: true },
    { name: 'a rule by its id', rules: RULE.ruleId, covers: true },
    { name: 'a rule by its title', rules: 'Trail stopped', covers: true },
    { name: 'one rule of a list', rules: '[Another, Trail stopped]', covers: true },
    { name: 'another rule', rules: 'Another', covers: false },
    { name: 'a rule whose title only begins alike', rules: 'Trail', covers: false },
  ])('an entry for $name', ({ rules, covers }) => {
    const { covering } = activeSuppressions(entries(allowAlice('drill', rules)), NOW);

    expect(covering(RULE, alice, NOW)).toBe(covers ? 'drill' : undefined);
    expect(covering(RULE, bob, NOW)).toBeUndefined();
  });

  it('names the first entry of the file when several cover an event', () => {
    const both = entries(allowAlice('first', 'all'), allowAlice('second', 'all'));

    expect(activeSuppressions(both, NOW).covering(RULE, alice, NOW)).toBe('first');
  });

  it('lists an entry whose time is over, and does not apply it, from that instant on', () => {
    const both = entries(allowAlice('old', 'all', '2026-02-28'), allowAlice('new', 'all', '2026-03-01'));
    const today = activeSuppressions(both, NOW);
    const endOfDay = parseTime('2026-03-01T23:59:59.999Z')!;

    expect(today.covering(RULE, alice, NOW)).toBe('new');
    expect(today.expired.map(({ id }) => id)).toEqual(['old']);
    expect(today.inForce.map(({ id }) => id)).toEqual(['new']);
    expect(activeSuppressions(both, epochMs(endOfDay - 1)).covering(RULE, alice, epochMs(endOfDay - 1))).toBe(
      'new',
    );
    expect(activeSuppressions(both, endOfDay)).toMatchObject({
      inForce: [],
      expired: [{ id: 'old' }, { id: 'new' }],
    });
    expect(
      activeSuppressions(both, endOfDay).covering(RULE, by('alice', endOfDay), endOfDay),
    ).toBeUndefined();
  });

  it.each([
    { name: 'before its end, right after it', happened: -1, judged: 0, covers: true },
    { name: 'before its end, most of an hour after it', happened: -1, judged: HOUR - 1, covers: true },
    { name: 'before its end, an hour after it', happened: -1, judged: HOUR, covers: false },
    { name: 'at its end, right then', happened: 0, judged: 0, covers: false },
  ])(
    'judges an event that is read again as it was judged first: happened $name',
    ({ happened, judged, covers }) => {
      const endOfDay = parseTime('2026-03-01T23:59:59.999Z')!;
      const event = by('alice', epochMs(endOfDay + happened));
      const now = epochMs(endOfDay + judged);
      const given = entries(allowAlice('short', 'all', '2026-03-01'));

      for (const loadedAt of [NOW, now]) {
        expect(activeSuppressions(given, loadedAt).covering(RULE, event, now)).toBe(
          covers ? 'short' : undefined,
        );
      }
    },
  );

  it('ends an entry in a function that stays warm beyond its time', () => {
    const endOfDay = parseTime('2026-03-01T23:59:59.999Z')!;
    const loaded = activeSuppressions(
      entries(allowAlice('short', 'all', '2026-03-01'), allowAlice('long', 'all', '2026-03-02')),
      NOW,
    );

    expect(loaded.covering(RULE, alice, epochMs(endOfDay - 1))).toBe('short');
    expect(loaded.covering(RULE, by('alice', endOfDay), endOfDay)).toBe('long');
  });
});

describe('suppressionWarnings', () => {
  it('says with file and line which names no rule has, whether the entry is in force or not', () => {
    const given = activeSuppressions(
      entries(
        allowAlice('good', `[Trail stopped, ${RULE.ruleId}]`),
        allowAlice('typo', '[Trial stopped, Trail stopped]', '2026-02-28'),
        allowAlice('lost', '[Trial stopped]'),
        allowAlice('wide', 'all'),
      ),
      NOW,
    );

    expect(suppressionWarnings(given, [RULE])).toEqual([
      'allowed.yml:14: suppression "lost" covers nothing: no rule is called "Trial stopped"',
      'allowed.yml:8: no rule is called "Trial stopped"',
    ]);
  });

  it.each([
    { condition: "{ eventName|contains: '' }", everything: true },
    { condition: "{ eventName: '*' }", everything: true },
    { condition: '{ eventTime|exists: true }', everything: true },
    { condition: '{ userAgent: none }', negated: true, everything: true },
    { condition: "{ eventName: 'Get*' }", everything: false },
    { condition: "{ sourceIPAddress|cidr: '198.51.100.0/24' }", everything: false },
    { condition: "{ recipientAccountId: '123456789012' }", everything: false },
  ])(
    'an entry for all rules with $condition covers everything: $everything',
    ({ condition, negated, everything }) => {
      const text = allowAlice('wide', 'all').replace(
        /detection: .*/,
        `detection: { sel: ${condition}, condition: ${negated ? 'not sel' : 'sel'} }`,
      );
      const given = entries(text);
      const said = everything
        ? [expect.stringMatching(/:2: WARNING: suppression "wide" covers every event/)]
        : [];
      expect(suppressionWarnings(activeSuppressions(given, NOW), [RULE])).toEqual(said);
      // For one rule alone it may be meant.
      expect(
        suppressionWarnings(
          activeSuppressions(entries(text.replace('rules: all', `rules: [${RULE.ruleId}]`)), NOW),
          [RULE],
        ),
      ).toEqual([]);
    },
  );
});
