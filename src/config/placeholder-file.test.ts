import { describe, expect, it } from '@jest/globals';
import { parsePlaceholders } from './placeholder-file.ts';

describe('parsePlaceholders', () => {
  it('reads a value or several for each name', () => {
    expect(parsePlaceholders('p.yml', 'Administrators: [root, "*admin*"]\nport: 22\nhost: db\n')).toEqual({
      ok: true,
      value: { Administrators: ['root', '*admin*'], port: 22, host: 'db' },
    });
    expect(parsePlaceholders('p.yml', '# nothing yet\n')).toEqual({ ok: true, value: {} });
  });

  it.each([
    ['- a\n', ['p.yml:1: expected a map of placeholders to values, found a list with "a" in it']],
    ['a: 1\na: 2\n', ['p.yml:2: the key "a" occurs twice; the other is in line 1']],
    [
      '"%admins%": x\n',
      [/^p\.yml:1: "%admins%" is no name of a placeholder; write it without percent signs/],
    ],
    [
      'a: 1\nb: [x, {y: 1}]\nc: []\nd: true\n',
      [
        /^p\.yml:2: b: .*found a map$/,
        /^p\.yml:3: c: expected at least one/,
        /^p\.yml:4: d: .*the boolean true$/,
      ],
    ],
    ['a: [', [/^p\.yml:1/]],
  ])('refuses %j with every problem and its line', (yaml, problems) => {
    const read = parsePlaceholders('p.yml', yaml);
    expect(read.ok ? [] : read.error).toEqual(problems.map((one) => expect.stringMatching(one)));
  });
});
