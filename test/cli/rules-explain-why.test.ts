import { describe, expect, it } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import { folderWith, jsonLines, sampleRecord, sampleRule } from '../support/cli-samples.ts';
import { runCli } from '../support/run-cli.ts';

const record = (minute: number, change: object = {}) =>
  sampleRecord({
    ...{ eventID: `e-${minute}`, eventTime: `2026-03-01T09:${String(minute).padStart(2, '0')}:00Z` },
    ...{ requestParameters: { name: 'main', limit: 12, tags: ['a', 'b'], none: [] } },
    ...change,
  });

async function explained(files: Readonly<Record<string, string>>, ...argv: readonly string[]) {
  const cwd = folderWith(files);
  return runCli(['rules', 'explain', 'rule.yml', 'events.json', '--no-builtin', ...argv], { cwd });
}

const lineWith = (out: string, start: string): string | undefined =>
  out.split('\n').find((line) => line.trim().startsWith(start));

describe('why a rule does not match', () => {
  it.each([
    {
      name: 'a field that is not there',
      item: 'requestParameters.user: bob',
      shown: "found no such field (requestParameters has name, limit, tags, none); wanted 'bob'",
    },
    {
      name: 'a field below null',
      item: 'responseElements.x: 1',
      shown: 'found no such field (responseElements has null); wanted 1',
    },
    {
      name: 'a field below a list without anything',
      item: 'requestParameters.none.x: 1',
      shown: 'found no such field (requestParameters.none has nothing); wanted 1',
    },
    {
      name: 'a field written in another case',
      item: 'useridentity.username: alice',
      shown: "found no such field (did you mean userIdentity.userName?); wanted 'alice'",
    },
    {
      name: 'a text in another case',
      item: 'eventName|cased: stoplogging',
      shown: `found "StopLogging"; wanted 'stoplogging' (letter case counts); only letter case differs`,
    },
    {
      name: 'a number written as text',
      item: "requestParameters.limit: '012'",
      shown: "found 12; wanted '012'",
    },
    {
      name: 'a number beyond a bound',
      item: 'requestParameters.limit|gt: 12',
      shown: 'found 12; wanted a number > 12',
    },
    {
      name: 'null that is wanted',
      item: 'eventName: null',
      shown: 'found "StopLogging"; wanted null, or no such field',
    },
    {
      name: 'a list that lacks one of all',
      item: 'requestParameters.tags|contains|all: [a, q]',
      shown: `found "a", "b"; wanted all of '*q*' (not met), '*a*'`,
    },
    {
      name: 'a list without anything',
      item: 'requestParameters.none: x',
      shown: "found an empty list; wanted 'x'",
    },
    {
      name: 'a wildcard that does not reach far enough',
      item: "userIdentity.arn: 'arn:aws:iam::*:role/*'",
      shown: `found "arn:aws:iam::123456789012:user/alice"; wanted 'arn:aws:iam::*:role/*'`,
    },
    {
      name: 'a part where all is wanted',
      item: 'userIdentity.arn: user/alice',
      shown: `wanted 'user/alice'; it is there as a part: |contains would find it`,
    },
    {
      name: 'an expression',
      item: "userAgent|re: '^AWS-CLI/2'",
      shown: 'found "aws-cli/2.31"; wanted /^AWS-CLI/2/; only letter case differs',
    },
    {
      name: 'an address of another network',
      item: 'sourceIPAddress|cidr: 203.0.113.0/24',
      shown: 'found "198.51.100.7"; wanted an address in 203.0.113.0/24',
    },
    {
      name: 'two fields that differ',
      item: 'userIdentity.userName|fieldref: requestParameters.name',
      shown: 'found "alice"; wanted the value of the field requestParameters.name, which has "main"',
    },
    {
      name: 'a value that must not be there',
      item: 'eventName|neq: [StopLogging, DeleteTrail]',
      shown: `found "StopLogging"; wanted none of 'StopLogging', 'DeleteTrail'`,
    },
  ])('$name', async ({ item, shown }) => {
    const key = item.slice(0, item.indexOf(':'));
    const rule = sampleRule({ detection: `\n  sel:\n    ${item}\n  condition: sel` });
    const { code, out } = await explained({ 'rule.yml': rule, 'events.json': JSON.stringify(record(1)) });
    expect(code).toBe(EXIT.ok);
    expect(lineWith(out, 'because')).toBe(`  because    sel does not hold (${key})`);
    expect(lineWith(out, `no   ${key}:`)).toContain(`${shown} (line 9)`);
  });

  it.each([
    {
      detection: '{ kw: [mimikatz, rclone], condition: kw }',
      because: 'kw does not hold (keywords)',
      shown: "keywords: found none of them; wanted any of '*mimikatz*', '*rclone*'",
    },
    {
      detection: "{ kw: { '|all': [StopLogging, nobody] }, condition: kw }",
      because: 'kw does not hold (keywords|all)',
      shown: `keywords|all: found eventName "StopLogging"; wanted all of '*nobody*' (not met), '*StopLogging*'`,
    },
    {
      detection:
        '{ sel: { eventName: StopLogging }, self: { userIdentity.userName|contains: [ali] }, condition: sel and not self }',
      because: 'self holds (userIdentity.userName|contains)',
      shown: `found "alice"; wanted '*ali*'`,
    },
    {
      detection: '{ s1: { eventName: A }, s2: [{ eventName: B }, { eventName: C }], condition: 1 of s* }',
      because: 's1 does not hold (eventName), s2 does not hold, in any of its 2 ways',
      shown: `found "StopLogging"; wanted 'C'`,
    },
    {
      detection:
        '{ s: { eventName: A }, t: [{ eventName: B }, { eventSource: cloudtrail.amazonaws.com }], condition: s or not t }',
      because: 's does not hold (eventName), t holds (eventSource)',
      shown: 'condition  no   s or not t',
    },
    {
      detection: `{ ${Array.from({ length: 10 }, (_, n) => `s${n}: { eventName: A${n} }`).join(', ')}, condition: 1 of them }`,
      because: `${Array.from({ length: 8 }, (_, n) => `s${n} does not hold (eventName)`).join(', ')}, and 2 more`,
      shown: 'condition  no   1 of them',
    },
  ])('$because', async ({ detection, because, shown }) => {
    const files = { 'rule.yml': sampleRule({ detection }), 'events.json': JSON.stringify(record(1)) };
    const { out } = await explained(files);
    expect(lineWith(out, 'because')).toBe(`  because    ${because}`);
    expect(out).toContain(shown);
  });
});

