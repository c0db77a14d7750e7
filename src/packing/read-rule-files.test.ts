import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readRuleFolders, readRulePack } from './read-rule-files.ts';

const root = mkdtempSync(join(tmpdir(), 'trailhound-rules-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
for (const name of [
  'rules/b/rule.yml',
  'rules/b/cases.yml',
  'rules/a/rule.yml',
  'rules/a/loose.yaml',
  'own/x.yml',
  'own/deep/y.YAML',
  'own/cases.yml',
  'own/.git/z.yml',
  'own/notes.md',
  'none/notes.md',
]) {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), name);
}

describe('readRulePack', () => {
  it('reads every rule.yml by its path, and names what is none', () => {
    expect(readRulePack(join(root, 'rules'), root)).toEqual({
      texts: ['rules/a/rule.yml', 'rules/b/rule.yml'].map((file) => ({ file, text: file })),
      strays: ['rules/a/loose.yaml'],
    });
  });
});

describe('readRuleFolders', () => {
  it('reads every YAML file that may be a rule, each once', () => {
    const read = readRuleFolders(['own', join(root, 'own/deep')], root);
    expect(read.ok && read.value.map(({ file }) => file)).toEqual(['own/deep/y.YAML', 'own/x.yml']);
  });

  it('names every file that is no text in UTF-8, in a pack as well', () => {
    mkdirSync(join(root, 'latin/a'), { recursive: true });
    for (const name of ['latin/a/rule.yml', 'latin/b.yml'])
      writeFileSync(join(root, name), Buffer.from('title: M\u00fcll', 'latin1'));
    expect(readRuleFolders(['latin'], root)).toEqual({
      ok: false,
      error: ['latin/a/rule.yml', 'latin/b.yml'].map((file) => `${file}: the file is not text in UTF-8`),
    });
    expect(() => readRulePack(join(root, 'latin'), root)).toThrow(
      /latin\/a\/rule\.yml: the file is not text/,
    );
  });

  it('reads a linked file, and fails for a link to nothing', () => {
    mkdirSync(join(root, 'linked'));
    symlinkSync(join(root, 'own/x.yml'), join(root, 'linked/x.yml'));
    expect(readRuleFolders(['linked'], root)).toMatchObject({
      value: [{ file: 'linked/x.yml', text: 'own/x.yml' }],
    });
    symlinkSync(join(root, 'own/nothing.yml'), join(root, 'linked/y.yml'));
    expect(readRuleFolders(['linked'], root)).toMatchObject({ ok: false });
  });

  it('names every folder that has none, or is not there', () => {
    expect(readRuleFolders(['none', 'own', 'missing'], root)).toEqual({
      ok: false,
      error: [
        'none: no rule file (.yml, .yaml) in this folder',
        'missing: this folder cannot be read; does it exist?',
      ],
    });
  });
});
