import { shown } from '../problems.ts';
import { ruleIdOf } from '../rule-id.ts';
import { isFine } from './correlation-targets.ts';
import type { Loading } from './load-rule.ts';

/** What names a document in its rule set. */
export interface RuleKey {
  /** See `RuleHead.key`. */
  readonly key: string;
  /** See `RuleHead.titleNumber`. */
  readonly titleNumber?: number;
}

/**
 * Names rules and correlations within their rule set. Those without an id that share a title are numbered in the order of
 * the texts, with a notice: their findings would be taken for those of one rule.
 */
export function keysOf(loadings: readonly Loading[]): ReadonlyMap<Loading, RuleKey> {
  const runnable = loadings.filter(({ kind }) => kind === 'rule' || kind === 'correlation');
  const titled = runnable.filter(({ id }) => id === undefined);
  // A title may look like a number of another: both would have one name.
  const taken = new Set(titled.map(({ title }) => title));
  const firsts = new Map<string, Loading>();
  const numbers = new Map<Loading, number>();
  for (const loading of titled) {
    const { title } = loading;
    if (title === undefined) continue;
    const first = firsts.get(title);
    if (!first) firsts.set(title, loading);
    else numbers.set(loading, numbered(loading, title, first, taken));
  }
  return new Map(runnable.map((loading) => [loading, keyOf(loading, numbers.get(loading))]));
}

function numbered(loading: Loading, title: string, first: Loading, taken: Set<string | undefined>): number {
  let titleNumber = 2;
  while (taken.has(`${title}#${titleNumber}`)) titleNumber++;
  taken.add(`${title}#${titleNumber}`);
  if (!isFine(loading)) return titleNumber;
  loading.findings.notices.push(
    `without an id a rule goes by its title, which the rule in ${first.file}:${first.at.line} has too: its findings are named ${shown(ruleIdOf({ title, titleNumber }))}; give it an id`,
  );
  return titleNumber;
}

function keyOf({ id, name, title = '' }: Loading, titleNumber: number | undefined): RuleKey {
  const number = titleNumber === undefined ? {} : { titleNumber };
  if (id !== undefined) return { key: id.toLowerCase() };
  return { key: name === undefined ? ruleIdOf({ title, ...number }) : `name:${name}`, ...number };
}