const base = (name: string, eventName: string): string =>
  `---\n${sampleRule({ title: `Rule ${name}`, id: `6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a${name}`, name, detection: `{ sel: { eventName: ${eventName} }, condition: sel }` })}`;
const rules = base('a1', 'StopLogging') + base('b1', 'DeleteTrail');
const correlation = (body: string, name = 'c', title = 'Joined'): string =>
  `title: ${title}\nname: ${name}\ncorrelation: { ${body} }\nlevel: high\n`;
const alice = 'userIdentity.arn "arn:aws:iam::123456789012:user/alice"';
const deleted = { eventName: 'DeleteTrail' };

describe('why a correlation does not fire', () => {
  it.each([
    {
      name: 'below the threshold',
      body: 'type: event_count, rules: [a1], group-by: [userIdentity.arn], timespan: 10m, condition: { gte: 3 }',
      events: [record(1), record(2)],
      because: `${alice} comes to 2 events at best, wanted >= 3`,
    },
    {
      name: 'too slowly',
      body: 'type: event_count, rules: [a1], timespan: 10m, condition: { gte: 3 }',
      events: [record(1), record(2), record(30)],
      because:
        'all together come to 2 events at best, wanted >= 3; there are 3 events, not all within 10 min',
    },
    {
      name: 'without the field that groups go by',
      body: 'type: event_count, rules: [a1], group-by: [userIdentity.ARN], timespan: 10m, condition: { gte: 2 }',
      events: [record(1), record(2)],
      because: 'whatever matches lacks userIdentity.ARN',
      shown: '  left out   2 events without userIdentity.ARN (did you mean userIdentity.arn?): e-1, e-2\n',
    },
    {
      name: 'with null in the field that counts',
      body: 'type: value_count, rules: [a1], timespan: 10m, condition: { field: errorCode, gte: 2 }',
      events: [record(1, { errorCode: null }), record(2, { errorCode: null })],
      because: 'whatever matches lacks errorCode',
      shown: '  left out   2 events without errorCode (errorCode is null): e-1, e-2\n',
    },
    {
      name: 'with what is no number',
      body: 'type: value_sum, rules: [a1], timespan: 10m, condition: { field: requestParameters.n, gte: 9 }',
      events: [1, 2, 3].map((at) => record(at, { requestParameters: { n: at === 2 ? 'many' : at } })),
      because: 'all together come to a sum of 4 at best, wanted >= 9',
      shown: '    values  1, 3\n    not counted  "many", no number, of e-2\n',
    },
    {
      name: 'without any event',
      body: 'type: event_count, rules: [b1], timespan: 10m, condition: { gte: 2 }',
      events: [record(1)],
      because: 'nothing matches Rule b1',
    },
    {
      name: 'in the wrong order',
      body: 'type: temporal_ordered, rules: [a1, b1], timespan: 10m',
      events: [record(1, deleted), record(2)],
      because:
        'all together come to 1 of 2 rules in their order at best, wanted >= 2; all of them are met, in another order',
      shown: '    of each rule   Rule a1 1, Rule b1 1\n    in this order  Rule b1, Rule a1\n',
    },
    {
      name: 'with one of the rules alone',
      body: 'type: temporal, rules: [a1, b1], timespan: 10m',
      events: [record(1), record(2)],
      because: 'all together come to 1 of 2 rules at best, wanted >= 2; nothing matches Rule b1',
    },
    {
      name: 'with one value',
      body: 'type: value_count, rules: [a1], timespan: 1h, condition: { field: awsRegion, gte: 2 }',
      events: [record(1), record(2)],
      because: 'all together come to 1 value of awsRegion at best, wanted >= 2',
    },
    {
      name: 'with a sum',
      body: 'type: value_sum, rules: [a1], timespan: 1h, condition: { field: requestParameters.limit, gt: 24 }',
      events: [record(1), record(2)],
      because: 'all together come to a sum of 24 at best, wanted > 24',
    },
    {
      name: 'with an average',
      body: 'type: value_avg, rules: [a1], timespan: 1h, condition: { field: requestParameters.limit, gt: 24 }',
      events: [record(1), record(2)],
      because: 'all together come to an average of 12 at best, wanted > 24',
    },
    {
      name: 'with an average, and too slowly',
      body: 'type: value_avg, rules: [a1], timespan: 10m, condition: { field: requestParameters.limit, gt: 24 }',
      events: [record(1), record(30)],
      because: 'all together come to an average of 12 at best, wanted > 24',
    },
    {
      name: 'with a percentile',
      body: 'type: value_percentile, rules: [a1], timespan: 1h, condition: { field: requestParameters.limit, percentile: 90, gt: 24 }',
      events: [record(1), record(2)],
      because: 'all together come to 12 at percentile 90 at best, wanted > 24',
    },
    {
      name: 'without a number',
      body: 'type: value_sum, rules: [a1], timespan: 1h, condition: { field: awsRegion, gt: 24 }',
      events: [record(1)],
      because: 'all together come to no number at best, wanted > 24',
    },
  ])('$name', async ({ body, events, because, shown = '' }) => {
    const { out } = await explained({
      'rule.yml': correlation(body) + rules,
      'events.json': jsonLines(events),
    });
    expect(out).toMatch(/^DOES NOT FIRE/);
    expect(lineWith(out, 'because')).toBe(`  because    ${because}`);
    expect(out).toContain(shown);
  });

  it('says firings where firings of another correlation are counted, and explains that one once', async () => {
    const inner = correlation(
      'type: event_count, rules: [a1], group-by: [awsRegion], timespan: 2m, condition: { gte: 2 }',
      'burst',
      'Burst',
    );
    const outer = correlation('type: event_count, rules: [burst], timespan: 1h, condition: { gte: 3 }', 'o');
    const mixed = correlation(
      'type: event_count, rules: [burst, b1], timespan: 1h, condition: { gte: 9 }',
      'm',
      'Mixed',
    );
    const files = {
      'rule.yml': `${inner}---\n${outer}---\n${mixed}${rules}`,
      'events.json': jsonLines([record(1), record(2), record(3), record(9, deleted)]),
    };
    const { out } = await explained(files);
    expect(out).toContain('because    all together come to 2 firings at best, wanted >= 3\n');
    expect(out).toContain('  rules      Burst: 2 firings\n');
    expect(out).toContain('  all together: does not fire; 2 firings in all\n');
    expect(out).toContain('because    all together come to 3 events and firings at best, wanted >= 9\n');
    expect(out).toContain('  rules      Burst: 2 firings\n             Rule b1: 1 event\n');
    expect(out).toContain('  all together: does not fire; 1 event and 2 firings in all\n');
    expect(out.match(/^FIRES {2}Burst/gm)).toHaveLength(1);
  });
});

