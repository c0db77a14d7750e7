import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { DEFAULT_PLACEHOLDERS, parsePlaceholders } from '#config/placeholder-file';
import { rulePlaceholders } from '#config/rule-values';
import { TrailhoundError } from '#core/errors';
import { utf8Text } from '#core/utf8-text';
import type { Placeholders } from '#sigma/detection/placeholders';
import type { JoinedRules } from '#sigma/load/join-rule-set';
import { type DocumentReport, loadRules, type RuleText } from '#sigma/load/load';
import type { SigmaCode } from '#sigma/problems';
import type { RuleHead, SigmaRuleSet } from '#sigma/rule';
import { readOptionalFile } from './optional-file.ts';
import { type RuleFile, reasonOf, ruleFiles } from './rule-files.ts';
import { adviseOnPack, ownChecks } from './rules/own-checks.ts';

/** Where rules come from. */
export interface RuleSources {
  /** `false`: only what `paths` name. */
  readonly builtin: boolean;
  /** Files and folders, relative to `cwd`. */
  readonly paths: readonly string[];
  readonly cwd: string;
  /** Folder of the package. */
  readonly root: string;
  /** File with values for the modifier `expand`. Left out: `placeholders.yml` of the current folder, if it is there. */
  readonly placeholders?: string | undefined;
}

/** Rules that a command runs; those of the built-in pack come first, then the others in order of their paths. */
export interface CliRules extends JoinedRules {
  /** About the files that were named; the pack was checked when it was built. */
  readonly documents: readonly DocumentReport[];
  /** Of those files, the ones that are text. */
  readonly texts: readonly RuleText[];
  readonly sourceOf: (rule: RuleHead) => 'builtin' | 'own';
}

/** Loads rules; refused ones are in the report. Throws `TH_INPUT_UNREADABLE` for a path that can't be read. */
export async function loadCliRules(sources: RuleSources): Promise<CliRules> {
  const { paths, cwd, root, builtin } = sources;
  if (paths.length === 0) {
    const pack = builtin ? await builtinRules(root) : { rules: [], correlations: [] };
    return { ...pack, filters: [], documents: [], texts: [], sourceOf: () => 'builtin' };
  }
  const files = await ruleFiles(paths, cwd);
  const named = new Set(files.map(({ path }) => path));
  // Of a rule of the pack whose very file was named, that file stands for it.
  const pack = builtin ? (await packTexts(root)).filter(({ file }) => !named.has(resolve(root, file))) : [];
  return readRules(files, pack, await readPlaceholders(sources));
}

/** Throws `TH_INPUT_UNREADABLE` for a file that is named and can't be read, `TH_RULES_REFUSED` for one that says no values. */
async function readPlaceholders({ placeholders, cwd }: RuleSources): Promise<Placeholders> {
  const found = await readOptionalFile(placeholders, DEFAULT_PLACEHOLDERS, cwd);
  if (!found) return {};
  const read = parsePlaceholders(found.file, found.text);
  if (read.ok) return read.value;
  const lines = ['the values of placeholders cannot be used:', ...read.error];
  throw new TrailhoundError('TH_RULES_REFUSED', lines.join('\n'));
}

/** Reads files, with one report for every document, also for files that are no text or hold no document. */
async function readRules(
  files: readonly RuleFile[],
  pack: readonly RuleText[],
  values: Placeholders,
): Promise<CliRules> {
  const texts: RuleText[] = [];
  const unreadable: DocumentReport[] = [];
  for (const file of files) {
    const text = await readRuleFile(file);
    if (text.ok) texts.push(text.value);
    else unreadable.push(text.error);
  }
  // Together with the pack, so that filters and correlations may name its rules.
  const placeholders = rulePlaceholders(undefined, values);
  const loaded = loadRules([...pack, ...texts], { placeholders, check: ownChecks(texts) });
  const builtin = new Set(pack.map(({ file }) => file));
  const isBuiltin = ({ file }: { readonly file: string }): boolean => builtin.has(file);
  const own = loaded.documents.filter((one) => !isBuiltin(one));
  const filled = new Set(own.map(({ file }) => file));
  const empty = texts.filter(({ file }) => !filled.has(file)).map(({ file }) => refusedFile(file, ...EMPTY));
  const documents = adviseOnPack(own, [...loaded.rules, ...loaded.correlations].filter(isBuiltin), texts);
  return {
    ...{ rules: loaded.rules, correlations: loaded.correlations, filters: loaded.filters },
    documents: [...documents, ...empty, ...unreadable].sort(byPlace),
    texts,
    sourceOf: (rule) => (isBuiltin(rule) ? 'builtin' : 'own'),
  };
}

