import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { rulePlaceholders } from '#config/rule-values';
import { TrailhoundError } from '#core/errors';
import { type DocumentReport, type LoadReport, loadRules, type RuleText } from '#sigma/load/load';
import type { SigmaCode } from '#sigma/problems';
import type { SigmaRule } from '#sigma/rule';
import { type RuleFile, ruleFiles } from './rule-files.ts';
import { refuseBadBlocks } from './rules/check-documents.ts';
import { refuseTakenIds, withoutNamed } from './rules/taken-ids.ts';

/** Where rules come from. */
export interface RuleSources {
  /** `false`: only what `paths` name. */
  readonly builtin: boolean;
  /** Files and folders, relative to `cwd`. */
  readonly paths: readonly string[];
  readonly cwd: string;
  /** Folder of the package. */
  readonly root: string;
}

/** A rule and whether it is ours. */
export interface SourcedRule {
  readonly rule: SigmaRule;
  readonly source: 'builtin' | 'own';
}

export interface CliRules {
  /** The built-in pack first, then the others in order of their paths. */
  readonly rules: readonly SourcedRule[];
  /** About the files that were named; the pack was checked when it was built. */
  readonly documents: readonly DocumentReport[];
}

/** Loads rules; refused ones are in the report. Throws `TH_INPUT_UNREADABLE` for a path that can't be read. */
export async function loadCliRules(sources: RuleSources): Promise<CliRules> {
  const { paths, cwd, root } = sources;
  const files = await ruleFiles(paths, cwd);
  const named = new Set(files.map(({ path }) => path));
  const builtin = sources.builtin ? withoutNamed(await builtinRules(root), root, named) : [];
  const own = await readRules(files, builtin);
  return {
    rules: [
      ...builtin.map((rule) => ({ rule, source: 'builtin' as const })),
      ...own.rules.map((rule) => ({ rule, source: 'own' as const })),
    ],
    documents: own.documents,
  };
}

/** Reads files, with one report for every document, also for files that are no text or hold no document. */
async function readRules(files: readonly RuleFile[], builtin: readonly SigmaRule[]): Promise<LoadReport> {
  const texts: RuleText[] = [];
  const unreadable: DocumentReport[] = [];
  for (const file of files) {
    const text = await readRuleFile(file);
    if (text.ok) texts.push(text.value);
    else unreadable.push(text.error);
  }
  const read = refuseBadBlocks(loadRules(texts, { placeholders: rulePlaceholders() }), texts);
  const { rules, documents } = refuseTakenIds(read, builtin, texts);
  const filled = new Set(documents.map(({ file }) => file));
  const empty = texts.filter(({ file }) => !filled.has(file)).map(({ file }) => refusedFile(file, ...EMPTY));
  return { rules, documents: [...documents, ...empty, ...unreadable].sort(byPlace) };
}

const EMPTY = [
  'the file holds no rule: it is empty, or all of it is commented out',
  'SIGMA_DOCUMENT',
] as const;

const refusedFile = (file: string, message: string, code: SigmaCode = 'SIGMA_YAML'): DocumentReport => ({
  ...{ file, line: 1, column: 1, state: 'refused', code, message, notices: [] },
});

const MAX_RULE_BYTES = 4_000_000;

async function readRuleFile({ path, name }: RuleFile) {
  const content = await readFile(path);
  const refused = (message: string): DocumentReport => refusedFile(name, message);
  if (content.length > MAX_RULE_BYTES) {
    return { ok: false, error: refused(`the file is larger than ${MAX_RULE_BYTES} bytes`) } as const;
  }
  try {
    return {
      ok: true,
      value: { file: name, text: new TextDecoder('utf-8', { fatal: true }).decode(content) },
    } as const;
  } catch {
    return { ok: false, error: refused('the file is not text in UTF-8') } as const;
  }
}

const byPlace = (a: DocumentReport, b: DocumentReport): number =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column;

/** The pack as the build compiled it, or from its YAML in a checkout that was not built. */
async function builtinRules(root: string): Promise<readonly SigmaRule[]> {
  try {
    return JSON.parse(await readFile(join(root, 'dist', 'rules.json'), 'utf8')) as readonly SigmaRule[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const folder = join(root, 'rules');
  const files = (await ruleFiles([folder], root)).filter((file) => file.path.endsWith('rule.yml'));
  const texts = await Promise.all(
    files.map(async ({ path }) => ({ file: relative(root, path), text: await readFile(path, 'utf8') })),
  );
  const { rules, documents } = loadRules(texts, { placeholders: rulePlaceholders() });
  refuseProblems(documents);
  return rules;
}

/** Whether a document will not be run. */
export const isRefused = (document: DocumentReport): boolean => document.state !== 'loaded';

/**
 * Throws `TH_RULES_REFUSED`, naming every problem, unless all documents were loaded: a search that leaves out a rule
 * looks exactly like one that found nothing.
 */
export function refuseProblems(documents: readonly DocumentReport[]): void {
  const problems = documents.filter(isRefused);
  if (problems.length === 0) return;
  const shown = problems.slice(0, 50).map(problemLine);
  const more = problems.length > 50 ? [`and ${problems.length - 50} more`] : [];
  throw new TrailhoundError(
    'TH_RULES_REFUSED',
    [`${problems.length} problem(s) in the rules; nothing was searched:`, ...shown, ...more].join('\n'),
  );
}

/** Writes a problem as compilers do: `rules/x.yml:7:3 SIGMA_MODIFIER unknown modifier …`. */
export const problemLine = (one: DocumentReport): string =>
  `${one.file}:${one.line}:${one.column} ${one.code} ${one.message}`;
