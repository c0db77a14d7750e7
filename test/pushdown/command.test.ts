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
  it('prints a summary first: how many patterns, for how many rules, and what they let through', async () => {
    const { code, out } = await pushdown('--rules', 'named.yml', '--rules', 'linux.yml', 'log.json');
    expect(code).toBe(0);
    const [summary = '', ...patterns] = out.split(/^(?=CloudWatch Logs, filter 1$)/m);
    expect(summary).toMatch(/^1 rule for CloudTrail; 1 rule for other log sources left out$/m);
    expect(summary).toMatch(/^3 events, of which rules match 1 \(33\.3 %\)$/m);
    expect(summary).toMatch(/^CloudWatch Logs: 1 subscription filter; nothing had to be left out$/m);
    expect(summary).toMatch(
      /^ {2}Filter 1: \d+ of 1,024 characters, for 1 rule and the heartbeat; lets through 1 of 3 events \(33\.3 %\)$/m,
    );
    expect(summary).toMatch(/^EventBridge: 1 pattern, calls that only read: none$/m);
    expect(summary).toMatch(
      /^ {2}Pattern 1: \d+ of 2,048 characters, ENABLED, for 1 rule and the heartbeat; lets through 1 of 3 events/m,
    );
    expect(summary).toMatch(/^Dispatch index: 1 of 1 rule is found by what an event has$/m);
    expect(summary).not.toMatch(/Other log|Cannot be narrowed|In all|eventName/);
    expect(patterns.join('')).toContain('$.eventName=PutParameter');
    expect(out).toMatch(/^ {2}eventName: 1 text as its value, for 1 rule$/m);
  });

  it('says of several patterns what they let through in all', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `UpdateSomethingLong${index}`);
    const cwdOfMany = folderWith({
      'many.yml': sampleRule({ detection: `{ a: { eventName: [StopLogging, ${names}] }, condition: a }` }),
      'log.json': jsonLines([sampleRecord({}), sampleRecord({ eventName: 'ListUsers' })]),
    });
    const args = ['rules', 'pushdown', '--no-builtin', '--rules', 'many.yml', 'log.json'];
    const { out } = await runCli(args, { cwd: cwdOfMany });
    expect(out).toMatch(/^ {2}Filter 2: .*; lets through 0 of 2 events \(0\.0 %\)$/m);
    expect(out).toMatch(/^ {2}In all: lets through 1 of 2 events \(50\.0 %\)$/m);
  });

  it('names the rules that a pattern serves with --verbose only', async () => {
    expect((await pushdown('--rules', 'named.yml')).out).not.toContain('Trail stopped');
    const { out } = await pushdown('--rules', 'named.yml', '--verbose');
    expect(out.match(/^ {2}serves 2 rules:\n {4}Heartbeat of Trailhound\n {4}Trail stopped$/gm)).toHaveLength(
      2,
    );
  });

  it('names rules that cannot be narrowed, and why, without their control characters', async () => {
    const { out } = await pushdown('--rules', 'words.yml');
    expect(out).toContain('(empty: lets everything through)');
    expect(out).toMatch(/^ {2}Cannot be narrowed, so everything goes through: 1 rule$/m);
    expect(out).toContain('word: keywords look at every value of an event');
    expect(out).toMatch(/^Byte prefilter: 0 of 1 rule have texts to look for in the bytes$/m);
    expect(out).not.toContain('\u001b');
  });

  it('names ten of them, and all with --verbose', async () => {
    const files = Array.from({ length: 12 }, (_, index): readonly [string, string] => [
      `${index}.yml`,
      sampleRule({
        ...{ title: `Word ${index}`, id: `6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7c${index + 10}` },
        detection: '{ a: [parrot], condition: a }',
      }),
    ]);
    const cwdOfMany = folderWith(Object.fromEntries(files));
    const args = ['rules', 'pushdown', '--no-builtin', '--rules', '.'];
    const short = (await runCli(args, { cwd: cwdOfMany })).out;
    expect(short.match(/^ {4}Word \d+: keywords/gm)).toHaveLength(40);
    expect(short.match(/^ {4}… and 2 more \(--verbose names them\)$/gm)).toHaveLength(4);
    const whole = (await runCli([...args, '--verbose'], { cwd: cwdOfMany })).out;
    expect(whole.match(/^ {4}Word \d+: keywords/gm)).toHaveLength(48);
    expect(whole).not.toContain('more (--verbose');
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
    expect(out).toContain('3 events, of which rules match 2 (66.7 %)');
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
