import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { TrailhoundError } from '#core/errors';
import type { RuleHead, SigmaCorrelation, SigmaRule, SigmaRuleSet } from '#sigma/rule';
import { didYouMean } from '#sigma/suggest';
import type { Io } from '../context.ts';
import { loadCliRules, refuseProblems } from '../load-rules.ts';
import { nameOf } from '../rule-files.ts';

/** The rules that are meant, and all that they may refer to. */
export interface ExplainTarget {
  readonly set: SigmaRuleSet;
  readonly rules: readonly SigmaRule[];
  readonly correlations: readonly SigmaCorrelation[];
}

/**
 * Finds rules by a file, an id, a title or a name. Of a file, those that raise alerts, or all where none does.
 *
 * Throws `TH_RULES_REFUSED` where a file does not load, and `TH_USAGE` where nothing, or more than one rule, is so called.
 */
export async function findTarget(named: string, paths: readonly string[], io: Io): Promise<ExplainTarget> {
  const { cwd, root } = io;
  const path = resolve(cwd, named);
  const isFile = (await stat(path).catch(() => undefined))?.isFile() === true;
  const set = await loadCliRules({ builtin: true, paths: isFile ? [named, ...paths] : paths, cwd, root });
  refuseProblems(set.documents);
  const all = [...set.rules, ...set.correlations];
  const meant = isFile ? inFile(all, nameOf(path, cwd)) : called(all, named);
  const keys = new Set(meant.map(({ key }) => key));
  return {
    set,
    rules: set.rules.filter(({ key }) => keys.has(key)),
    correlations: set.correlations.filter(({ key }) => keys.has(key)),
  };
}

type Candidate = RuleHead & Pick<SigmaRule, 'silent'>;

function inFile(all: readonly Candidate[], file: string): readonly Candidate[] {
  const own = all.filter((rule) => rule.file === file);
  if (own.length === 0) throw new TrailhoundError('TH_USAGE', `${file}: it holds filters only, and no rule`);
  const alerting = own.filter(({ silent }) => !silent);
  return alerting.length > 0 ? alerting : own;
}

function called(all: readonly Candidate[], named: string): readonly Candidate[] {
  const wanted = named.toLowerCase();
  const byId = all.filter(({ id }) => id?.toLowerCase() === wanted);
  const found =
    byId.length > 0
      ? byId
      : all.filter(({ name, title }) => name === named || title.toLowerCase() === wanted);
  if (found.length === 1) return found;
  if (found.length > 1) {
    const ids = found.map(({ id, file }) => id ?? file);
    throw new TrailhoundError(
      'TH_USAGE',
      [`${found.length} rules are called "${named}"; name one by its id or file:`, ...ids].join('\n'),
    );
  }
  const names = all.flatMap(({ id, name, title }) => [title, ...(name ? [name] : []), ...(id ? [id] : [])]);
  const hint = didYouMean(named, names) || '; `trailhound rules list` shows what there is';
  throw new TrailhoundError('TH_USAGE', `no file, and no rule with the id, title or name "${named}"${hint}`);
}
