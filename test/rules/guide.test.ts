import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { CARD_KEYS, ruleCard } from '#app/rule-cards';
import { failedCases, readRuleCases } from '#app/rule-cases';
import { CORRELATION_TYPES } from '#sigma/correlation-ast';
import { loadRules } from '#sigma/load/load';
import { buildEngine } from '#sigma/match/engine';
import { folderWith, sampleRule } from '../support/cli-samples.ts';
import { runCli } from '../support/run-cli.ts';
import { failuresUnder } from './pack-files.ts';

const guide = readFileSync('docs/guides/writing-rules.md', 'utf8');
const block = (name: string): string =>
  new RegExp(`\`\`\`yaml\\n(# ${name}\\n[^]*?)\`\`\``).exec(guide)?.[1] ?? '';

describe('the guide to writing rules', () => {
  it('describes every field of what is checked, and of its problems', async () => {
    const cwd = folderWith({ 'r.yml': sampleRule({ level: 'hihg' }) });
    const { out } = await runCli(['rules', 'check', 'r.yml', '--format', 'json'], { cwd });
    const [{ problems, ...document }] = JSON.parse(out);
    const section = guide.split('\n## ').find((part) => part.startsWith('Checking rules')) ?? '';
    const fields = [...section.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    expect(fields).toEqual(expect.arrayContaining([...Object.keys(document), ...Object.keys(problems[0])]));
  });

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

  it('shows a correlation that loads without notices, and cases that it passes', () => {
    const text = block('rule.yml of a correlation');
    const { correlations, documents } = loadRules([{ file: 'rule.yml', text }]);
    const cases = readRuleCases(parse(block('cases.yml of a correlation')), 'correlation');
    const [correlation] = correlations;

    expect(documents).toMatchObject(Array(2).fill({ state: 'loaded', notices: [] }));
    if (!correlation || !cases.ok) throw new Error('the examples of the guide cannot be read');
    expect(ruleCard(correlation).ok).toBe(true);
    expect(new Set(cases.value.map((one) => one.expect))).toEqual(new Set(['match', 'no-match']));
    expect(failuresUnder(text, 'rule.yml', cases.value)).toEqual([]);
  });

  it('explains every setting of the trailhound block, and no other', () => {
    const settings = guide.slice(guide.indexOf('### The `trailhound` block'), guide.indexOf('### Level'));
    const explained = [...settings.matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key);
    expect(explained.sort()).toEqual([...CARD_KEYS].sort());
  });
});

describe('the guide to correlations', () => {
  const text = readFileSync('docs/guides/correlations.md', 'utf8');
  const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) => yaml ?? '');

  it('shows examples that load without notices', () => {
    expect(examples).toHaveLength(3);
    for (const example of examples) {
      const { documents } = loadRules([{ file: 'rule.yml', text: example }]);
      expect(documents.filter(({ state, notices }) => state !== 'loaded' || notices.length > 0)).toEqual([]);
    }
  });

  it('explains every type', () => {
    expect(CORRELATION_TYPES.filter((type) => !text.includes(`\`${type}\``))).toEqual([]);
  });
});
