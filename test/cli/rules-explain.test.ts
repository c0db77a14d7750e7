import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import { folderWith, jsonLines, sampleRecord, sampleRule } from '../support/cli-samples.ts';
import { HOSTILE_TEXTS } from '../support/hostile.ts';
import { ROOT, runCli } from '../support/run-cli.ts';

const ID = '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a91';
const sshd = sampleRule({
  ...{ title: 'Failed password', id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a92' },
  logsource: '{ product: linux, service: sshd }',
  detection: '{ keywords: [Failed password, root], condition: keywords }',
});
const burst = `title: Trails stopped at once
id: 6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a93
correlation: { type: event_count, rules: [${ID}], group-by: [userIdentity.arn], timespan: 10m, condition: { gte: 3 } }
---
title: Behind it
id: 6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a94
logsource: { product: aws, service: cloudtrail }
filter: { rules: [${ID}], sel: { userIdentity.userName: bob }, condition: not sel }
`;
const own = sampleRule({ id: ID, title: 'Own trail stopped', name: 'own-stop' });
const record = (number: number, change: object = {}) =>
  sampleRecord({
    eventID: `e-${number}`,
    eventTime: `2026-03-01T09:0${number}:00Z`,
    ...change,
  });
const three = [record(1), record(2), record(3)];

const cwd = folderWith({
  'own.yml': own,
  'sshd.yml': sshd,
  'burst.yml': burst,
  'both.yml': `${own}---\n${burst}`,
  'bad.yml': sampleRule({ level: 'hihg', id: ID }),
  'filter.yml': burst.slice(burst.indexOf('---')),
  'one.json': JSON.stringify(record(1)),
  'list.json': JSON.stringify(three),
  'log.json.gz': gzipSync(JSON.stringify({ Records: three })),
  'lines.ndjson': `${jsonLines(three)}{"cut`,
  'auth.log': 'sshd[1]: Accepted\nsshd[2]: failed PASSWORD for root\n',
  'no-record.json': '{"eventName": "StopLogging"}',
  'none.json': '[]',
  'wants.yml': sampleRule({
    detection: '{ sel: { requestParameters.wantedField: x }, condition: sel }',
  }),
  'hostile.json': JSON.stringify(
    HOSTILE_TEXTS.map((text, number) => record(1, { eventID: `h-${number}${text}`, eventName: text })),
  ),
  'binary.json': new Uint8Array([0xe4, 0x80, 0x00]),
  'utf-16.json': Buffer.from(JSON.stringify(record(1)), 'utf16le'),
  'cut.json': '{"cut',
  'packed.zip': 'PK\u0003\u0004',
  'empty/notes.txt': 'no log',
  'logs/a/one.json': JSON.stringify(record(1)),
  'logs/b.json.gz': gzipSync(JSON.stringify({ Records: [record(2), record(3)] })),
  'logs/c.json': '{"cut',
  'logs/d.zip': 'PK\u0003\u0004',
  'logs/notes.txt': 'StopLogging was seen',
  'logs/host/auth.log.1': 'sshd[1]: Accepted\nsshd[2]: failed PASSWORD for root\n',
  'logs/.hidden/x.json': JSON.stringify(record(9)),
  'rules/own.yml': own,
  'rules/more/sshd.yml': sshd,
  'rules/more/cases.yml': 'none: {}',
  'values.yml': 'names: [StopLogging]',
  'latin-1.yml': Buffer.from('names: [Zoë]', 'latin1'),
  'expand.yml': sampleRule({
    detection: "{ sel: { 'eventName|expand': '%names%' }, condition: sel }",
    title: 'Expanded',
  }),
});
const explain = (argv: readonly string[], stdin = '') =>
  runCli(['rules', 'explain', ...argv], { cwd, stdin });
const rows = async (...argv: readonly string[]) => {
  const { out } = await explain([...argv, '--format', 'json']);
  return JSON.parse(out) as readonly Record<string, unknown>[];
};

describe('rules explain', () => {
  it('says why a rule matches', async () => {
    const { code, out, err } = await explain(['own.yml', 'one.json']);
    expect({ code, err }).toEqual({ code: EXIT.ok, err: '' });
    expect(out).toBe(`MATCH  Own trail stopped  (${ID})
  event      e-1  StopLogging  2026-03-01T09:01:00Z
  because    sel holds
  logsource  yes  product aws, service cloudtrail; the event is of product aws, service cloudtrail
  condition  yes  sel
  sel  yes
    yes  eventName: found "StopLogging"; wanted 'StopLogging' (line 7)
`);
  });

  it.each([
    { name: 'its file', rule: 'own.yml', rules: [] },
    { name: 'its id', rule: ID.toUpperCase(), rules: ['--rules', 'own.yml'] },
    { name: 'its title', rule: 'own TRAIL stopped', rules: ['--rules', 'own.yml'] },
    { name: 'its name', rule: 'own-stop', rules: ['--rules', 'own.yml'] },
  ])('finds a rule by $name', async ({ rule, rules }) => {
    expect(await rows(rule, 'one.json', ...rules)).toMatchObject([
      { type: 'event', ruleId: ID, eventId: 'e-1', match: true },
    ]);
  });

  it('finds a built-in rule', async () => {
    const found = await rows('CloudTrail trail stopped or deleted', 'one.json');
    expect(found).toMatchObject([{ match: true }]);
  });

  it.each(['list.json', 'log.json.gz', 'lines.ndjson'])('explains each event of %s', async (file) => {
    expect((await rows('own.yml', file)).map(({ eventId }) => eventId)).toEqual(['e-1', 'e-2', 'e-3']);
  });

  it('reads folders and patterns as scan does, says where an event lies and what was passed over', async () => {
    const { code, out, err } = await explain(['own.yml', 'logs', '--limit', '2']);
    expect(out).toMatch(/event {6}e-1 .+\n {2}file {7}\S*logs\/a\/one\.json\n/);
    expect(out).toMatch(/event {6}e-2 .+\n {2}file {7}\S*logs\/b\.json\.gz\n/);
    expect({ code, err: err.replace(/\S*logs/g, 'logs') }).toEqual({
      code: EXIT.partial,
      err:
        'unreadable: logs/c.json: JSON that is cut off before its end\n' +
        'Passed over: 1 hidden file or folder, 1 text that is no JSON, 1 zip file\n' +
        '3 of 5 events match, and come first\n3 more events: --event-id chooses, --limit shows more\n',
    });
    const ids = async (...paths: readonly string[]) =>
      (await rows('own.yml', ...paths)).map(({ eventId, number }) => [eventId, number]);
    expect(await ids('logs/*.gz', 'one.json', 'logs/host')).toEqual([
      ['e-2', 1],
      ['e-3', 2],
      ['e-1', 3],
      ['#4', 4],
      ['#5', 5],
    ]);
    expect(await ids('utf-16.json')).toEqual([['e-1', 1]]);
    expect((await rows('own.yml', 'one.json'))[0]).toMatchObject({ file: expect.stringMatching('one.json') });
  });

  it('counts events of all files for a correlation', async () => {
    const { out, err } = await explain(['both.yml', 'logs/a', 'logs/b.json.gz', '--no-builtin']);
    expect(out).toMatch(/^FIRES/);
    expect(out).toContain('    events  e-1, e-2, e-3\n');
    expect(err).toBe('');
  });

  it('takes a folder for the rules in it', async () => {
    const found = await rows('rules', 'one.json', '--no-builtin');
    expect(found.map(({ title, match }) => [title, match])).toEqual([
      ['Failed password', false],
      ['Own trail stopped', true],
    ]);
    expect(await rows(ID, 'one.json', '--rules', 'rules', '--no-builtin')).toHaveLength(1);
    const run = await runCli(['rules', 'explain', '.', 'one.json', '--no-builtin', '--format', 'json'], {
      cwd: folderWith({ 'own.yml': own, 'one.json': JSON.stringify(record(1)) }),
    });
    expect(JSON.parse(run.out)).toMatchObject([{ title: 'Own trail stopped' }]);
  });

  it('fills placeholders from the file that is named', async () => {
    expect(await rows('expand.yml', 'one.json', '--placeholders', 'values.yml')).toMatchObject([
      { match: true },
    ]);
  });

  it('reads standard input, and says what of it is no event', async () => {
    const { code, out, err } = await explain(
      ['own.yml', '-', '--format', 'json'],
      `${JSON.stringify(record(4))}\n{"secret-text`,
    );
    expect(JSON.parse(out)).toHaveLength(1);
    expect({ code, err }).toEqual({
      code: EXIT.partial,
      err: 'unreadable: standard input: JSON that is cut off before its end\n',
    });
  });

  it('explains the events that are named, and of many the first', async () => {
    expect(await rows('own.yml', 'list.json', '--event-id', 'e-3', '--event-id', '#1')).toMatchObject([
      { eventId: 'e-3', number: 3 },
      { eventId: 'e-1', number: 1 },
    ]);
    const twice = await rows('own.yml', 'list.json', '--event-id', '#3', '--event-id', 'e-3');
    expect(twice).toMatchObject([{ eventId: 'e-3', number: 3 }]);
    const { out, err } = await explain(['own.yml', 'list.json', '--limit', '2']);
    expect(out.match(/^MATCH/gm)).toHaveLength(2);
    expect(err).toBe('3 of 3 events match\n1 more event: --event-id chooses, --limit shows more\n');
    const some = await explain(['sshd.yml', 'auth.log', '--limit', '1']);
    expect(some.err).toMatch(/^1 of \d+ events matches, and comes first/);
    expect(some.out).toMatch(/^MATCH/);
  });

  it('takes lines of text, and events that CloudTrail did not write, for events of any log source', async () => {
    const [first, second] = await rows('sshd.yml', 'auth.log');
    expect(first).toMatchObject({ match: false, eventId: '#1' });
    expect(second).toMatchObject({ match: true, logsource: { held: true } });
    expect(await rows('own.yml', 'no-record.json')).toMatchObject([{ match: true }]);
    const bracketed = '[Sun Mar 01 09:00:00 2026] [error] Failed password\n[    0.000000] Linux\n';
    const { code, out } = await explain(['sshd.yml', '-'], bracketed);
    expect({ code, matching: out.match(/^(?:NO )?MATCH/gm) }).toEqual({
      code: EXIT.ok,
      matching: ['MATCH', 'NO MATCH'],
    });
  });

  it('says when a rule is for another log source, and takes the one that is named', async () => {
    expect((await explain(['sshd.yml', 'one.json'])).out).toContain(
      'because    the rule is for another log source; also keywords does not hold (keywords)\n',
    );
    const { out } = await explain(['own.yml', 'one.json', '--logsource', 'product=okta']);
    expect(out).toContain('because    the rule is for another log source; everything else holds\n');
    const named = await rows('own.yml', 'no-record.json', '--logsource', 'product=linux,service=sshd');
    expect(named).toMatchObject([
      { match: false, logsource: { given: { product: 'linux', service: 'sshd' }, held: false } },
    ]);
    expect(await rows('sshd.yml', 'one.json', '--logsource', 'any')).toMatchObject([
      { logsource: { held: true } },
    ]);
  });

  it('shows what hostile events hold without letting it steer the terminal, and cuts it', async () => {
    const { out } = await explain(['own.yml', 'hostile.json', '--limit', '1000']);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(out.match(/^(?:NO )?MATCH/gm)).toHaveLength(HOSTILE_TEXTS.length);
    const long = JSON.stringify(record(1, { eventName: 'x'.repeat(100_000) }));
    const cut = await explain(['own.yml', '-'], long);
    expect(cut.out.length).toBeLessThan(2000);
    const missing = { requestParameters: Object.fromEntries(HOSTILE_TEXTS.map((text) => [text, 1])) };
    const around = await explain(['wants.yml', '-'], JSON.stringify(record(1, missing)));
    expect(around.out).toContain('no such field (requestParameters has ');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
    expect(around.out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  });
});

describe('rules explain of a correlation', () => {
  it('says which window fires, with what is filtered and what it is made of', async () => {
    const { code, out } = await explain(['both.yml', 'list.json']);
    expect(code).toBe(EXIT.ok);
    expect(out).toBe(`FIRES  Trails stopped at once  (6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a93)
  because    userIdentity.arn "arn:aws:iam::123456789012:user/alice" comes to 3 events, wanted >= 3
  condition  event_count >= 3 within 10 min
  group-by   userIdentity.arn
  rules      Own trail stopped: 3 events
  groups     1 group, 1 fires
  userIdentity.arn "arn:aws:iam::123456789012:user/alice": fires; 3 events in all
    first window  2026-03-01T08:53:00Z to 2026-03-01T09:03:00Z: comes to 3 events, wanted >= 3
    events  e-1, e-2, e-3
`);
  });

  it('says how near it came, and explains the events that are named', async () => {
    const bob = { userIdentity: { userName: 'bob', arn: 'b' } };
    const events = jsonLines([
      record(1),
      record(2, bob),
      record(3, { userIdentity: null }),
      record(4),
      record(1),
    ]);
    const { out } = await explain(['burst.yml', '-', '--rules', 'own.yml', '--event-id', 'e-2'], events);
    expect(out).toContain('DOES NOT FIRE  Trails stopped at once');
    expect(out).toContain('  rules      Own trail stopped: 3 events\n');
    expect(out).toContain('  left out   1 event without userIdentity.arn: e-3\n');
    expect(out).toContain(
      'does not fire; 2 events in all\n    nearest window  2026-03-01T08:54:00Z to 2026-03-01T09:04:00Z: comes to 2 events, wanted >= 3\n',
    );
    expect(out).toContain('NO MATCH  Own trail stopped');
    expect(out).toContain('  because    filter Behind it (burst.yml:5): sel holds (userIdentity.userName)\n');
    expect(out).toContain('  filter     no   Behind it (burst.yml:5)\n  condition  no   not sel\n');
    expect(out).toContain('A correlation refers to this rule, so it raises no alert of its own.');
  });

  it('prints instants and counts for machines', async () => {
    expect(await rows('both.yml', 'list.json')).toMatchObject([
      {
        ...{ type: 'correlation', fires: true, correlationType: 'event_count', groupCount: 1, leftOut: [] },
        rules: [{ title: 'Own trail stopped', matched: 3 }],
        groups: [
          {
            events: 3,
            firings: 1,
            window: { from: '2026-03-01T08:53:00Z', to: '2026-03-01T09:03:00Z', result: 3 },
          },
        ],
      },
    ]);
  });

  it('says that events without a time count as of 1970', async () => {
    const { err } = await explain(
      ['both.yml', '-'],
      jsonLines([record(1, { eventTime: undefined }), record(2)]),
    );
    expect(err).toBe('1 event without a usable time; they count as of 1970\n');
  });
});

describe('rules explain that cannot', () => {
  it.each([
    {
      argv: ['Own trail stoped', 'one.json', '--rules', 'own.yml'],
      code: EXIT.usage,
      text: 'did you mean Own trail stopped?',
    },
    { argv: ['nothing like it', 'one.json'], code: EXIT.usage, text: 'trailhound rules list' },
    {
      argv: ['filter.yml', 'one.json', '--rules', 'own.yml'],
      code: EXIT.usage,
      text: 'filter.yml: it holds filters only',
    },
    { argv: ['bad.yml', 'one.json'], code: EXIT.error, text: 'did you mean high?' },
    { argv: ['own.yml', 'gone.json'], code: EXIT.error, text: 'gone.json: no such file or folder' },
    { argv: ['own.yml', 'empty'], code: EXIT.error, text: 'empty: there is no event in it' },
    { argv: ['own.yml', 'one.json', 'gone/*'], code: EXIT.error, text: 'gone/*: no file fits this pattern' },
    { argv: ['own.yml', 'cut.json'], code: EXIT.error, text: 'cut.json: there is no event in it' },
    { argv: ['own.yml', 'packed.zip'], code: EXIT.error, text: 'packed.zip: zip file' },
    { argv: [ID, 'one.json', '--no-builtin'], code: EXIT.usage, text: `"${ID}"; name rules with --rules` },
    {
      argv: ['own.yaml', 'one.json', '--no-builtin'],
      code: EXIT.usage,
      text: 'no file, and no rule with the id, title or name "own.yaml"; did you mean own.yml?',
    },
    { argv: ['', 'one.json'], code: EXIT.usage, text: 'the id, title or name ""' },
    {
      argv: ['CloudTrail trail stopped or deleted', 'one.json', '--no-builtin', '--rules', 'own.yml'],
      code: EXIT.usage,
      text: 'trailhound rules list',
    },
    {
      argv: ['expand.yml', 'one.json', '--placeholders', 'gone.yml'],
      code: EXIT.error,
      text: 'gone.yml: no such file or folder',
    },
    {
      argv: ['expand.yml', 'one.json', '--placeholders', 'latin-1.yml'],
      code: EXIT.error,
      text: 'latin-1.yml: the file is not text in UTF-8',
    },
    { argv: ['own.yml', 'none.json'], code: EXIT.error, text: 'none.json: there is no event in it' },
    { argv: ['own.yml', 'binary.json'], code: EXIT.error, text: 'binary.json: no text in UTF-8' },
    {
      argv: ['own.yml', 'one.json', '--event-id', 'e-9'],
      code: EXIT.usage,
      text: 'no event has the id "e-9"',
    },
    {
      argv: ['own.yml', 'one.json', '--logsource', 'vendor=x'],
      code: EXIT.usage,
      text: '--logsource: expected any, or',
    },
    { argv: ['own.yml', 'one.json', '--limit', '0'], code: EXIT.usage, text: 'from 1 to 1000' },
  ])('exits with $code: $text', async ({ argv, code, text }) => {
    const run = await explain(argv);
    expect(run).toMatchObject({ code, out: '' });
    expect(run.err).toContain(text);
  });
});

describe('the guide to explaining', () => {
  const guide = readFileSync(`${ROOT}/docs/guides/explain.md`, 'utf8');
  const shown = [...guide.matchAll(/```text\n\$ npx trailhound (.+)\n([\s\S]*?)```/g)];

  it('shows what is really printed', async () => {
    expect(shown.length).toBeGreaterThan(1);
    for (const [, words = '', printed] of shown) {
      const { code, out } = await runCli(words.split(' '));
      expect({ words, code, out }).toEqual({ words, code: EXIT.ok, out: printed });
    }
  });
});