const EMPTY = [
  'the file holds no rule: it is empty, or all of it is commented out',
  'SIGMA_DOCUMENT',
] as const;

const refusedFile = (file: string, message: string, code: SigmaCode = 'SIGMA_YAML'): DocumentReport => ({
  ...{ file, document: 1, line: 1, column: 1, state: 'refused', code, message, notices: [] },
});

const MAX_RULE_BYTES = 4_000_000;

async function readRuleFile({ path, name }: RuleFile) {
  const refused = (message: string): DocumentReport => refusedFile(name, message);
  const content = await readFile(path).catch(reasonOf);
  if (typeof content === 'string') return { ok: false, error: refused(content) } as const;
  if (content.length > MAX_RULE_BYTES) {
    return { ok: false, error: refused(`the file is larger than ${MAX_RULE_BYTES} bytes`) } as const;
  }
  const text = utf8Text(content);
  if (text === undefined) return { ok: false, error: refused('the file is not text in UTF-8') } as const;
  return { ok: true, value: { file: name, text } } as const;
}

const byPlace = (a: DocumentReport, b: DocumentReport): number =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column;

/** The pack as the build compiled it, or from its YAML in a checkout that was not built. */
async function builtinRules(root: string): Promise<SigmaRuleSet> {
  try {
    return JSON.parse(await readFile(join(root, 'dist', 'rules.json'), 'utf8')) as SigmaRuleSet;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const loaded = loadRules(await packTexts(root), { placeholders: rulePlaceholders() });
  refuseProblems(loaded.documents);
  return loaded;
}

/** The YAML of the pack; files are named from `root`. */
async function packTexts(root: string): Promise<readonly RuleText[]> {
  const files = await ruleFiles([join(root, 'rules')], root);
  const rules = files.filter(({ path }) => path.endsWith('rule.yml'));
  return Promise.all(
    rules.map(async ({ path }) => ({ file: relative(root, path), text: await readFile(path, 'utf8') })),
  );
}

/** What to do about placeholders without values. */
export const WHERE_VALUES_GO = `values of placeholders go into ${DEFAULT_PLACEHOLDERS} of this folder, or into a file that --placeholders names: a map of names to values`;

/** Whether a document will not be run: it is refused, or needs values. */
export const isRefused = (document: DocumentReport): boolean => document.state !== 'loaded';

/**
 * Throws `TH_RULES_REFUSED`, naming every problem, unless all documents were loaded: a search that leaves out a rule
 * looks exactly like one that found nothing. `undone`: what the command did not do because of them.
 */
export function refuseProblems(documents: readonly DocumentReport[], undone = 'none was run'): void {
  const problems = documents.filter(isRefused);
  if (problems.length === 0) return;
  const shown = problems.slice(0, 50).map(problemLine);
  const more = problems.length > 50 ? [`and ${problems.length - 50} more`] : [];
  throw new TrailhoundError(
    'TH_RULES_REFUSED',
    [
      `${problems.length} problem(s) in the rules; ${undone}:`,
      ...shown,
      ...more,
      ...(problems.some(({ state }) => state === 'needs-values') ? [WHERE_VALUES_GO] : []),
    ].join('\n'),
  );
}

/** Writes a problem as compilers do: `rules/x.yml:7:3 SIGMA_MODIFIER unknown modifier …`. */
export const problemLine = (one: DocumentReport): string =>
  `${one.file}:${one.line}:${one.column} ${one.code} ${one.message}`;
