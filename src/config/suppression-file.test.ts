import { describe, expect, it } from '@jest/globals';
import { parseSuppressions } from './suppression-file.ts';

const entry = (lines: string[] = []): string =>
  [
    'suppressions:',
    '  - id: backup-shares',
    '    rules: all',
    '    detection:',
    "      who: { userIdentity.arn|endswith: ':role/backup' }",
    '      condition: who',
    '    reason: the backup role shares snapshots with the vault account',
    '    owner: platform@example.com',
    '    expires: 2027-01-31',
    ...lines,
  ].join('\n');

describe('parseSuppressions', () => {
  it('reads an entry, a day lasting until its end', () => {
    const read = parseSuppressions('s.yml', entry());
    expect(read).toMatchObject({
      ok: true,
      value: [
        {
          id: 'backup-shares',
          rules: 'all',
          owner: 'platform@example.com',
          expiresAt: 1_801_439_999_999,
          place: 's.yml:2',
        },
      ],
    });
  });

  it.each([
    ['an empty file', '', []],
    ['an empty list', 'suppressions:', []],
  ])('takes %s for no entries', (_name, yaml, entries) => {
    expect(parseSuppressions('s.yml', yaml)).toEqual({ ok: true, value: entries });
  });

  it.each([
    [
      'text that is not YAML',
      'suppressions: [',
      /^s\.yml:1: this is no YAML: the indentation does not fit .*, or a bracket is not closed$/,
    ],
    ['a list under another key', 'allow: []', /expected a list under the key "suppressions"/],
    ['a text', 'hello', /^s\.yml:1: expected a list under the key "suppressions", found a text$/],
    ['a map of entries', 'suppressions: { a: 1 }', /^s\.yml:1: expected a list .*, found a map there$/],
    ['a mistyped key', 'supressions: []', /found "supressions"; did you mean suppressions\?$/],
    [
      'an entry that is no map',
      `${entry()}\n  - backup`,
      /^s\.yml:10: entry 2: expected a map with id, rules, .*, found "backup"$/,
    ],
    [
      'an unknown key',
      entry(['    until: 2027-01-31']),
      /^s\.yml:10: entry 1: until: unknown; known are id, rules, /,
    ],
    ['a mistyped key', entry(['    ownr: me']), /^s\.yml:10: entry 1: ownr: unknown; did you mean owner\?$/],
    [
      'a missing owner',
      entry().replace(/ {4}owner.*\n/, ''),
      /^s\.yml:2: entry 1: owner is missing, expected a text that says who answers for it$/,
    ],
    ['no expiry', entry().replace(/\n {4}expires.*/, ''), /^s\.yml:2: entry 1: expires is missing, /],
    [
      'a number for rules',
      entry().replace('rules: all', 'rules: 7'),
      /^s\.yml:3: entry 1: rules: found the number 7, expected a list of titles or ids of rules, or all$/,
    ],
    [
      'no rule at all',
      entry().replace('rules: all', 'rules: []'),
      /^s\.yml:3: entry 1: rules: found an empty list, /,
    ],
    [
      'a rule without a name',
      entry().replace('rules: all', "rules: [a, '']"),
      /^s\.yml:3: entry 1: rules: found a list with an empty text in it, /,
    ],
    [
      'a detection that is no map',
      entry().replace(/detection:[\s\S]*?reason/, 'detection: who\n    reason'),
      /^s\.yml:4: entry 1: detection: found "who", expected a map as in a Sigma rule/,
    ],
    [
      'an empty reason',
      entry().replace(/reason:.*/, "reason: ' '"),
      /^s\.yml:7: entry 1: reason: found an empty text, /,
    ],
    ['aliases in a circle', '&a [*a]', /^s\.yml:1: this YAML .* its aliases unfold without end$/],
    [
      'a second document',
      `${entry()}\n---\nsuppressions: []`,
      /^s\.yml:10: this is no YAML: a second document/,
    ],
    [
      'a day that does not exist',
      entry().replace('2027-01-31', '2027-02-31'),
      /^s\.yml:9: entry 1: expires: found "2027-02-31", expected a day such as 2027-01-31$/,
    ],
    [
      'an unknown modifier',
      entry().replace('endswith', 'endzwith'),
      /^s\.yml:4: entry 1: detection: .*endzwith/,
    ],
    [
      'an id twice',
      `${entry()}\n${entry().split('\n').slice(1).join('\n')}`,
      /s\.yml:10: the id "backup-shares" occurs twice; the other is at s\.yml:2$/,
    ],
  ])('refuses %s and says where', (_name, yaml, problem) => {
    const read = parseSuppressions('s.yml', yaml);
    expect(read.ok).toBe(false);
    expect((read.ok ? [] : read.error).join('\n')).toMatch(problem);
  });

  it('names nothing in the words of a library', () => {
    const given =
      'suppressions:\n  - { id: 1, rules: {}, detection: 3, reason: [], owner: true, expires: {} }\n  - 7\n';
    const read = parseSuppressions('s.yml', given);
    const problems = read.ok ? [] : read.error;
    expect(problems).toHaveLength(7);
    for (const line of problems)
      expect(line).toMatch(/^s\.yml:[23]: entry [12]: (\w+: )?(found .*, )?expected /);
    expect(problems.join()).not.toMatch(/Invalid|received|undefined|Too small/);
  });

  it('reports the problems of all entries at once', () => {
    const read = parseSuppressions('s.yml', 'suppressions:\n  - { id: a }\n  - { id: b }\n');
    expect((read.ok ? [] : read.error).filter((line) => line.startsWith('s.yml:2: ')).length).toBeGreaterThan(
      1,
    );
    expect((read.ok ? [] : read.error).some((line) => line.startsWith('s.yml:3: '))).toBe(true);
  });
});
