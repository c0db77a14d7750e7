import { describe, expect, it } from '@jest/globals';
import { epochMs, parseTime } from '#core/time';
import { testRule } from '../../test/support/dynamo-events.ts';
import { sampleRecord } from '../../test/support/shapes.ts';
import { allowAlice, suppressionsOf } from '../../test/support/triaging.ts';
import { activeSuppressions, unknownRules } from './suppressions.ts';

const NOW = parseTime('2026-03-01T09:00:00Z')!;
const alice = sampleRecord({ userIdentity: { type: 'IAMUser', userName: 'alice' } });
const bob = sampleRecord({ userIdentity: { type: 'IAMUser', userName: 'bob' } });
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
    expect(activeSuppressions(both, endOfDay).covering(RULE, alice, endOfDay)).toBeUndefined();
  });

  it('ends an entry in a function that stays warm beyond its time', () => {
    const endOfDay = parseTime('2026-03-01T23:59:59.999Z')!;
    const loaded = activeSuppressions(
      entries(allowAlice('short', 'all', '2026-03-01'), allowAlice('long', 'all', '2026-03-02')),
      NOW,
    );

    expect(loaded.covering(RULE, alice, epochMs(endOfDay - 1))).toBe('short');
    expect(loaded.covering(RULE, alice, endOfDay)).toBe('long');
  });
});

describe('unknownRules', () => {
  it('says with file and line which names no rule has, whether the entry is in force or not', () => {
    const given = entries(
      allowAlice('good', `[Trail stopped, ${RULE.ruleId}]`),
      allowAlice('typo', '[Trial stopped, Trail stopped]', '2026-02-28'),
      allowAlice('wide', 'all'),
    );

    expect(unknownRules(given, [RULE])).toEqual(['allowed.yml:8: no rule is called "Trial stopped"']);
    expect(unknownRules(given, [])).toHaveLength(4);
  });
});
