import type { Loading } from './load-rule.ts';

/** Gives each document the key that names it within its rule set: see `RuleHead.key`. */
export function keysOf(loadings: readonly Loading[]): ReadonlyMap<Loading, string> {
  const taken = new Map<string, number>();
  return new Map(
    loadings.map((loading) => {
      const { id, name, title } = loading;
      const key = id?.toLowerCase() ?? (name === undefined ? `title:${title ?? ''}` : `name:${name}`);
      const times = (taken.get(key) ?? 0) + 1;
      taken.set(key, times);
      return [loading, times === 1 ? key : `${key}#${times}`];
    }),
  );
}
