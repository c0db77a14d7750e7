import { targetNames } from '../detection/condition-names.ts';
import type { Condition, Detection, Item, Search } from '../detection-ast.ts';

/** Yes, no, or not known. */
export type Truth = boolean | undefined;

/** Decides about one entry of a search, as far as something is known of the event. */
export type Decide = (item: Item) => Truth;

/** What a detection comes to when only some of its entries can be decided: `false` means that it cannot hold. */
export const detectionTruth = (detection: Detection, decide: Decide): Truth =>
  conditionTruth(detection.condition, detection, (search) => searchTruth(search, decide));

/** The same of a search alone. */
export const searchTruth = (search: Search, decide: Decide): Truth =>
  anyTruth(search.anyOf.map((group) => groupTruth(group, decide)));

/** The same of one way to meet a search. */
export const groupTruth = (group: readonly Item[], decide: Decide): Truth => allTruth(group.map(decide));

/** What a condition comes to when its searches are decided by `of`. */
export function conditionTruth(
  condition: Condition,
  detection: Detection,
  of: (search: Search) => Truth,
): Truth {
  const named = (name: string): Truth => {
    const search = detection.searches.find((one) => one.name === name);
    return search && of(search);
  };
  if (condition.op === 'search') return named(condition.name);
  if (condition.op === 'not') return negated(conditionTruth(condition.of, detection, of));
  if (condition.op === 'of') {
    const names = targetNames(
      condition.target,
      detection.searches.map((search) => search.name),
    );
    return condition.quantity === 'one' ? anyTruth(names.map(named)) : allTruth(names.map(named));
  }
  const each = condition.of.map((inner) => conditionTruth(inner, detection, of));
  return condition.op === 'or' ? anyTruth(each) : allTruth(each);
}

const negated = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);

const anyTruth = (each: readonly Truth[]): Truth =>
  each.includes(true) ? true : each.includes(undefined) ? undefined : false;

const allTruth = (each: readonly Truth[]): Truth =>
  each.includes(false) ? false : each.includes(undefined) ? undefined : true;

/** Names of the searches that a condition asks for: as they are, and as what must not be. Some are both. */
export interface Polarity {
  readonly wanted: ReadonlySet<string>;
  readonly unwanted: ReadonlySet<string>;
}

/** Tells the searches that must hold from those that must not. */
export function polarity({ condition, searches }: Detection): Polarity {
  const names = searches.map((search) => search.name);
  const all = signed(condition, true, names);
  const of = (sign: boolean) =>
    new Set(all.filter(({ positive }) => positive === sign).map(({ name }) => name));
  return { wanted: of(true), unwanted: of(false) };
}

function signed(
  condition: Condition,
  positive: boolean,
  names: readonly string[],
): readonly { readonly name: string; readonly positive: boolean }[] {
  switch (condition.op) {
    case 'not':
      return signed(condition.of, !positive, names);
    case 'search':
      return [{ name: condition.name, positive }];
    case 'of':
      return targetNames(condition.target, names).map((name) => ({ name, positive }));
    default:
      return condition.of.flatMap((inner) => signed(inner, positive, names));
  }
}