describe('a rule that is not there', () => {
  const cwd = folderWith({
    'own-rule.yml': sampleRule({
      title: 'Own trail stopped',
      id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a91',
      name: 'own-stop',
    }),
    'more/other.yml': sampleRule({
      title: 'Other trail stopped',
      id: '7a0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a92',
    }),
    'events.json': JSON.stringify(record(1)),
  });
  const asked = async (named: string) =>
    runCli(['rules', 'explain', named, 'events.json', '--no-builtin', '-r', 'own-rule.yml', '-r', 'more'], {
      cwd,
    });

  it.each([
    { named: 'own-rul.yml', meant: 'own-rule.yml' },
    { named: 'own-rule', meant: 'own-rule.yml' },
    { named: 'more/othre.yml', meant: 'more/other.yml' },
    { named: 'own-stp', meant: 'own-stop' },
    { named: 'Own trail stoped', meant: 'Own trail stopped' },
    { named: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a90', meant: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a91' },
    { named: '7a0f1c1e', meant: 'Other trail stopped (7a0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a92)' },
    { named: 'stopped other', meant: 'Other trail stopped (7a0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a92)' },
  ])('$named: did you mean $meant?', async ({ named, meant }) => {
    const { code, err } = await asked(named);
    expect(code).toBe(EXIT.usage);
    expect(err).toContain(`"${named}"; did you mean ${meant}? (TH_USAGE)\n`);
  });

  it('names all that have the words, or says where rules are listed', async () => {
    expect((await asked('trail stopped')).err).toBe(
      'error: no file, and no rule with the id, title or name "trail stopped"; did you mean one of these? (TH_USAGE)\n' +
        '  Own trail stopped (6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a91)\n' +
        '  Other trail stopped (7a0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a92)\n',
    );
    for (const named of ['railstop', '%', 'gone/own-rule.yml'])
      expect((await asked(named)).err).toContain(
        '; `trailhound rules list` shows what there is (TH_USAGE)\n',
      );
  });
});
