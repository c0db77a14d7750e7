import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import type { DeploymentInput } from './input.ts';
import { deploymentSchema } from './schema.ts';
import { deploymentSettings, readDeployment } from './settings.ts';

const problemsIn = (text: string): readonly string[] => {
  const read = readDeployment('t.yml', text);
  return read.ok ? [] : read.error;
};

const DEFAULTS = {
  regions: ['us-east-1'],
  sources: { eventHistory: { everyMinutes: 5 }, logGroups: [], filtersPerLogGroup: 1, buckets: [] },
  rules: { builtin: true, folders: [], disable: [], latenessHours: 24 },
  alerts: { minSeverity: 'medium', email: [], chat: false },
  retention: { findingDays: 90, logDays: 30 },
  functions: {},
  alarms: true,
  dashboard: true,
  heartbeat: 15,
  digest: { hour: 6, quietDays: true, keepDays: 90 },
  logging: { level: 'info', debugSampleRate: 0, tracing: false },
  keepData: true,
};

describe('deploymentSettings', () => {
  it('fills in every default', () => {
    expect(deploymentSettings({})).toEqual({ ok: true, value: DEFAULTS });
  });

  it.each<[string, DeploymentInput['sources'], number | undefined]>([
    ['is off while the event history is read anyway', { logGroups: ['trail'] }, undefined],
    ['is on when it is not', { eventHistory: false, eventBridge: true }, 24],
    ['can be switched off', { eventHistory: false, eventBridge: true, reconcile: false }, undefined],
    ['can be switched on', { reconcile: { everyHours: 6 } }, 6],
  ])('reconciling %s', (_name, sources = {}, everyHours) => {
    const read = deploymentSettings({ sources });
    expect(read.ok && read.value.sources.reconcile?.everyHours).toBe(everyHours);
  });

  it('names us-east-1 first, and each region once', () => {
    const read = deploymentSettings({ regions: ['eu-west-1', 'us-east-1'] });
    expect(read.ok && read.value.regions).toEqual(['us-east-1', 'eu-west-1']);
  });

  it('says every problem at once, with its path and without a file', () => {
    const input = { sources: { eventHistory: { everyMinutes: 0 } }, heartbeat: 61 };
    expect(deploymentSettings(input)).toEqual({
      ok: false,
      error: [
        'sources.eventHistory.everyMinutes: found the number 0, expected whole minutes, 1 to 60',
        'heartbeat: found the number 61, expected whole minutes, 5 to 60',
      ],
    });
  });

  it('lets values through that CDK does not know yet, and judges the others', () => {
    const token = ['$', '{Token[TOKEN.12]}'].join('');
    const input = { encryptionKeyArn: token, sources: { buckets: [{ name: token }], logGroups: [token] } };
    expect(deploymentSettings(input)).toMatchObject({ ok: true, value: { encryptionKeyArn: token } });
    expect(deploymentSettings({ ...input, regions: ['here'] })).toMatchObject({ error: [/regions\[0\]/] });
  });
});

