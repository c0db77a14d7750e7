import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ErrorCode, TrailhoundError } from '#core/errors';
import { parseJson } from '#core/json-text';
import type { Suppression } from '#ports/suppression';
import type { SigmaRuleSet } from '#sigma/rule';

/** Beside the code: in a deployed function that is its bundle's folder. */
const here = dirname(fileURLToPath(import.meta.url));

/**
 * Reads the rules that the build has compiled to JSON. A relative path starts beside the code.
 *
 * Throws `TH_RULES_REFUSED` when the file is missing, is no rule set, or has no rule: a watcher without rules watches
 * nothing.
 */
export function loadCompiledRules(path: string): SigmaRuleSet {
  const ruleSet = readBeside(path, 'TH_RULES_REFUSED');
  if (!isRuleSet(ruleSet))
    throw new TrailhoundError('TH_RULES_REFUSED', `${path}: expected a map of rules and correlations`);
  if (ruleSet.rules.length === 0) throw new TrailhoundError('TH_RULES_REFUSED', `${path}: holds no rule`);
  return ruleSet;
}

const isRuleSet = (value: unknown): value is SigmaRuleSet =>
  typeof value === 'object' &&
  value !== null &&
  ['rules', 'correlations'].every((key) => Array.isArray((value as Readonly<Record<string, unknown>>)[key]));

/** Reads the allow-list that the build has checked and written as JSON; `none` is an empty one. */
export function loadCompiledSuppressions(path: string): readonly Suppression[] {
  return path === 'none' ? [] : (readList(path, 'TH_SUPPRESSIONS_REFUSED') as readonly Suppression[]);
}

function readList(path: string, code: ErrorCode): readonly unknown[] {
  const value = readBeside(path, code);
  if (!Array.isArray(value)) throw new TrailhoundError(code, `${path}: expected a list`);
  return value;
}

/**
 * Reads JSON that lies beside the code; a relative path starts there. Throws `code` when it is not readable, with `hint`
 * at what may be missing, or no JSON.
 */
export function readBeside(path: string, code: ErrorCode, hint = 'Has the build run?'): unknown {
  let text: string;
  try {
    text = readFileSync(resolve(here, path), 'utf8');
  } catch (cause) {
    throw new TrailhoundError(code, `${path}: not readable. ${hint}`, { cause });
  }
  const parsed = parseJson(text);
  if (!parsed.ok) throw new TrailhoundError(code, `${path}: ${parsed.error}`);
  return parsed.value;
}
