import { stat } from 'node:fs/promises';
import { isAbsolute, resolve, sep } from 'node:path';
import { TrailhoundError } from '#core/errors';
import type { RuleHead, SigmaCorrelation, SigmaRule, SigmaRuleSet } from '#sigma/rule';
import { ruleIdOf } from '#sigma/rule-id';
import type { Io } from '../../context.ts';
import { loadCliRules, refuseProblems } from '../../load-rules.ts';
import { nameOf } from '../../rule-files.ts';
import { meantInstead } from './suggestions.ts';

/** The rules that are meant, and all that they may refer to. */
export interface ExplainTarget {
  readonly set: SigmaRuleSet;
  readonly rules: readonly SigmaRule[];
  readonly correlations: readonly SigmaCorrelation[];
}

/** Where rules come from, as the options of a command say it. */
export interface TargetOptions {
  readonly builtin: boolean;
  readonly rules?: readonly string[];
  readonly placeholders?: string;
}

/**
 * Finds rules by a file, a folder, an id, a title or a name. Of a file or a folder, those that raise alerts, or all where
 * none does.
 *
 * Throws `TH_RULES_REFUSED` where a file does not load, and `TH_USAGE` where nothing, or more than one rule, is so called.
 */
export async function findTarget(
  named: string,
  { builtin, rules: others = [], placeholders }: TargetOptions,
  { cwd, root }: Io,
): Promise<ExplainTarget> {
  const path = resolve(cwd, named);
  // No name is no folder, and least of all this one.
  const found = named === '' ? undefined : await stat(path).catch(() => undefined);
  const paths = found ? [named, ...others] : others;
  const set = await loadCliRules({ builtin, paths, cwd, root, placeholders });
  refuseProblems(set.documents);
  const all = [...set.rules, ...set.correlations];
  const isIn = found?.isDirectory() ? isBelow(nameOf(path, cwd)) : isFile(nameOf(path, cwd));
  const meant = found
    ? alertingOf(
        named,
        all.filter((rule) => set.sourceOf(rule) === 'own' && isIn(rule)),
      )
    : (calledOne(all, named) ?? (await refuseUnknown(all, named, cwd)));
  const keys = new Set(meant.map(({ key }) => key));
  return {
    set,
    rules: set.rules.filter(({ key }) => keys.has(key)),
    correlations: set.correlations.filter(({ key }) => keys.has(key)),
  };
}

type Candidate = RuleHead & Pick<SigmaRule, 'silent'>;

const isFile =
  (path: string) =>
  ({ file }: RuleHead): boolean =>
    file === path;
const isBelow =
  (folder: string) =>
  ({ file }: RuleHead): boolean =>
    folder === '' ? !isAbsolute(file) : file.startsWith(`${folder}${sep}`);

function alertingOf(path: string, own: readonly Candidate[]): readonly Candidate[] {
  if (own.length === 0) throw new TrailhoundError('TH_USAGE', `${path}: it holds filters only, and no rule`);
  const alerting = own.filter(({ silent }) => !silent);
  return alerting.length > 0 ? alerting : own;
}

function calledOne(all: readonly Candidate[], named: string): readonly Candidate[] | undefined {
  const wanted = named.toLowerCase();
  const byId = all.filter((rule) => ruleIdOf(rule).toLowerCase() === wanted);
  const found =
    byId.length > 0
      ? byId
      : all.filter(({ name, title }) => name === named || title.toLowerCase() === wanted);
  if (found.length > 1) {
    const ids = found.map(ruleIdOf);
    throw new TrailhoundError(
      'TH_USAGE',
      [`${found.length} rules are called "${named}"; name one:`, ...ids].join('\n'),
    );
  }
  return found.length === 1 ? found : undefined;
}

async function refuseUnknown(all: readonly Candidate[], named: string, cwd: string): Promise<never> {
  const meant = await meantInstead(named, all, cwd);
  const [first, ...more] = hintOf(meant, all.length === 0);
  throw new TrailhoundError(
    'TH_USAGE',
    [`no file, and no rule with the id, title or name "${named}"${first}`, ...more].join('\n'),
  );
}

function hintOf(meant: readonly string[], isNoneThere: boolean): readonly string[] {
  if (meant.length > 1) return ['; did you mean one of these?', ...meant];
  if (meant.length === 1) return [`; did you mean ${meant[0]}?`];
  return isNoneThere
    ? ['; name rules with --rules, or leave out --no-builtin']
    : ['; `trailhound rules list` shows what there is'];
}