describe('readDeployment', () => {
  it.each([
    ['an empty file', ''],
    ['comments', '# nothing yet\n'],
    ['keys without values', 'sources:\n  # eventHistory: true\nalerts:\n'],
  ])('takes %s for all defaults', (_name, text) => {
    expect(readDeployment('t.yml', text)).toEqual({ ok: true, value: DEFAULTS });
  });

  it('reads the example that comes with Trailhound', () => {
    const text = readFileSync('docs/reference/trailhound.example.yml', 'utf8');
    expect(readDeployment('trailhound.example.yml', text)).toMatchObject({
      ok: true,
      value: {
        regions: ['us-east-1', 'eu-central-1', 'eu-west-1'],
        alerts: { email: ['security@example.com'] },
      },
    });
  });

  it('reads what the example has commented out', () => {
    const text = readFileSync('docs/reference/trailhound.example.yml', 'utf8');
    const shown = text.replace(/^# yaml-.*\n/, '').replace(/^( *)# ( *(?:- )?[a-zA-Z-]+:.*)$/gm, '$1$2');
    expect(readDeployment('t.yml', shown)).toMatchObject({
      ok: true,
      value: {
        sources: { eventBridge: { readOnlyEvents: 'named' }, reconcile: { everyHours: 24 } },
        functions: { 'collect-cloudtrail': { memoryMb: 512 } },
      },
    });
  });

  it('refuses a time limit in which a function would begin nothing', () => {
    const read = readDeployment(
      'trailhound.yml',
      'functions:\n  collect-cloudtrail: { timeoutSeconds: 20 }\n',
    );
    expect(read).toEqual({
      ok: false,
      error: [
        expect.stringMatching(
          /^trailhound\.yml:2:41: functions\.collect-cloudtrail\.timeoutSeconds: found the number 20, expected whole seconds, 45 to 900/,
        ),
      ],
    });
  });

  it('follows anchors and merge keys', () => {
    const text =
      'functions:\n  notify: &small { memoryMb: 256 }\n  redrive: *small\n  watch-self: { <<: *small, timeoutSeconds: 19 }\n';
    expect(readDeployment('t.yml', text)).toMatchObject({
      value: {
        functions: { redrive: { memoryMb: 256 }, 'watch-self': { memoryMb: 256, timeoutSeconds: 19 } },
      },
    });
    expect(problemsIn(text.replace('256', '1'))).toHaveLength(3);
  });

  it.each([
    ['a list', '- regions', /^t\.yml:1:1: found a list with "regions" in it, expected a map with regions, /],
    ['a text', 'hello', /^t\.yml:1:1: found "hello", expected a map with /],
    ['a mistyped key', 'alarm: true', /^t\.yml:1:1: alarm: found an unknown key; did you mean alarms\?$/],
    [
      'a key in the wrong place',
      'email: []',
      /^t\.yml:1:1: email: found an unknown key; did you mean alerts\.email\?$/,
    ],
    [
      'a key that means nothing',
      'colour: red',
      /^t\.yml:1:1: colour: found an unknown key, expected one of regions, /,
    ],
    [
      'a function that does not exist',
      'functions: { notfy: {} }',
      /functions\.notfy: .* did you mean notify\?$/,
    ],
    [
      'a key twice',
      'alarms: true\nalarms: false',
      /^t\.yml:2:1: alarms: found the key a second time, .* in line 1$/,
    ],
    [
      'a number as text',
      'heartbeat: "10"',
      /^t\.yml:1:12: heartbeat: found "10", expected whole minutes, 5 to 60, or false$/,
    ],
    [
      'half a minute',
      'sources: { eventHistory: { everyMinutes: 0.5 } }',
      /^t\.yml:1:42: sources\.eventHistory\.everyMinutes: /,
    ],
    [
      'days that CloudWatch Logs does not know',
      'retention: { logDays: 31 }',
      /found the number 31, expected days .* one of 1, 3, /,
    ],
    [
      'no e-mail address',
      'alerts:\n  email: [me]',
      /^t\.yml:2:11: alerts\.email\[0\]: found "me", expected an e-mail address$/,
    ],
    [
      'an address twice',
      'alerts: { email: [a@b.de, A@b.de] }',
      /alerts\.email\[1\]: found "a@b\.de" a second time, expected it once$/,
    ],
    [
      'a bucket twice',
      'sources: { buckets: [{ name: abc }, { name: abc }] }',
      /^t\.yml:1:45: sources\.buckets\[1\]\.name: found "abc" a second/,
    ],
    [
      'a log group twice',
      'sources: { logGroups: [a, a] }',
      /sources\.logGroups\[1\]: found "a" a second time/,
    ],
    [
      'the ARN of a log group',
      "sources: { logGroups: ['arn:aws:logs:x'] }",
      /expected the name of a log group, not its ARN$/,
    ],
    [
      'a bucket without a name',
      'sources: { buckets: [{}] }',
      /sources\.buckets\[0\]\.name: found nothing, expected the name of a bucket/,
    ],
    [
      'an account that lost its first digit',
      'sources: { buckets: [{ name: abc, accountId: 012345678901, notifications: manual }] }',
      /accountId: found the number 12345678901, expected the 12 digits of an account, in quotes$/,
    ],
    [
      "somebody else's bucket",
      "sources: { buckets: [{ name: abc, accountId: '123456789012' }] }",
      /notifications: found bucket, .* expected eventBridge, manual/,
    ],
    [
      'a concurrency that stops a function',
      'functions: { notify: { reservedConcurrency: 0 } }',
      /reservedConcurrency: found the number 0, .*0 would stop the function/,
    ],
    [
      'a key by its alias',
      'encryptionKeyArn: alias/mine',
      /encryptionKeyArn: found "alias\/mine", expected the ARN of a KMS key/,
    ],
    [
      'no source',
      'sources: { eventHistory: false, reconcile: true }',
      /^t\.yml:1:10: sources: found no source that is on, expected at least one of eventHistory, /,
    ],
    ['no rules', 'rules: { builtin: false }', /^t\.yml:1:8: rules: found no rules at all/],
    [
      'a topic that is none',
      'sources: { buckets: [{ name: abc, notifications: { topicArn: me } }] }',
      /topicArn: found "me", expected the ARN of an SNS topic$/,
    ],
    ['an empty item', 'regions: [~]', /^t\.yml:1:11: regions\[0\]: found nothing, expected a region such as/],
    ['aliases in a circle', 'regions: &a [*a]', /^t\.yml:1:1: this YAML .* its aliases unfold without end$/],
    [
      'an alias of nothing',
      'regions: []\nalerts: *mail',
      /^t\.yml:2:9: this is no YAML: an alias is used that/,
    ],
    [
      'a second document',
      'regions: []\n---\nheartbeat: 5',
      /^t\.yml:2:1: this is no YAML: a second document/,
    ],
    ['UTF-16', '\ufffd\ufffdr\0e\0g\0', /^t\.yml:1:1: this is no text in UTF-8/],
    ['a key that is an escape sequence', '"x\\e[1m": 1', /^t\.yml:1:1: x\\u001b\[1m: found an unknown key/],
  ])('refuses %s, once and with its place', (_name, text, problem) => {
    expect(problemsIn(text)).toEqual([expect.stringMatching(problem)]);
  });

  it('says all problems of a file, in its order', () => {
    const text =
      'regions: [nowhere]\nsources:\n  eventHistory: { everyMinutes: 99, minutes: 3 }\nheartbeat: 1\nregions: []\n';
    const places = problemsIn(text).map((line) => line.replace(/^t\.yml:(\d+).*?: ([\w.]+).*$/, '$1 $2'));
    expect(places).toEqual([
      '3 sources.eventHistory.everyMinutes',
      '3 sources.eventHistory.minutes',
      '4 heartbeat',
      '5 regions',
    ]);
  });

  it.each([
    'a: [\n"hunter2',
    'a: "hunter2\\q"',
    '%hunter2',
    'a: *hunter2',
    'a: !!int hunter2',
    '---\na: 1\n---\nhunter2',
  ])('never quotes what is no YAML (%#)', (text) => {
    const problems = problemsIn(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join('\n')).not.toContain('hunter2');
  });
});

describe('settings of logs, metrics, search and digest', () => {
  it('are judged all at once, each problem at its line', () => {
    const yaml = [
      ...['applicationLogs:', '  prefix: [/aws/lambda/]', '  rate: { count: 1000, minutes: 5 }'],
      ...['metrics:', '  watches:', '    - namespace: AWS/EC2', '      period: 60'],
      ...['      thresholds: [{ above: 90, m: 5, n: 3 }]', 'search:', '  endpoint: http://x'],
      ...['digest: { hour: 24 }', 'logging: { debugSampleRate: 2 }'],
    ].join('\n');
    expect(problemsIn(yaml)).toEqual([
      't.yml:2:3: applicationLogs.prefix: found an unknown key; did you mean prefixes?',
      't.yml:2:3: applicationLogs: found no log group to watch, expected at least one of groups, prefixes, tags',
      't.yml:3:18: applicationLogs.rate.count: found the number 1000, expected whole errors, 2 to 250',
      expect.stringMatching(/^t\.yml:7:15: metrics\.watches\[0\]\.period: found a key that is not known, /),
      't.yml:8:36: metrics.watches[0].thresholds[0].m: found the number 5, expected a whole number from 1 to 3',
      't.yml:10:3: search: found no resourceArn, expected one with auth: iam',
      't.yml:10:13: search.endpoint: found "http://x", expected https:// and a host, without a path',
      't.yml:11:17: digest.hour: found the number 24, expected the hour, UTC, 0 to 23',
      't.yml:12:29: logging.debugSampleRate: found the number 2, expected a number, 0 to 1',
    ]);
  });

  it('need no source of CloudTrail beside them', () => {
    const shut = 'sources: { eventHistory: false, reconcile: false }\n';
    expect(problemsIn(shut)).toHaveLength(1);
    expect(problemsIn(`${shut}metrics: true`)).toEqual([]);
  });

  it('are complete when they are switched on', () => {
    const read = readDeployment(
      't.yml',
      'metrics: true\nintake: true\napplicationLogs: { tags: { team: [shop] } }',
    );
    expect(read).toMatchObject({
      ok: true,
      value: {
        metrics: { everyMinutes: 15 },
        intake: { auth: 'secret', maxBytes: 4_000_000 },
        applicationLogs: { tags: [{ key: 'team', values: ['shop'] }], level: 'error', everyMinutes: 60 },
        search: undefined,
      },
    });
  });
});

describe('the schema', () => {
  it('has every key described, for editors and the reference page', () => {
    const page = readFileSync('docs/generated/trailhound-yml.md', 'utf8');
    const lines = page.split('\n').filter((line) => line.startsWith('| `'));
    expect(lines.length).toBeGreaterThan(40);
    for (const line of lines) expect(line).toMatch(/^\| `[^`]+` \| [^|]{4,} \| [^|]+ \| [^|]{10,} \|$/);
  });

  it('can be a JSON Schema', () => {
    expect(() => z.toJSONSchema(deploymentSchema)).not.toThrow();
  });
});
