import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import { folderWith, sampleRule } from '../support/cli-samples.ts';
import { ROOT, runCli } from '../support/run-cli.ts';

const one = {
  id: 'good',
  rule: sampleRule(),
  event: { eventName: 'StopLogging' },
  expected: { match: true },
};
const bad = { ...one, id: 'bad\u001b[31m', why: 'not this one', event: { eventName: 'StartLogging' } };
const refused = { ...one, id: 'refused', rule: sampleRule({ level: 'hihg' }) };
const file = (cases: readonly unknown[], more: object = {}): string =>
  JSON.stringify({ format: 'sigma-cases/1', ...more, cases });

const cwd = folderWith({
  'good.json': `\uFEFF${file([one])}`,
  'mixed.json': file([one, bad, refused, { ...one, id: 'wrong', event: 7 }]),
  'none.json': file([], { count: 3 }),
  'other.json': '{"format": "something else"}',
  'cut.json': `{"format": "sigma-cases/1", "cases": [{"id": "secret-text"`,
});
const verify = (...argv: readonly string[]) => runCli(['rules', 'verify', ...argv], { cwd });

describe('rules verify', () => {
  it('prints how many passed when all do', async () => {
    expect(await verify('good.json')).toEqual({ code: EXIT.ok, out: '1 passed, 0 failed\n', err: '' });
  });

  it('reads standard input', async () => {
    const run = (stdin: string) => runCli(['rules', 'verify', '-'], { cwd, stdin });
    expect(await run(`\uFEFF${file([one])}`)).toMatchObject({ code: EXIT.ok, out: '1 passed, 0 failed\n' });
    expect(await run('{')).toMatchObject({
      code: EXIT.error,
      err: expect.stringContaining('standard input: '),
    });
  });

  it('says which of the wanted texts a refusal does not hold', async () => {
    const stdin = file([{ ...refused, expected: { error: true, names: ['hihg', 'Severity', 'LEVEL'] } }]);
    const { code, out } = await runCli(['rules', 'verify', '-'], { cwd, stdin });
    expect(code).toBe(EXIT.error);
    expect(out).toContain('\n  because  missing in this: "Severity"\n');
  });

  it('prints what was expected and what came of each case that failed, and the totals last', async () => {
    const { code, out, err } = await verify('mixed.json');
    expect(code).toBe(EXIT.error);
    expect(err).toBe('');
    expect(out.split('\n')).toEqual([
      'bad\\u001b[31m',
      '  expected {"match":true}',
      '  got      {"match":false}',
      '  remark   not this one',
      'refused',
      '  expected {"match":true}',
      '  got      {"error":true}',
      expect.stringMatching(/^ {2}because {2}line 4, column \d+: SIGMA_ATTRIBUTE level is .*high\?$/),
      'wrong',
      '  expected {"match":true}',
      '  got      no outcome',
      '  because  cases[3].event: expected an object, or a text for a line of a log, found number 7',
      '1 passed, 3 failed',
      '',
    ]);
  });

  it('prints one verdict a case for machines, and the totals beside it', async () => {
    const { code, out, err } = await verify('mixed.json', '--format', 'json');
    const verdicts = JSON.parse(out) as readonly object[];
    expect(code).toBe(EXIT.error);
    expect(err).toBe('1 passed, 3 failed\n');
    for (const verdict of verdicts) expect(Object.keys(verdict)).toEqual(['id', 'expected', 'got', 'passed']);
    expect(verdicts).toMatchObject([
      { id: 'good', expected: { match: true }, got: { match: true, first_match: 0 }, passed: true },
      { id: 'bad\u001b[31m', expected: { match: true }, got: { match: false }, passed: false },
      { id: 'refused', got: { error: true, message: expect.stringContaining('high') }, passed: false },
      { id: 'wrong', got: { message: expect.stringContaining('cases[3].event') }, passed: false },
    ]);

    const lines = (await verify('mixed.json', '--format', 'ndjson')).out.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(verdicts);
  });

  it('does not pass when there is nothing to verify', async () => {
    const { code, out, err } = await verify('none.json');
    expect(code).toBe(EXIT.partial);
    expect(out).toBe('0 passed, 0 failed\n');
    expect(err).toContain('count says 3, and there are 0 cases');
    expect(err).toContain('Nothing was verified');
  });

  it.each([
    { name: 'gone.json', reason: 'gone.json: no such file or folder' },
    { name: '.', reason: '.: it is a folder; name a file' },
    {
      name: 'other.json',
      reason: 'no file of cases: format: expected "sigma-cases/1", found "something else"',
    },
    { name: 'cut.json', reason: 'JSON that is cut off before its end' },
  ])('says why $name is no file of cases, without quoting it', async ({ name, reason }) => {
    const { code, out, err } = await verify(name);
    expect({ code, out }).toEqual({ code: EXIT.error, out: '' });
    expect(err).toContain(reason);
    expect(err).not.toContain('secret-text');
  });
});

describe('the guide to cases', () => {
  const guide = readFileSync(`${ROOT}/docs/guides/rule-cases.md`, 'utf8');
  const examples = 'docs/examples/rule-cases/cases.json';

  it('has an example of its own, which passes', async () => {
    const { code, out } = await runCli(['rules', 'verify', examples]);
    expect({ code, out }).toEqual({ code: EXIT.ok, out: '9 passed, 0 failed\n' });
  });

  it('shows what a failing case prints', async () => {
    const shown = /```text\n([\s\S]*?)```/.exec(guide)?.[1];
    const cases = JSON.parse(readFileSync(`${ROOT}/${examples}`, 'utf8')).cases as { id: string }[];
    const turned = cases
      .filter(({ id }) => id === 'stop-002')
      .map((each) => ({ ...each, expected: { match: true } }));
    const folder = folderWith({ 'cases.json': file(turned) });
    expect((await runCli(['rules', 'verify', 'cases.json'], { cwd: folder })).out).toBe(shown);
  });

  it('shows a whole file that passes', async () => {
    const shown = /```json\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
    const { code, out } = await runCli(['rules', 'verify', 'cases.json'], {
      cwd: folderWith({ 'cases.json': shown }),
    });
    expect({ code, out }).toEqual({ code: EXIT.ok, out: '1 passed, 0 failed\n' });
  });

  it('explains every key that is read, and no other', () => {
    const explained = [...guide.matchAll(/^\| `([\w.]+)` \|/gm)].map(([, key]) => key);
    expect(explained).toEqual([
      ...['id', 'rule', 'event', 'events', 'target', 'logsource', 'placeholders', 'expected', 'why'],
      ...['match', 'first_match', 'error', 'names', 'accept', 'max_ms'],
    ]);
  });
});
