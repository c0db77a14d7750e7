import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { systemClock } from '#adapters/aws/system-clock';
import { ERROR_CODES } from '#core/errors';
import { SIGMA_CODES } from '#sigma/problems';
import { makeContext } from '../../cli/context.ts';
import { createProgram, descendants, pathOf } from '../../cli/program.ts';
import { ROOT } from '../support/run-cli.ts';

const pages = [
  'README.md',
  'CHANGELOG.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];
const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');
const all = (text: string, form: RegExp): string[] => [...text.matchAll(form)].map((match) => match[1] ?? '');

const { stdin, stdout, stderr } = process;
const io = { stdin, stdout, stderr, env: {}, cwd: ROOT, root: ROOT, clock: systemClock };
const program = createProgram(
  makeContext([], io, () => undefined),
  '0.0.0',
);
const commands = new Set(descendants(program).map(pathOf));
const scripts = (JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }).scripts;

describe('README.md', () => {
  it('shows every command about rules', () => {
    const shown = new Set(all(textOf('README.md'), /^npx (trailhound rules [a-z]+)/gm));
    expect([...commands].filter((name) => name.startsWith('trailhound rules ') && !shown.has(name))).toEqual(
      [],
    );
  });
});

describe('docs/guides/testing.md', () => {
  it('names only variables that tests read', () => {
    const named = all(textOf('docs/guides/testing.md'), /\b([A-Z]+_[A-Z_]+)\b/g);
    const read = ['test', 'src']
      .flatMap((folder) =>
        readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
          join(folder, file),
        ),
      )
      .filter((file) => file.endsWith('.ts') && file !== 'test/docs/names-in-docs.test.ts')
      .map(textOf)
      .join('');
    const unread = named.filter(
      (name) => name !== 'NODE_OPTIONS' && !new RegExp(`env(\\.|\\[')${name}\\b`).test(read),
    );
    expect(named).toContain('TRAILHOUND_SIGMA_RUNS');
    expect(unread).toEqual([]);
  });
});

describe.each(pages)('%s', (page) => {
  const text = textOf(page);

  it('links only to what exists', () => {
    const links = all(text, /\]\((?!https?:|#)([^)\s#`]+)/g);
    expect(links.filter((link) => !existsSync(join(ROOT, dirname(page), link)))).toEqual([]);
  });

  it('names only files that exist', () => {
    const named = all(
      text,
      /`((?:src|cli|lambdas|lib|bin|scripts|bench|test|docs|rules)\/[\w./-]+\.(?:ts|mjs|md|yml|json))`/g,
    );
    expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('names only commands and scripts that exist', () => {
    const called = all(text, /(?:npx |\$ )trailhound ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)/g);
    const unknown = called.filter((words) => {
      const [first] = words.split(' ');
      return !commands.has(`trailhound ${words}`) && !commands.has(`trailhound ${first}`);
    });
    expect(unknown).toEqual([]);
    const run = all(text, /npm run (?:-s )?([\w:]+)/g);
    expect(run.filter((script) => !(script in scripts))).toEqual([]);
  });

  it('names only error codes that exist', () => {
    const known = new Set([...Object.keys(ERROR_CODES), ...Object.keys(SIGMA_CODES)]);
    expect(all(text, /\b((?:TH|SIGMA)_[A-Z_]+[A-Z])\b/g).filter((code) => !known.has(code))).toEqual([]);
  });
});
