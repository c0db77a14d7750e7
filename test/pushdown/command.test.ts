import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { folderWith, jsonLines, sampleRecord, sampleRule } from '../support/cli-samples.ts';
import { runCli } from '../support/run-cli.ts';

const named = sampleRule({ title: 'Trail stopped', id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7b01' });
const agent = sampleRule({
  ...{ title: 'Odd agent', id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7b02' },
  detection: '{ a: { userAgent|contains: parrot }, condition: a }',
});
const words = sampleRule({
  ...{ title: 'Any\u001b word', id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7b03' },
  detection: '{ a: [parrot], condition: a }',
});
const linux = sampleRule({
  ...{ title: 'Other log', id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7b04' },
  logsource: '{ product: linux }',
});
const cwd = folderWith({
  'named.yml': named,
  'agent.yml': agent,
  'words.yml': words,
  'linux.yml': linux,
  'bad.yml': 'title: [',
  'log.json': jsonLines([
    sampleRecord({ eventID: 'e-1' }),
    sampleRecord({ eventID: 'e-2', eventName: 'DescribeTrails', readOnly: true, userAgent: 'a PARROT b' }),
    sampleRecord({ eventID: 'e-3', eventName: 'DescribeTrails', userAgent: 'aws-cli' }),
  ]),
  'broken.json': '{"eventName":',
});
const pushdown = (...more: readonly string[]) =>
  runCli(['rules', 'pushdown', '--no-builtin', ...more], { cwd });
const json = async (...more: readonly string[]) =>
  JSON.parse((await pushdown('--format', 'json', ...more)).out);

describe('rules pushdown', () => {
  it('prints each pattern, its length, which rules it serves, and what the engine looks for', async () => {
    const { code, out } = await pushdown('--rules', 'named.yml', '--rules', 'linux.yml');
    expect(code).toBe(0);
    expect(out).toMatch(/^1 rule for CloudTrail; 1 rule for other log sources left out$/m);
    expect(out).toMatch(/^ {2}Filter 1: \d+ of 1,024 characters$/m);
    expect(out).toContain('$.eventName=PutParameter');
    expect(out).toMatch(/^ {2}Rule 1: \d+ of 2,048 characters, ENABLED$/m);
    expect(out).toMatch(/^ {6}Trail stopped$/m);
    expect(out).toMatch(/^ {2}eventName: 1 text as its value, for 1 rule$/m);
    expect(out).not.toMatch(/Other log|Cannot be narrowed|Events:/);
  });

  it('names rules that cannot be narrowed, and why, without their control characters', async () => {
    const { out } = await pushdown('--rules', 'words.yml');
    expect(out).toContain('(empty: lets everything through)');
    expect(out).toContain('word: keywords look at every value of an event');
    expect(out).not.toContain('\u001b');
  });

  it('prints the same for machines', async () => {
    const { cloudWatchLogs, eventBridge, prefilter, rules } = await json('--rules', 'agent.yml');
    expect(rules).toBe(1);
    expect(cloudWatchLogs.filters).toEqual([
      {
        pattern: '{ $.eventName=PutParameter||$.userAgent=%[Pp][Aa][Rr][Rr][Oo][Tt]% }',
        rules: [
          { ruleId: 'trailhound-heartbeat', title: 'Heartbeat of Trailhound' },
          expect.objectContaining({ title: 'Odd agent' }),
        ],
        length: 68,
      },
    ]);
    expect(eventBridge.open).toEqual([
      expect.objectContaining({ title: 'Odd agent', why: expect.any(String) }),
    ]);
    expect(prefilter.keys).toEqual([{ field: 'userAgent', position: 'within', rules: 1, texts: 1 }]);
  });

  it('counts how many events of logs each filter lets through, and what rules match', async () => {
    const both = ['--rules', 'named.yml', '--rules', 'agent.yml', 'log.json'];
    expect((await json(...both)).events).toEqual({
      total: 3,
      matched: 2,
      unreadable: 0,
      cloudWatchLogs: { each: [2], any: 2, lost: 0 },
      eventBridge: { each: [2], any: 2, lost: 1 },
      lostReads: 1,
    });
    expect((await json('--reads', 'all', ...both)).events).toMatchObject({
      eventBridge: { any: 3, lost: 0 },
      lostReads: 0,
    });
    const { out } = await pushdown(...both);
    expect(out).toContain('lets through 2 of 3 events');
    expect(out).toContain('Events: 3, of which rules match 2 (66.7 %)');
    expect(out).toContain('1 matched event only read');
  });

  it('exits with 3 where input could not be read, and stops at rules that do not load', async () => {
    expect((await pushdown('--rules', 'named.yml', 'log.json', 'broken.json')).code).toBe(3);
    const { code, err } = await pushdown('--rules', 'bad.yml');
    expect([code, err.includes('bad.yml:1')]).toEqual([1, true]);
  });
});

const DATA = '../shared/data';
const suite = existsSync(DATA) ? describe : describe.skip;

suite(`recorded attacks${existsSync(DATA) ? '' : ` (skipped: no ${DATA})`}`, () => {
  it.each([
    ['the built-in rules', ['--rules', 'rules']],
    ['those of SigmaHQ', ['--rules', `${DATA}/sigma-aws/rules`]],
  ])(
    'lose no match of %s',
    async (_name, rules) => {
      const logs = ['invictus', 'stratus'].map((name) => `${DATA}/${name}`);
      const { out } = await runCli([
        'rules',
        'pushdown',
        '--no-builtin',
        '--format',
        'json',
        '--reads',
        'all',
        ...rules,
        ...logs,
      ]);
      const { events } = JSON.parse(out);
      expect(events.matched).toBeGreaterThan(100);
      expect([events.cloudWatchLogs.lost, events.eventBridge.lost]).toEqual([0, 0]);
      expect(events.cloudWatchLogs.any).toBeLessThan(events.total / 1.5);
    },
    60_000,
  );
});
