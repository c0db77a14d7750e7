import { shown, type TakenBy } from '../problems.ts';
import type { Loading, ReadDocument } from './load-rule.ts';

/**
 * Refuses every rule whose id or name an earlier one has (reference 9). Ids are compared ignoring case.
 *
 * An id that `action: global` or `repeat` handed down is no claim of its own: the later rule goes without it, with a notice.
 */
export function checkUnique(loadings: readonly Loading[]): readonly Loading[] {
  const ids = new Map<string, Loading>();
  const names = new Map<string, Loading>();
  return loadings.map((loading) => {
    const ownId = isOwn('id', loading, loading.id?.toLowerCase(), ids);
    const ownName = isOwn('name', loading, loading.name, names);
    return without(without(loading, 'id', ownId), 'name', ownName);
  });
}

type Key = TakenBy['key'];

function isOwn(
  key: Key,
  loading: Loading,
  compared: string | undefined,
  seen: Map<string, Loading>,
): boolean {
  if (compared === undefined) return true;
  const earlier = seen.get(compared);
  if (!earlier) {
    seen.set(compared, loading);
    return true;
  }
  const what = `the ${key} ${shown(loading[key] ?? '')}`;
  const takenBy: TakenBy = { key, file: earlier.file, line: earlier.at.line };
  const where = `the rule in ${takenBy.file}, line ${takenBy.line}`;
  if (loading.inherited.has(key)) {
    loading.findings.notices.push(`${what} belongs to ${where}; this rule goes without one`);
    return false;
  }
  const message = `${what} is taken by ${where}; a rule set has each ${key} once`;
  const at = loading.places[key] ?? loading.at;
  loading.findings.problems.push({ code: 'SIGMA_DUPLICATE_RULE', message, at, takenBy });
  return true;
}

function without(loading: Loading, key: Key, own: boolean): Loading {
  if (own || !loading.read) return loading;
  return { ...loading, [key]: undefined, read: withoutKey(loading.read, key) };
}

function withoutKey(read: ReadDocument, key: Key): ReadDocument {
  if (read.kind !== 'rule') return read;
  const { [key]: _, ...rule } = read.rule;
  return { kind: 'rule', rule };
}
