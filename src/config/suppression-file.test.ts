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
    ['text that is not YAML', 'suppressions: [', /^s\.yml:1: not YAML/],
    ['a list under another key', 'allow: []', /expected a list under the key "suppressions"/],
    ['an unknown key', entry(['    until: 2027-01-31']), /entry 1: .*until/i],
    ['a missing owner', entry().replace(/ {4}owner.*\n/, ''), /owner/],
    ['no expiry', entry().replace(/\n {4}expires.*/, ''), /expires/],
    [
      'a day that does not exist',
      entry().replace('2027-01-31', '2027-02-31'),
      /expires: found "2027-02-31", expected a day/,
    ],
    ['an unknown modifier', entry().replace('endswith', 'endzwith'), /detection: .*endzwith/],
    [
      'an id twice',
      `${entry()}\n${entry().split('\n').slice(1).join('\n')}`,
      /s\.yml:10: the id "backup-shares" occurs twice/,
    ],
  ])('refuses %s and says where', (_name, yaml, problem) => {
    const read = parseSuppressions('s.yml', yaml);
    expect(read.ok).toBe(false);
    expect((read.ok ? [] : read.error).join('\n')).toMatch(problem);
  });

  it('reports the problems of all entries at once', () => {
    const read = parseSuppressions('s.yml', 'suppressions:\n  - { id: a }\n  - { id: b }\n');
    expect((read.ok ? [] : read.error).filter((line) => line.startsWith('s.yml:2: ')).length).toBeGreaterThan(
      1,
    );
    expect((read.ok ? [] : read.error).some((line) => line.startsWith('s.yml:3: '))).toBe(true);
  });
});
