import { describe, expect, it } from '@jest/globals';
import { epochMs } from '#core/time';
import { compileRulePack } from './compile-rules.ts';
import { compileSuppressions } from './compile-suppressions.ts';

const pack = compileRulePack([
  {
    file: 'x.yml',
    text: 'title: Trail stopped\nlogsource: { product: aws }\ndetection: { sel: { eventName: StopLogging }, condition: sel }\n',
  },
]);
const cards = pack.ok ? pack.value.cards : [];
const NOW = epochMs(Date.UTC(2027, 0, 1));
const entry = (id: string, rules: string, expires: string): string =>
  `  - { id: ${id}, rules: ${rules}, detection: { sel: { eventName: '*' }, condition: sel }, reason: r, owner: o, expires: ${expires} }\n`;

describe('compileSuppressions', () => {
  it('keeps every entry, and says which have no effect, or too much', () => {
    const text = `suppressions:\n${entry('wide', 'all', '2100-01-01')}${entry('lost', 'Nobody', '2100-01-01')}${entry('old', 'Trail stopped', '2020-01-01')}`;
    const compiled = compileSuppressions('s.yml', text, cards, NOW);
    expect(compiled.ok && compiled.value.suppressions.map(({ id }) => id)).toEqual(['wide', 'lost', 'old']);
    expect(compiled.ok && compiled.value.warnings).toEqual([
      's.yml:4: suppression "old" expired on 2020-01-01 and is not applied',
      expect.stringMatching(/^s\.yml:2: WARNING: suppression "wide" covers every event of every rule/),
      's.yml:3: suppression "lost" covers nothing: no rule is called "Nobody"',
    ]);
  });

  it('refuses a list with any problem', () => {
    expect(compileSuppressions('s.yml', 'suppressions:\n  - 7\n', cards, NOW)).toEqual({
      ok: false,
      error: [expect.stringMatching(/^s\.yml:2: entry 1: expected a map with id, .* found the number 7$/)],
    });
  });
});
