/** What is known of a rule before it is compared with others. */
export interface Needing {
  /** Its log source; rules of different ones are never compared. */
  readonly source: string;
  /** What must be in its fields, of fields where that is one of a few texts. */
  readonly needs: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Files rules so that those which may contain another are found without trying all: what the wider rule needs, the narrower
 * must need too, and no more of it. Answers their places, ascending; the others cannot contain it.
 *
 * Each rule is filed under the texts of one field that it needs, of which rules ask least. A rule that needs that field
 * as well needs, of its own texts, nothing but those: any one of them finds the wider rule.
 */
export function candidatesFor<T extends Needing>(rules: readonly T[]): (narrow: T) => readonly number[] {
  const uses = new Map<string, number>();
  for (const rule of rules)
    for (const field of rule.needs.keys())
      for (const key of keysOf(rule, field)) uses.set(key, (uses.get(key) ?? 0) + 1);
  const filed = new Map<string, number[]>();
  const everywhere = new Map<string, number[]>();
  for (const [place, rule] of rules.entries()) {
    put(everywhere, rule.source, place);
    for (const key of seldomest(rule, uses)) put(filed, key, place);
  }
  return (narrow) => {
    const keys = [...narrow.needs.keys()].map((field) => keysOf(narrow, field)[0]);
    // What needs one of no texts matches nothing, and whatever is wide contains it.
    if (keys.includes(undefined)) return everywhere.get(narrow.source) ?? [];
    const found = [openKey(narrow), ...keys].flatMap((key) =>
      key === undefined ? [] : (filed.get(key) ?? []),
    );
    return [...new Set(found)].sort((a, b) => a - b);
  };
}

const openKey = ({ source }: Needing): string => JSON.stringify([source]);

const keysOf = ({ source, needs }: Needing, field: string): readonly string[] =>
  [...(needs.get(field) ?? [])].map((text) => JSON.stringify([source, field, text]));

function put(map: Map<string, number[]>, key: string, place: number): void {
  const known = map.get(key);
  if (known) known.push(place);
  else map.set(key, [place]);
}

/** The keys of the field whose texts rules ask for least in all; that of rules which need nothing, where there is none. */
function seldomest(rule: Needing, uses: ReadonlyMap<string, number>): readonly string[] {
  let best: readonly string[] = [openKey(rule)];
  let least = Number.POSITIVE_INFINITY;
  for (const field of rule.needs.keys()) {
    const keys = keysOf(rule, field);
    const sum = keys.reduce((total, key) => total + (uses.get(key) ?? 0), 0);
    if (sum < least) [best, least] = [keys, sum];
  }
  return best;
}
