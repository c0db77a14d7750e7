import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { DeploymentSettings } from '#config/deployment/defaults';
import { DEFAULT_PLACEHOLDERS, parsePlaceholders } from '#config/placeholder-file';
import { TrailhoundError } from '#core/errors';
import type { RuleCard } from '#core/match';
import { fail, ok, type Result } from '#core/result';
import { epochMs } from '#core/time';
import { utf8Text } from '#core/utf8-text';
import { compileRulePack, type RulePack } from '#packing/compile-rules';
import { compileSuppressions } from '#packing/compile-suppressions';
import type { PushDown } from '#packing/push-down';
import { readRuleFolders, readRulePack } from '#packing/read-rule-files';
import { packageRoot } from './package-root.ts';

/** What the doors carry beside their code, and what their filters are made from. */
export interface PackedRules {
  /** File name -> text: rules and allow-list. */
  readonly files: Readonly<Record<string, string>>;
  /** The allow-list alone, where there is one. */
  readonly allowList: Readonly<Record<string, string>>;
  readonly pushDown: PushDown;
  /** What should be looked at before it is deployed. */
  readonly warnings: readonly string[];
}

export interface PackRulesProps {
  readonly settings: DeploymentSettings;
  /** Folder that relative paths of the settings start at. */
  readonly base: string;
  /** Given to rules that look at changes of Trailhound's own resources. */
  readonly stackName: string;
}

/**
 * Compiles the rules and the allow-list, once for all functions.
 *
 * Throws `TH_RULES_REFUSED` or `TH_SUPPRESSIONS_REFUSED` with every problem, each with file and line: what does not
 * compile is not deployed.
 */
export function packRules({ settings, base, stackName }: PackRulesProps): PackedRules {
  const own = readRuleFolders(
    settings.rules.folders.map((folder) => fromBase(folder, base)),
    base,
  );
  if (!own.ok) throw refused('TH_RULES_REFUSED', 'the folders of rules', own.error);
  const root = packageRoot();
  const builtin = settings.rules.builtin ? readRulePack(join(root, 'rules'), root).texts : [];
  const pack = compileRulePack([...builtin, ...own.value], {
    ...{ disable: settings.rules.disable, stackName },
    placeholders: readPlaceholders(settings, base),
  });
  if (!pack.ok) throw refused('TH_RULES_REFUSED', 'the rules', pack.error);
  const allowed = packSuppressions(settings, base, pack.value.cards);
  return {
    files: { 'rules.json': rulesText(pack.value), ...allowed.files },
    allowList: allowed.files,
    pushDown: pack.value.pushDown,
    warnings: allowed.warnings,
  };
}

/** What a function must be told of the allow-list that lies beside it. */
export const allowListSetting = ({ allowList }: PackedRules): Readonly<Record<string, string>> =>
  'suppressions.json' in allowList ? { TRAILHOUND_SUPPRESSIONS_FILE: 'suppressions.json' } : {};

const rulesText = ({ ruleSet }: RulePack): string => JSON.stringify(ruleSet);

function packSuppressions(settings: DeploymentSettings, base: string, cards: readonly RuleCard[]) {
  const none = { files: {}, warnings: [] as readonly string[] };
  if (settings.suppressions === false) return none;
  const found = optionalFile(settings.suppressions, 'suppressions.yml', base);
  if (!found) return none;
  // What has expired is warned of here and decided by the functions, so the day of the build is in no template.
  const now = epochMs(Date.now());
  const compiled = found.ok ? compileSuppressions(found.value.name, found.value.text, cards, now) : found;
  if (!compiled.ok) throw refused('TH_SUPPRESSIONS_REFUSED', 'the allow-list', compiled.error);
  const text = JSON.stringify(compiled.value.suppressions);
  return { files: { 'suppressions.json': text }, warnings: compiled.value.warnings };
}

function readPlaceholders({ rules }: DeploymentSettings, base: string) {
  const found = optionalFile(rules.placeholders, DEFAULT_PLACEHOLDERS, base);
  if (!found) return {};
  const read = found.ok ? parsePlaceholders(found.value.name, found.value.text) : found;
  if (!read.ok) throw refused('TH_RULES_REFUSED', 'the values of placeholders', read.error);
  return read.value;
}

interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** Reads the file that the settings name, else the one of the `usual` name; `undefined` where there is neither. */
function optionalFile(
  named: string | undefined,
  usual: string,
  base: string,
): Result<NamedText, readonly string[]> | undefined {
  const name = named ?? usual;
  const path = resolve(base, name);
  if (!existsSync(path)) return named === undefined ? undefined : fail([`${name}: there is no such file`]);
  const text = utf8Text(readFileSync(path));
  return text === undefined ? fail([`${name}: the file is not text in UTF-8`]) : ok({ name, text });
}

const fromBase = (path: string, base: string): string => (isAbsolute(path) ? relative(base, path) : path);

const refused = (
  code: 'TH_RULES_REFUSED' | 'TH_SUPPRESSIONS_REFUSED',
  what: string,
  problems: readonly string[],
): TrailhoundError =>
  new TrailhoundError(code, [`${problems.length} problem(s) in ${what}:`, ...problems].join('\n'));
