import { targetNames } from './condition-names.ts';
import type { Condition, Detection, Item, Search, ValueTest } from './detection-ast.ts';
import { fold } from './fold.ts';
import { numberTexts } from './number-compare.ts';
import { literalOf } from './pattern.ts';
import type { SigmaRule } from './rule.ts';

/**
 * What must be true of one field for a rule to match: it has, or a list there contains, one of these texts.
 *
 * The texts are folded to one letter case (`fold`; for ASCII that is lower case). `undefined` means that the field may have any value, or none.
 * A single text, number or boolean is compared through its text; an object through its compact JSON.
 */
export function requiredValues(rule: SigmaRule, field: string): ReadonlySet<string> | undefined {
  return ofCondition(rule.detection.condition, rule.detection, field);
}

type Witness = ReadonlySet<string> | undefined;

function ofCondition(condition: Condition, detection: Detection, field: string): Witness {
  if (condition.op === 'not') return undefined;
  if (condition.op === 'search') return ofName(condition.name, detection, field);
  if (condition.op === 'of') {
    const names = targetNames(
      condition.target,
      detection.searches.map((search) => search.name),
    );
    const each = names.map((name) => ofName(name, detection, field));
    return condition.quantity === 'one' ? union(each) : smallest(each);
  }
  const each = condition.of.map((inner) => ofCondition(inner, detection, field));
  return condition.op === 'or' ? union(each) : smallest(each);
}

function ofName(name: string, detection: Detection, field: string): Witness {
  const search = detection.searches.find((one) => one.name === name);
  return search && ofSearch(search, field);
}

const ofSearch = (search: Search, field: string): Witness =>
  union(search.anyOf.map((group) => smallest(group.map((item) => ofItem(item, field)))));

function ofItem(item: Item, field: string): Witness {
  if (item.field !== field || item.negated) return undefined;
  const each = item.values.map((value) => union(value.anyOf.map(exactTexts)));
  return item.quantifier === 'all' ? smallest(each) : union(each);
}

function exactTexts(test: ValueTest): Witness {
  if (test.kind === 'number') return new Set(numberTexts(test.text).map(fold));
  if (test.kind !== 'text') return undefined;
  const literal = literalOf(test.pattern);
  return literal === undefined ? undefined : new Set(numberTexts(literal).map(fold));
}

/** Alternatives: known only when all of them are. */
function union(each: readonly Witness[]): Witness {
  const all = new Set<string>();
  for (const one of each) {
    if (!one) return undefined;
    for (const text of one) all.add(text);
  }
  return each.length === 0 ? undefined : all;
}

/** Necessities: each of them is enough, so the narrowest is taken. They are not cut: a list may meet both. */
function smallest(each: readonly Witness[]): Witness {
  let best: Witness;
  for (const one of each) if (one && (!best || one.size < best.size)) best = one;
  return best;
}
