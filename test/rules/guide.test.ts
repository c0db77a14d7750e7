import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { CARD_KEYS, ruleCard } from '#app/rule-cards';
import { failedCases, readRuleCases } from '#app/rule-cases';
import { loadRules } from '#sigma/load/load';
import { buildEngine } from '#sigma/match/engine';

const guide = readFileSync('docs/guides/writing-rules.md', 'utf8');
const block = (name: string): string =>
  new RegExp(`\`\`\`yaml\\n(# ${name}\\n[^]*?)\`\`\``).exec(guide)?.[1] ?? '';

describe('the guide to writing rules', () => {
  it('shows a rule that loads without notices, and cases that it passes', () => {
    const { rules, documents } = loadRules([{ file: 'rule.yml', text: block('rule.yml') }]);
    const cases = readRuleCases(parse(block('cases.yml')));
    const [rule] = rules;

    expect(documents).toMatchObject([{ state: 'loaded', notices: [] }]);
    if (!rule || !cases.ok) throw new Error('the examples of the guide cannot be read');
    expect(ruleCard(rule).ok).toBe(true);
    expect(cases.value.length).toBeGreaterThan(1);
    expect(failedCases(buildEngine([rule]), rule, cases.value)).toEqual([]);
  });

  it('explains every setting of the trailhound block, and no other', () => {
    const explained = [...guide.matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key);
    expect(explained.sort()).toEqual([...CARD_KEYS].sort());
  });
});
