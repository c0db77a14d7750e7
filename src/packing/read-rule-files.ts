import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { TrailhoundError } from '#core/errors';
import { fail, ok, type Result } from '#core/result';
import { utf8Text } from '#core/utf8-text';
import type { RuleText } from '#sigma/load/load';

/** Rule files, and files that look like rules and are none. */
export interface RuleFiles {
  readonly texts: readonly RuleText[];
  /** YAML files of a pack that are neither `rule.yml` nor `cases.yml`. */
  readonly strays: readonly string[];
}

/**
 * Reads a pack: every `rule.yml` below a folder, sorted by path. Files are named relative to `base`, with slashes.
 *
 * Throws what the file system says when the folder cannot be read, and `TH_RULES_REFUSED` for a file that is no text in UTF-8.
 */
export function readRulePack(folder: string, base: string): RuleFiles {
  const files = yamlFiles(folder);
  const isRule = (path: string): boolean => path.endsWith(`${sep}rule.yml`);
  const isKnown = (path: string): boolean => isRule(path) || path.endsWith(`${sep}cases.yml`);
  return {
    texts: files.filter(isRule).map((path) => readOrThrow(path, base)),
    strays: files.filter((path) => !isKnown(path)).map((path) => nameOf(path, base)),
  };
}

/**
 * Reads folders of somebody's own rules: every `.yml` and `.yaml` file below them but `cases.yml`, as the command line
 * does. Folders are relative to `base`.
 *
 * Fails with one line for each folder that cannot be read or holds no rule, and for each file that is no text in UTF-8: a typing error must not look like a folder
 * whose rules run.
 */
export function readRuleFolders(
  folders: readonly string[],
  base: string,
): Result<readonly RuleText[], readonly string[]> {
  const texts = new Map<string, RuleText>();
  const problems: string[] = [];
  for (const folder of folders) {
    try {
      const files = yamlFiles(resolve(base, folder)).filter((path) => !/[\\/]cases\.ya?ml$/i.test(path));
      if (files.length === 0) problems.push(`${folder}: no rule file (.yml, .yaml) in this folder`);
      for (const path of files) {
        const found = read(path, base);
        if (found.ok) texts.set(path, found.value);
        else problems.push(found.error);
      }
    } catch {
      problems.push(`${folder}: this folder cannot be read; does it exist?`);
    }
  }
  return problems.length > 0 ? fail(problems) : ok([...texts.values()]);
}

function yamlFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => /\.ya?ml$/i.test(entry.name) && isFile(entry))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/(^|[\\/])\./.test(relative(folder, path)))
    .sort();
}

/** A linked file is a rule like any other; a link to nothing throws, as what is left out must not go unnoticed. */
const isFile = (entry: Dirent): boolean =>
  entry.isFile() || (entry.isSymbolicLink() && statSync(join(entry.parentPath, entry.name)).isFile());

const nameOf = (path: string, base: string): string => relative(base, path).split(sep).join('/');

function read(path: string, base: string): Result<RuleText, string> {
  const file = nameOf(path, base);
  const text = utf8Text(readFileSync(path));
  return text === undefined ? fail(`${file}: the file is not text in UTF-8`) : ok({ file, text });
}

function readOrThrow(path: string, base: string): RuleText {
  const found = read(path, base);
  if (!found.ok) throw new TrailhoundError('TH_RULES_REFUSED', found.error);
  return found.value;
}
