import { targetNames } from '../detection/condition-names.ts';
import type { Condition, Detection, Item, Search } from '../detection-ast.ts';
import type { SigmaRule } from '../rule.ts';

/** An entry of a selection, or (`negated`) that it does not hold. */
export interface Literal {
  readonly item: Item;
  readonly negated: boolean;
}

/** One way for a rule to match: all of these hold. */
export type Conjunct = readonly Literal[];

/** Ways up to which a rule is taken apart; what has more is left alone. */
const MOST_WAYS = 64;

/** Every way for a rule to match: it matches when one of them holds, and only then. `undefined` where there are too many. */
export const waysToMatch = ({ detection, filters }: SigmaRule): Ways =>
  all([detection, ...filters].map((one) => waysToMeet(one)));

/** The same of a detection alone; with `false`, every way not to meet it. */
export const waysToMeet = (detection: Detection, positive = true): Ways =>
  waysOf(detection.condition, detection, positive);

type Ways = readonly Conjunct[] | undefined;

function waysOf(condition: Condition, detection: Detection, positive: boolean): Ways {
  if (condition.op === 'not') return waysOf(condition.of, detection, !positive);
  if (condition.op === 'search') return waysOfName(condition.name, detection, positive);
  if (condition.op === 'of') {
    const names = targetNames(
      condition.target,
      detection.searches.map(({ name }) => name),
    );
    const each = names.map((name) => waysOfName(name, detection, positive));
    return (condition.quantity === 'one') === positive ? either(each) : all(each);
  }
  const each = condition.of.map((inner) => waysOf(inner, detection, positive));
  return (condition.op === 'or') === positive ? either(each) : all(each);
}

function waysOfName(name: string, detection: Detection, positive: boolean): Ways {
  const search = detection.searches.find((one) => one.name === name);
  return search && waysOfSearch(search, positive);
}

function waysOfSearch({ anyOf }: Search, positive: boolean): Ways {
  const groups = anyOf.map((group) => {
    const literals = group.map((item): Ways => [[{ item, negated: !positive }]]);
    return positive ? all(literals) : either(literals);
  });
  return positive ? either(groups) : all(groups);
}

function either(each: readonly Ways[]): Ways {
  const ways: Conjunct[] = [];
  for (const one of each) {
    if (!one) return undefined;
    ways.push(...one);
  }
  return ways.length > MOST_WAYS ? undefined : ways;
}

const all = (each: readonly Ways[]): Ways => each.reduce<Ways>(both, [[]]);

function both(a: Ways, b: Ways): Ways {
  if (!a || !b || a.length * b.length > MOST_WAYS) return undefined;
  return a.flatMap((left) => b.map((right) => [...left, ...right]));
}
