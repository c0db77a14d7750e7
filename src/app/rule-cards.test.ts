import { describe, expect, it } from '@jest/globals';
import { loadRules } from '#sigma/load/load';
import type { SigmaRule } from '#sigma/rule';
import { coveredDetections, ruleCard } from './rule-cards.ts';

const RULE = `title: Trail stopped
id: 6b1f3c1e-5c0e-4b36-9d3c-2b0f6f0a7a12
logsource: { product: aws, service: cloudtrail }
detection: { selection: { eventName: StopLogging }, condition: selection }
`;

/** Loads the rule above with more attributes; `block` is what stands behind `trailhound:`. */
function rule(block?: string, more = ''): SigmaRule {
  const text = `${RULE}${more}${block === undefined ? '' : `trailhound: ${block}\n`}`;
  const [loaded] = loadRules([{ file: 'rule.yml', text }]).rules;
  if (!loaded) throw new Error('the rule of this test does not load');
  return loaded;
}

function card(block?: string, more?: string) {
  const read = ruleCard(rule(block, more));
  if (!read.ok) throw new Error(read.error.join('\n'));
  return read.value;
}

function problems(block: string): readonly string[] {
  const read = ruleCard(rule(block));
  return read.ok ? [] : read.error;
}

describe('ruleCard', () => {
  it('gives a rule without block the defaults', () => {
    expect(card()).toEqual({
      ruleId: '6b1f3c1e-5c0e-4b36-9d3c-2b0f6f0a7a12',
      title: 'Trail stopped',
      severity: 'medium',
      description: '',
      techniques: [],
      falsePositives: [],
      references: [],
      dedupFields: ['accountId', 'principal'],
      windowMinutes: 60,
      summary: '',
      why: '',
      runbook: [],
    });
  });

  it('takes what the block says', () => {
    const block = `
  dedup: [accountId, requestParameters.name]
  window: 1440
  summary: '{principal} stopped {requestParameters.name}'
  why: Nobody sees what follows.
  runbook: [Start it again., Ask why.]
  covers: [cloudtrail-stoplogging]`;
    expect(card(block)).toMatchObject({
      dedupFields: ['accountId', 'requestParameters.name'],
      windowMinutes: 1440,
      summary: '{principal} stopped {requestParameters.name}',
      why: 'Nobody sees what follows.',
      runbook: ['Start it again.', 'Ask why.'],
    });
    expect(coveredDetections(rule(block))).toEqual(['cloudtrail-stoplogging']);
  });

  it('takes what the Sigma attributes say', () => {
    const more = `description: It stopped.
level: critical
falsepositives: [Tests.]
references: [https://example.com]
tags: [attack.impact, attack.t1485, attack.t1685.002, attack.t1485, cve.2026-1]
`;
    expect(card(undefined, more)).toMatchObject({
      severity: 'critical',
      description: 'It stopped.',
      techniques: ['T1485', 'T1685.002'],
      falsePositives: ['Tests.'],
      references: ['https://example.com'],
    });
  });

  it('names a rule without id by its title', () => {
    const read = ruleCard({ ...rule(), id: undefined } as unknown as SigmaRule);
    expect(read).toMatchObject({ ok: true, value: { ruleId: 'title:Trail stopped' } });
  });

  it.each([5, 60, 1440])('takes a window of %d minutes', (window) => {
    expect(card(`{ window: ${window} }`).windowMinutes).toBe(window);
  });

  it.each([
    { block: '{ window: 4 }', says: /window.*5 to 1440, found 4/ },
    { block: '{ window: 1441 }', says: /window.*5 to 1440, found 1441/ },
    { block: '{ window: 7.5 }', says: /window.*whole minutes.*found 7\.5/ },
    {
      block: '{ window: "60" }',
      says: /window: expected whole minutes, a number from 5 .* found the text "60"; leave the quotes out$/,
    },
    { block: '{ window: [60] }', says: /window.*found a list/ },
    { block: '{ windows: 60 }', says: /trailhound\.windows: unknown setting; did you mean window\?/ },
    { block: '{ colour: red }', says: /trailhound\.colour: unknown setting; known are dedup, window/ },
    { block: '{ dedup: principal }', says: /dedup: expected a list of texts, found a text/ },
    { block: '{ dedup: [] }', says: /dedup: expected a list of texts, found an empty list/ },
    { block: '{ dedup: ["{principal}"] }', says: /dedup: "\{principal\}" is no field/ },
    { block: '{ summary: [a] }', says: /summary: expected a text/ },
    { block: '{ summary: "" }', says: /summary: expected a text, found an empty text/ },
    { block: '{ summary: "{event Name} called" }', says: /summary: \{event Name\} is no field/ },
    { block: '{ why: 5 }', says: /why: expected a text, found a number/ },
    { block: '{ runbook: Ask. }', says: /runbook: expected a list of texts, found a text/ },
    { block: '{ runbook: [Ask., 5] }', says: /runbook: expected a list of texts/ },
    { block: '{ covers: one }', says: /covers: expected a list of texts/ },
    { block: '[dedup]', says: /trailhound: expected a map/ },
    { block: 'yes', says: /trailhound: expected a map/ },
  ])('refuses $block', ({ block, says }) => {
    expect(problems(block)).toEqual([expect.stringMatching(says)]);
  });

  it('reports everything that is wrong at once', () => {
    expect(problems('{ window: 1, why: [], runbok: [] }')).toHaveLength(3);
  });

  it.each(['', '{}', '{ window: , why: }'])('takes an empty block or setting (%j) for none', (block) => {
    expect(card(block)).toEqual(card());
  });
});
