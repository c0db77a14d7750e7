import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import { folderWith, sampleRecord, sampleRule } from '../support/cli-samples.ts';
import { runCli } from '../support/run-cli.ts';

const cwd = folderWith({
  'good/one.yml': sampleRule(),
  'good/cases.yml': 'base: {}',
  'good/notes.txt': 'not: a rule',
  'good/.hidden.yml': 'not a rule',
  'bad/typo.yml': sampleRule({ level: 'hihg', id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a14' }),
  'bad/not-yaml.yml': 'title: [unclosed',
  'bad/binary.yml': new Uint8Array([0xff, 0xfe, 0x00, 0x41]),
  'bad/two.yml': `${sampleRule({ id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a15' })}---\n${sampleRule({ id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a16', detection: '{ sel: { a|nope: 1 }, condition: sel }' })}`,
  empty: '',
});
const rules = (argv: readonly string[]) => runCli(['rules', ...argv], { cwd });
const KEYS = ['file', 'line', 'column', 'ruleId', 'title', 'state', 'code', 'message', 'notices', 'problems'];

describe('rules check', () => {
  it('passes rules that load, and looks at nothing else in a folder', async () => {
    const { code, out, err } = await rules(['check', 'good', '--format', 'json']);
    expect(code).toBe(EXIT.ok);
    expect(err).toBe('');
    expect(JSON.parse(out)).toEqual([
      {
        file: 'good/one.yml',
        line: 1,
        column: 1,
        ruleId: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11',
        title: 'Trail stopped',
        state: 'loaded',
        code: 'SIGMA_LOADED',
        message: expect.any(String),
        notices: [],
        problems: [],
      },
    ]);
  });

  it('prints one object a document, also for what is no YAML and no text', async () => {
    const { code, out } = await rules(['check', 'bad', '--format', 'ndjson']);
    expect(code).toBe(EXIT.error);
    const found = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    for (const one of found) expect(Object.keys(one)).toEqual(KEYS);
    expect(found.map((one) => `${one.file} ${one.state} ${one.code}`)).toEqual([
      'bad/binary.yml refused SIGMA_YAML',
      'bad/not-yaml.yml refused SIGMA_YAML',
      'bad/two.yml loaded SIGMA_LOADED',
      'bad/two.yml refused SIGMA_MODIFIER',
      'bad/typo.yml refused SIGMA_ATTRIBUTE',
    ]);
  });

  it('names a file that cannot be read, and looks at the others', async () => {
    const folder = folderWith({ 'one.yml': sampleRule() });
    symlinkSync(join(folder, 'gone'), join(folder, 'link.yml'));

    for (const command of ['check', 'lint']) {
      const { code, out } = await runCli(['rules', command, '.', '--no-builtin', '--format', 'ndjson'], {
        cwd: folder,
      });
      expect(code).toBe(EXIT.error);
      const found = out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(found).toContainEqual(
        expect.objectContaining({ file: 'link.yml', code: 'SIGMA_YAML', message: 'no such file or folder' }),
      );
      expect(found).toContainEqual(expect.objectContaining({ file: 'one.yml' }));
    }
  });

  it('joins all that is wrong with a document: the place and code of the first, the message of all', async () => {
    const folder = folderWith({
      'many.yml': `${sampleRule({ level: 'hihg', status: 'tset' })}---\n${sampleRule({ id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a17', detection: "{ sel: { a|expand: '%x%', b|expand: '%y%' }, condition: sel }" })}---\n${sampleRule({ id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a18', detection: "{ sel: { a|expand: '%x%', b|nope: 1 }, condition: sel }" })}`,
      'old.yml': sampleRule({
        id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a19',
        detection: '{ sel: { a: 1 }, condition: sel | count() by a > 5 }',
      }),
    });
    const { code, out } = await runCli(['rules', 'check', '.', '--format', 'ndjson'], { cwd: folder });
    expect(code).toBe(EXIT.error);
    const [levels, values, both, old] = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(levels).toMatchObject({
      ...{ file: 'many.yml', line: 3, column: 9, state: 'refused', code: 'SIGMA_ATTRIBUTE' },
      problems: [{ line: 3 }, { line: 4 }],
    });
    expect(levels.message).toMatch(/^status is "tset".*\nlevel is "hihg"/);
    expect(values).toMatchObject({ state: 'needs-values', code: 'SIGMA_PLACEHOLDER', problems: [{}, {}] });
    expect(both).toMatchObject({ state: 'refused', code: 'SIGMA_MODIFIER', problems: [{}, {}] });
    expect(old).toMatchObject({
      code: 'SIGMA_DEPRECATED',
      message: expect.stringContaining('type: event_count'),
    });
    const table = await runCli(['rules', 'check', '.'], { cwd: folder, env: { NO_COLOR: '1' } });
    expect(table.err).toMatch(
      /^0 loaded, 1 need values, 3 refused\nvalues of placeholders go into placeholders\.yml/,
    );
    expect(table.out).toContain('\n  correlation:\n      type: event_count\n');
  });

  it('passes over documents that only prepare others in its table, and keeps them for machines', async () => {
    const parts = ['action: global\nlogsource: { product: aws, service: cloudtrail }\n'];
    for (const name of ['A', 'B'])
      parts.push(`title: ${name}\ndetection: { s: { eventName: ${name} }, condition: s }\n`);
    parts.push('action: reset\n');
    const folder = folderWith({ 'g.yml': parts.join('---\n') });
    const table = await runCli(['rules', 'check', 'g.yml'], { cwd: folder });
    const json = await runCli(['rules', 'check', 'g.yml', '--format', 'json'], { cwd: folder });
    expect(table.err).toBe('2 loaded, 0 need values, 0 refused\n');
    const rows = table.out
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ +/).join(' '));
    expect(rows).toEqual(['STATE WHERE TITLE', 'loaded g.yml:4:1 A', 'loaded g.yml:7:1 B']);
    expect(JSON.parse(json.out)).toHaveLength(4);
  });

  it('sums up what is wrong with a file that holds no rule, and cuts what is quoted to a line', async () => {
    const page = Array.from({ length: 30 }, (_, line) => `- a: b: ${line}\n`).join('');
    const bad = Array.from({ length: 9 }, () => `${sampleRule({ level: 'x' })}`.replace(/id: .*\n/, ''));
    const folder = folderWith({
      'page.yml': page,
      'code.yml': 'a: 1\n}\n/** Some\nmore */ b: 1\n',
      'long.yml': `a: 1\n}\n${'x'.repeat(5000)} b: 1\n`,
      'rules.yml': bad.join('---\n'),
    });
    const check = (...argv: string[]) => runCli(['rules', 'check', ...argv], { cwd: folder });
    const lines = (await check('page.yml')).out.trimEnd().split('\n');
    expect(lines).toHaveLength(6);
    expect(lines[5]).toBe('page.yml: and 25 more like these; is it a rule file? (--format json has all)');
    const [{ problems }] = JSON.parse((await check('page.yml', '--format', 'json')).out);
    expect(problems).toHaveLength(30);
    expect((await check('code.yml')).out).toMatch(/"\/\*\* Some…"/);
    expect((await check('long.yml')).out).toMatch(/: "x{80}…"/);
    expect((await check('rules.yml')).out.match(/level is "x"/g)).toHaveLength(9);
  });

  it('prints problems as compilers do, whole on any terminal, and a table of what loads', async () => {
    const { code, out, err } = await runCli(['rules', 'check', 'bad', 'good/one.yml'], {
      cwd,
      columns: 40,
      env: { NO_COLOR: '1' },
    });
    expect(code).toBe(EXIT.error);
    const [problems, table] = out.split('\n\n').map((part) => part.trimEnd().split('\n'));
    expect(problems?.map((line) => line.split(' ', 2).join(' '))).toEqual([
      'bad/binary.yml:1:1 SIGMA_YAML',
      expect.stringMatching(/^bad\/not-yaml\.yml:\d+:\d+ SIGMA_YAML$/),
      expect.stringMatching(/^bad\/two\.yml:\d+:\d+ SIGMA_MODIFIER$/),
      expect.stringMatching(/^bad\/typo\.yml:4:\d+ SIGMA_ATTRIBUTE$/),
    ]);
    expect(problems?.some((line) => line.length > 40)).toBe(true);
    expect(out).not.toContain('…');
    expect(table?.map((line) => line.split(/ +/, 2).join(' '))).toEqual([
      'STATE WHERE',
      'loaded bad/two.yml:1:1',
      'loaded good/one.yml:1:1',
    ]);
    expect(err).toBe('2 loaded, 0 need values, 4 refused\n');
  });

  it('never cuts a place, also of a rule that loads', async () => {
    const file = 'a-folder-with-a-long-name/and-another-one/rule.yml';
    const { out } = await runCli(['rules', 'check', '.'], {
      cwd: folderWith({ [file]: sampleRule() }),
      columns: 40,
    });
    expect(out).toContain(`${file}:1:1`);
  });

  it('refuses a bad `trailhound` block at the line of each setting', async () => {
    const folder = folderWith({
      'r.yml': `${sampleRule()}trailhound:\n  windw: 30\n  "window": 2\n---\n${sampleRule({
        id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a17',
      })}trailhound: { why: 7 }\n`,
    });
    const { code, out, err } = await runCli(['rules', 'check', 'r.yml'], { cwd: folder });
    expect(code).toBe(EXIT.error);
    expect(out.trimEnd().split('\n')).toEqual([
      'r.yml:9:3 SIGMA_ATTRIBUTE trailhound.windw: unknown setting; did you mean window?',
      expect.stringMatching(/^r\.yml:10:3 SIGMA_ATTRIBUTE trailhound\.window: .*5 to 1440/),
      expect.stringMatching(/^r\.yml:19:1 SIGMA_ATTRIBUTE trailhound\.why: /),
    ]);
    expect(err).toBe('0 loaded, 0 need values, 2 refused\n');
    const scan = await runCli(['scan', '-', '--rules', 'r.yml'], { cwd: folder });
    expect(scan.code).toBe(EXIT.error);
    expect(scan.err).toContain('r.yml:9:3 SIGMA_ATTRIBUTE trailhound.windw');
  });

  it.each([
    { logsource: '{ product: aws, service: cloudtrial }', hint: '; did you mean service: cloudtrail?' },
    { logsource: '{ product: asw, service: cloudtrail }', hint: '; did you mean product: aws?' },
    { logsource: '{ product: windows, category: process_creation }', hint: '' },
    { logsource: '{ product: aws, service: cloudtrail }', hint: undefined },
    { logsource: '{ product: AWS, service: CloudTrail }', hint: undefined },
  ])('notes a rule for $logsource', async ({ logsource, hint }) => {
    const folder = folderWith({ 'r.yml': sampleRule({ logsource }) });
    const table = await runCli(['rules', 'check', 'r.yml'], { cwd: folder });
    const json = await runCli(['rules', 'check', 'r.yml', '--format', 'json'], { cwd: folder });
    const [{ notices }] = JSON.parse(json.out);
    expect(table.code).toBe(EXIT.ok);
    if (hint === undefined) expect(notices).toEqual([]);
    else {
      expect(notices).toEqual([expect.stringMatching(/^not for CloudTrail \(.*without effect here/)]);
      expect(notices[0].endsWith(`here${hint}`)).toBe(true);
      expect(table.out).toContain(`r.yml:1:1 notice: ${notices[0]}\n`);
    }
  });

  it.each([
    { name: 'a path that is not there', path: 'nowhere', says: 'no such file or folder' },
    { name: 'a folder without rules', path: '.git-nothing', says: 'no such file or folder' },
  ])('fails on $name', async ({ path, says }) => {
    const { code, err } = await rules(['check', path]);
    expect(code).toBe(EXIT.error);
    expect(err).toContain(says);
  });
});

describe('rules that need values', () => {
  const folder = folderWith({
    'r/rule.yml': sampleRule({ detection: "{ sel: { eventName|expand: '%calls%' }, condition: sel }" }),
    'r/cases.yml':
      'base: { eventName: StopLogging }\ncases:\n  - { name: a, expect: match }\n  - { name: b, expect: no-match, set: { eventName: StartLogging } }\n',
    'bare/rule.yml': sampleRule({ id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a71', title: 'Bare' }),
    'values.yml': 'calls: [StopLogging]\n',
    'allow.yml': 'suppressions: []\n',
    'log.json': '{"Records":[]}',
  });
  const at = (...argv: string[]) => runCli(argv, { cwd: folder });

  it.each([
    { argv: ['rules', 'list', '-r', 'r'], undone: 'nothing was listed' },
    { argv: ['rules', 'pushdown', '-r', 'r'], undone: 'no filter was made' },
    { argv: ['rules', 'explain', 'r', 'log.json'], undone: 'none was run' },
    { argv: ['suppressions', 'check', 'allow.yml', '-r', 'r'], undone: 'no entry was looked at' },
    { argv: ['suppressions', 'list', 'allow.yml', '-r', 'r'], undone: 'no entry was looked at' },
    { argv: ['scan', 'log.json', '-r', 'r'], undone: 'no event was read' },
    { argv: ['replay', 'log.json', '-r', 'r'], undone: 'no event was read' },
    { argv: ['logs', 'log.json', '-r', 'r'], undone: 'no event was read' },
  ])('stop $argv.0 $argv.1, until they have them', async ({ argv, undone }) => {
    const { code, err } = await at(...argv);
    expect(code).toBe(EXIT.error);
    expect(err).toContain(`1 problem(s) in the rules; ${undone}:`);
    expect(err).toContain('r/rule.yml:7:');
    expect(err).toContain('--placeholders');
    const given = await at(...argv, '--placeholders', 'values.yml');
    expect(given.err).not.toContain('problem(s) in the rules');
    expect(given.err).not.toContain('--placeholders');
  });

  it.each(['test', 'lint'])('are a problem of rules %s, until they have them', async (command) => {
    const wanting = await at('rules', command, 'r', '--no-builtin');
    expect(wanting.code).toBe(EXIT.error);
    expect(wanting.out).toContain('SIGMA_PLACEHOLDER');
    const given = await at('rules', command, 'r', '--no-builtin', '--placeholders', 'values.yml');
    expect(given).toMatchObject({ code: EXIT.ok, out: expect.not.stringContaining('SIGMA_PLACEHOLDER') });
  });

  it('are no mistake: rules check passes, and says what they need', async () => {
    const { code, out, err } = await at('rules', 'check', 'r');
    expect(code).toBe(EXIT.ok);
    expect(out).toContain('SIGMA_PLACEHOLDER');
    expect(err).toMatch(/^0 loaded, 1 need values, 0 refused\nvalues of placeholders go into/);
    const given = await at('rules', 'check', 'r', '--placeholders', 'values.yml');
    expect(given.err).toBe('1 loaded, 0 need values, 0 refused\n');
  });

  it('are not asked for the cases that they have', async () => {
    const { code, err } = await at('rules', 'test', '.', '--no-builtin');
    expect(code).toBe(EXIT.error);
    expect(err).not.toContain('write a cases.yml');
    expect(err).toContain('Nothing was tested: no rule with cases could be used');
    expect(err).toContain('values of placeholders go into placeholders.yml of this folder');
  });
});

describe('rules check and scan agree', () => {
  const [own, taken] = ['6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a21', '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a22'];
  const counted = '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a23';
  const [outer, other] = ['6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a24', '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a25'];
  const COUNT = 'type: event_count, rules: [stopped], timespan: 5m, condition: { gte: 3 }';
  const counting = (id: string, count: string): string =>
    `title: Ours, three times\nid: ${id}\ncorrelation: { ${count} }\n`;
  const PAIR = `${sampleRule({ id: counted, name: 'stopped', title: 'Ours, counted' })}---\n${counting(outer, COUNT)}`;
  const root = folderWith({
    'rules/aws/x/rule.yml': sampleRule({ id: taken, title: 'Ours' }),
    'rules/aws/y/rule.yml': PAIR,
    'package.json': '{"version":"0"}',
  });
  const folder = folderWith({
    'r.yml': `# mine\n${sampleRule({ id: taken })}`,
    'titles.yml': [sampleRule({ title: 'T' }), sampleRule({ title: 'T' })]
      .map((text) => text.replace(/id: .*\n/, ''))
      .join('---\n'),
    'same.yml': `# a copy\n${sampleRule({ id: taken, title: 'Ours' })}`,
    'free.yml': sampleRule({ id: own }),
    'pair.yml': PAIR,
    'name.yml': sampleRule({ id: own, name: 'stopped' }),
    'both.yml': sampleRule({ id: counted, name: 'stopped' }),
    'count.yml': counting(outer, COUNT.replace('gte: 3', 'gte: 4')),
    'uses-name.yml': counting(other, COUNT),
    'empty/a.yml': '',
    'empty/b.yml': '# title: commented out\n',
    'empty/c.yml': sampleRule({ id: own }),
  });
  const at = (argv: readonly string[], cwd = folder) => runCli(argv, { cwd, root });

  it.each([
    {
      path: 'r.yml',
      options: [],
      says: [`r.yml:3:5 SIGMA_DUPLICATE_RULE the id ${taken} is that of the built-in rule "Ours"; give`],
    },
    {
      path: 'same.yml',
      options: [],
      says: [
        'same.yml:3:5 SIGMA_DUPLICATE_RULE this very rule is built in already: leave it out here, or leave out',
      ],
    },
    {
      path: 'pair.yml',
      options: [],
      says: ['pair.yml:2:5', 'pair.yml:11:5'].map(
        (place) => `${place} SIGMA_DUPLICATE_RULE this very rule is built in already: leave it out here`,
      ),
    },
    {
      path: 'name.yml',
      options: [],
      says: [
        'name.yml:8:7 SIGMA_DUPLICATE_RULE the name stopped is that of the built-in rule "Ours, counted"; give this rule another name, or leave out the pack with --no-builtin',
      ],
    },
    {
      path: 'both.yml',
      options: [],
      says: [
        `both.yml:2:5 SIGMA_DUPLICATE_RULE the id ${counted} is that of the built-in rule "Ours, counted"; give`,
        'both.yml:8:7 SIGMA_DUPLICATE_RULE the name stopped is that of the built-in rule "Ours, counted"; give',
      ],
    },
    {
      path: 'count.yml',
      options: [],
      says: [`the id ${outer} is that of the built-in rule "Ours, three times"; give this rule another id`],
    },
    { path: 'uses-name.yml', options: [], says: [] },
    { path: 'r.yml', options: ['--no-builtin'], says: [] },
    { path: 'free.yml', options: [], says: [] },
    { path: 'titles.yml', options: [], says: [] },
    {
      path: 'empty',
      options: [],
      says: ['a.yml', 'b.yml'].map(
        (name) => `empty/${name}:1:1 SIGMA_DOCUMENT the file holds no rule: it is empty, or all of it is`,
      ),
    },
  ])('on $path $options: $says', async ({ path, options, says }) => {
    const check = await at(['rules', 'check', path, ...options]);
    const scan = await at(['scan', '-', '--rules', path, ...options]);
    const code = says.length > 0 ? EXIT.error : EXIT.ok;
    expect([check.code, scan.code]).toEqual([code, code]);
    for (const words of says) {
      expect(check.out).toContain(words);
      expect(scan.err).toContain(words);
    }
    expect(scan.err).not.toContain('trailhound` block');
  });

  it('rules without an id that share a title run, each under a name of its own', async () => {
    const global = 'title: G\nid: old-1\naction: global\nlogsource: { product: aws }\nlevel: low\n';
    const asking = (name: string) => `detection: { sel: { eventName: ${name} }, condition: sel }\n`;
    const file = [global, ...['StopLogging', 'X', 'StopLogging'].map(asking)].join('---\n');
    const cwd = folderWith({
      'g.yml': file,
      'e.json': JSON.stringify({ Records: [sampleRecord()] }),
    });
    const check = await at(['rules', 'check', 'g.yml'], cwd);
    expect(check.code).toBe(EXIT.ok);
    expect(check.out).toContain(
      'without an id a rule goes by its title, which the rule in g.yml:9 has too: its findings are named "title:G#2"; give it an id',
    );
    const scan = await at(['scan', 'e.json', '--rules', 'g.yml', '--no-builtin', '--format', 'ndjson'], cwd);
    const found = scan.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).ruleId);
    expect([...found].sort()).toEqual(['old-1', 'title:G#2']);
    const explained = await at(
      ['rules', 'explain', 'title:G#2', 'e.json', '--rules', 'g.yml', '--no-builtin'],
      cwd,
    );
    expect([explained.code, explained.err]).toEqual([EXIT.ok, '']);
    writeFileSync(join(cwd, 'cases.yml'), 'cases: []\n');
    expect((await at(['rules', 'test', 'g.yml'], cwd)).out).toContain('beside 3 rules');
  });

  it('a file of the pack that is named stands for itself', async () => {
    expect((await at(['rules', 'check', 'rules'], root)).code).toBe(EXIT.ok);
    const { out } = await at(['rules', 'list', '--rules', 'rules', '--format', 'json'], root);
    expect(JSON.parse(out)).toMatchObject(
      [taken, counted, outer].map((ruleId) => ({ ruleId, source: 'own' })),
    );
  });

  it.each([
    {
      change: { trialhound: '{ window: 30 }' },
      notice: 'trialhound changes nothing here; did you mean trailhound?',
    },
    {
      change: { detection: '{ sel: { eventname: StopLogging }, condition: sel }' },
      notice:
        'no record has the field eventname: CloudTrail spells it eventName, and case counts in field names',
    },
    {
      change: { detection: '{ sel: [{ a: 1, useridentity.Sub.Field|contains: x }], condition: sel }' },
      notice:
        'no record has the field useridentity.Sub.Field: CloudTrail spells it userIdentity.Sub.Field, and case counts in field names',
    },
    {
      change: { trailhound: '{ dedup: [UserIdentity.ARN] }' },
      notice:
        'no record has the field UserIdentity.ARN: CloudTrail spells it userIdentity.arn, and case counts in field names',
    },
    { change: { detection: '{ sel: { requestParameters.Name: x, mine: 1 }, condition: sel }' }, notice: '' },
  ])('both say what loads and is most likely a slip: $notice', async ({ change, notice }) => {
    const cwd = folderWith({ 'r.yml': sampleRule({ ...(change as Record<string, string>) }) });
    const check = await runCli(['rules', 'check', 'r.yml'], { cwd, root });
    const scan = await runCli(['scan', '-', '--rules', 'r.yml'], { cwd, root });
    expect(check.code).toBe(EXIT.ok);
    if (notice === '') expect(check.out + scan.err).not.toContain('notice:');
    else {
      expect(check.out).toContain(`r.yml:1:1 notice: ${notice}\n`);
      expect(scan.err).toContain(`r.yml:1: ${notice}\n`);
    }
  });
});

describe('rules test', () => {
  const CASES = `base: { eventSource: cloudtrail.amazonaws.com, eventName: StopLogging }
cases:
  - { name: stopped, expect: match }
  - name: started
    expect: no-match
    set: { eventName: StartLogging }
`;
  const COUNT = `title: Stopped three times
correlation: { type: event_count, rules: [stopped], group-by: [awsRegion], timespan: 5m, condition: { gte: 3 } }
`;
  const EVENTS = `base: { eventSource: cloudtrail.amazonaws.com, eventName: StopLogging, awsRegion: eu-west-1, eventTime: '2026-03-02T10:00:00Z' }
cases:
  - { name: three, expect: match, events: [{ times: 3 }] }
  - name: two
    expect: no-match
    events: [{ times: 2 }]
`;
  const FILTER = `title: Not in the sandbox
logsource: { product: aws }
filter: { rules: any, sandbox: { awsRegion: us-east-2 }, condition: not sandbox }
`;
  /** A rule of the pack that finds StopLogging. */
  const BUILTIN = /^id: (.*)$/m.exec(
    readFileSync('rules/aws/cloudtrail/trail-stopped/rule.yml', 'utf8'),
  )?.[1];
  const id = (n: number): string => `6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a${n}`;
  const rule = (n: number): string => sampleRule({ id: id(n), title: `Rule ${n}` });
  const folder = folderWith({
    'good/a/rule.yml': rule(31),
    'good/a/cases.yml': CASES,
    'good/b/mine.yml': rule(32),
    'wrong/rule.yml': rule(33),
    'wrong/cases.yml': CASES.replace('StartLogging', 'StopLogging'),
    'slip/rule.yml': rule(34),
    'slip/cases.yml': CASES.replace('expect: no-match', 'expct: no-match'),
    'no-yaml/rule.yml': rule(35),
    'no-yaml/cases.yml': 'base: {}\ncases: [',
    'parted/rule.yml': rule(52),
    'parted/cases.yml': `${CASES}---\ncases:\n  - { name: unseen, expect: no-match }\n`,
    'two/one.yml': rule(36),
    'two/other.yml': rule(37),
    'two/cases.yml': CASES,
    'refused/rule.yml': sampleRule({ level: 'hihg' }),
    'refused/cases.yml': CASES,
    'none/rule.yml': rule(38),
    'filtered/rule.yml': `${rule(51)}---\n${FILTER}`,
    'filtered/cases.yml': CASES,
    'folder/rule.yml': rule(40),
    'folder/cases.yml/x': '',
    'lone/a/rule.yml': rule(39),
    'lone/b/cases.yml': CASES,
    'counted/rule.yml': `${rule(41)}name: stopped\n---\n${COUNT}`,
    'counted/cases.yml': EVENTS,
    'miscounted/rule.yml': `${rule(42)}name: stopped\n---\n${COUNT}`,
    'miscounted/cases.yml': EVENTS.replace('times: 2', 'times: 3'),
    'eventless/rule.yml': `${rule(43)}name: stopped\n---\n${COUNT}`,
    'eventless/cases.yml': CASES,
    'apart/a/rule.yml': `${rule(44)}name: stopped\n`,
    'apart/a/cases.yml': CASES,
    'apart/b/rule.yml': COUNT,
    'apart/b/cases.yml': EVENTS,
    'of-pack/rule.yml': COUNT.replace('[stopped]', `[${BUILTIN}]`),
    'of-pack/cases.yml': EVENTS,
    'crowd/rule.yml': `${rule(45)}name: stopped\n---\n${COUNT}---\n${rule(46)}`,
    'crowd/cases.yml': EVENTS,
    'copied/rule.yml': sampleRule({ id: BUILTIN ?? '' }),
    'copied/cases.yml': CASES,
  });
  const test = (...argv: readonly string[]) => runCli(['rules', 'test', ...argv], { cwd: folder });

  it('takes a filter beside a rule for no rule of its own', async () => {
    const { code, out } = await runCli(['rules', 'test', 'filtered', '--format', 'json'], { cwd: folder });
    expect([code, JSON.parse(out)]).toMatchObject([EXIT.ok, [{ state: 'passed', cases: 2 }]]);
  });

  it('tests a copy of a built-in rule without the pack', async () => {
    expect(await test('copied')).toMatchObject({
      code: EXIT.error,
      out: expect.stringContaining('copied/rule.yml:2:5 SIGMA_DUPLICATE_RULE the id '),
    });
    expect(await test('copied', '--no-builtin')).toMatchObject({
      code: EXIT.ok,
      err: '2 cases passed, 0 failed\n',
    });
  });

  it('runs cases, and names rules that have none', async () => {
    const { code, out, err } = await test('good');
    expect(code).toBe(EXIT.ok);
    expect(out.split('\n').slice(1, 3)).toEqual([
      expect.stringMatching(/^passed +2 +Rule 31 +good\/a\/rule\.yml$/),
      expect.stringMatching(/^no cases +0 +Rule 32 +good\/b\/mine\.yml$/),
    ]);
    expect(err).toBe('2 cases passed, 0 failed; 1 rule has no cases\n');
  });

  it.each([
    { path: 'wrong', says: 'wrong/cases.yml:4:5 "started": expected no match, found a match' },
    { path: 'wrong/cases.yml', says: 'wrong/cases.yml:4:5 "started": expected no match, found a match' },
    { path: 'slip', says: 'slip/cases.yml:4:5 cases[1].expct: unknown; did you mean expect?' },
    { path: 'no-yaml', says: 'no-yaml/cases.yml:2:9 this is no YAML: ' },
    { path: 'parted', says: 'parted/cases.yml:7:1 this is no YAML: a second document begins; there can be' },
    { path: 'two', says: 'two/cases.yml:1:1 beside 2 rules: which are they for? Give each rule a folder' },
    { path: 'lone', says: 'lone/b/cases.yml:1:1 cases without a rule beside them' },
    { path: 'refused', says: 'refused/rule.yml:4:8 SIGMA_ATTRIBUTE level is "hihg"' },
  ])('fails on $path with the place', async ({ path, says }) => {
    const { code, out } = await test(path);
    expect(code).toBe(EXIT.error);
    expect(out).toContain(says);
  });

  it.each([
    { paths: ['no-yaml'], says: '1 rule failed: its cases.yml cannot be read\n' },
    { paths: ['no-yaml', 'slip'], says: '2 rules failed: their cases.yml cannot be read\n' },
    { paths: ['folder'], says: '1 rule failed: its cases.yml cannot be read\n' },
    { paths: ['two'], says: '2 rules failed: one cases.yml lies beside several rules\n' },
    {
      paths: ['good/a', 'no-yaml'],
      says: '2 cases passed, 0 failed; 1 rule failed: its cases.yml cannot be read\n',
    },
  ])('says that cases cannot be used, and not that there are none: $paths', async ({ paths, says }) => {
    expect(await test(...paths)).toMatchObject({ code: EXIT.error, err: says });
  });

  it.each([
    { path: 'counted', rows: ['passed 2 Stopped three times'] },
    { path: 'apart', rows: ['passed 2 Rule 44', 'passed 2 Stopped three times'] },
    { path: 'of-pack', rows: ['passed 2 Stopped three times'] },
  ])('runs the cases of a correlation: $path', async ({ path, rows }) => {
    const { code, out } = await test(path, '--format', 'json');
    const found = JSON.parse(out).map(
      (one: Record<string, unknown>) => `${one.state} ${one.cases} ${one.title}`,
    );
    expect([code, found]).toEqual([EXIT.ok, rows]);
  });

  it.each([
    { path: 'miscounted', says: 'miscounted/cases.yml:4:5 "two": expected no match, found a match' },
    { path: 'eventless', says: 'eventless/cases.yml:3:5 cases[0].events: ' },
    { path: 'crowd', says: 'crowd/cases.yml:1:1 beside 2 rules: which are they for?' },
  ])('fails on the cases of a correlation: $path', async ({ path, says }) => {
    const { code, out } = await test(path);
    expect(code).toBe(EXIT.error);
    expect(out).toContain(says);
  });

  it('asks for no cases where the rule that has them does not load', async () => {
    expect(await test('refused')).toMatchObject({
      code: EXIT.error,
      err: '0 cases passed, 0 failed; 1 problem besides\n',
    });
  });

  it('says that nothing was tested', async () => {
    const { code, err } = await test('none');
    expect(code).toBe(EXIT.partial);
    expect(err).toContain(
      '0 cases passed, 0 failed; 1 rule has no cases\nNothing was tested: write a cases.yml',
    );
  });

  it('tells machines the same', async () => {
    const { code, out } = await test('good', 'wrong', '--format', 'json');
    expect(code).toBe(EXIT.error);
    expect(JSON.parse(out)).toEqual([
      { state: 'passed', file: 'good/a/rule.yml', ruleId: id(31), title: 'Rule 31', cases: 2, faults: [] },
      { state: 'no cases', file: 'good/b/mine.yml', ruleId: id(32), title: 'Rule 32', cases: 0, faults: [] },
      {
        ...{ state: 'failed', file: 'wrong/rule.yml', ruleId: id(33), title: 'Rule 33', cases: 2 },
        faults: [
          {
            ...{ file: 'wrong/cases.yml', line: 4, column: 5 },
            message: '"started": expected no match, found a match',
          },
        ],
      },
    ]);
  });

  it.each([{ argv: [] }, { argv: ['nowhere'] }])('refuses $argv', async ({ argv }) => {
    const { code } = await test(...argv);
    expect(code).toBe(argv.length === 0 ? EXIT.usage : EXIT.error);
  });
});

describe('rules pushdown', () => {
  it('says so where what was named as logs has rules', async () => {
    const { code, err } = await rules(['pushdown', 'good']);
    expect(code).toBe(EXIT.ok);
    expect(err).toContain('No CloudTrail event was found in this input.\n');
    expect(err).toContain('good has rule files; rules are named with --rules: --rules good\n');
    const logs = await runCli(['rules', 'pushdown', '-'], { cwd, stdin: '{"Records":[]}' });
    expect(logs.err).not.toContain('has rule files');
  });
});

describe('rules list', () => {
  it('shows what would be run, with its source', async () => {
    const { code, out } = await rules(['list', '--no-builtin', '--rules', 'good', '--format', 'json']);
    expect(code).toBe(EXIT.ok);
    expect(JSON.parse(out)).toEqual([
      {
        ruleId: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11',
        title: 'Trail stopped',
        level: 'high',
        techniques: ['T1685.002'],
        source: 'own',
        silent: false,
        file: 'good/one.yml',
      },
    ]);
  });

  it('lists the built-in pack, from its YAML where nothing was built', async () => {
    const root = folderWith({
      'rules/aws/x/rule.yml': sampleRule(),
      'rules/aws/x/cases.yml': 'base: {}',
      'package.json': '{"version":"0"}',
    });
    const { out } = await runCli(['rules', 'list', '--format', 'csv'], { cwd, root });
    expect(out).toBe(
      'ruleId,title,level,techniques,source,file,silent\n' +
        '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11,Trail stopped,high,T1685.002,builtin,rules/aws/x/rule.yml,false\n',
    );
  });

  it('refuses a rule set that a scan would refuse', async () => {
    const { code, err } = await rules(['list', '--no-builtin', '--rules', 'bad']);
    expect(code).toBe(EXIT.error);
    expect(err).toContain('SIGMA_YAML');
  });
});
