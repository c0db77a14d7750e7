import { targetNames } from '../detection/condition-names.ts';
import type { Condition, Detection, Item, Search, ValueTest } from '../detection-ast.ts';
import type { SigmaRule } from '../rule.ts';
import { isMany } from '../text/pattern.ts';
import { allNeeds, anyNeeds, type Need, type OpenReason, type Vague, type ValueNeed } from './need.ts';
import { regexPatterns } from './regex-patterns.ts';

const derived = new WeakMap<SigmaRule, Need>();

/** Derives what must hold of an event for a rule to match it, its filters included. Derived once for each rule. */
export function mustHold(rule: SigmaRule): Need {
  const known = derived.get(rule);
  if (known) return known;
  const need = allNeeds([rule.detection, ...rule.filters].map(ofDetection));
  derived.set(rule, need);
  return need;
}

const ofDetection = (detection: Detection): Need => ofCondition(detection.condition, detection, false);

const open = (why: OpenReason): Need => ({ op: 'open', why });

/** A negation is carried inwards: only there is known whether what must not hold says something that must. */
function ofCondition(condition: Condition, detection: Detection, negated: boolean): Need {
  if (condition.op === 'not') return ofCondition(condition.of, detection, !negated);
  if (condition.op === 'search') return ofName(condition.name, detection, negated);
  if (condition.op === 'of') {
    const names = targetNames(
      condition.target,
      detection.searches.map((search) => search.name),
    );
    const each = names.map((name) => ofName(name, detection, negated));
    return join(condition.quantity === 'one', negated, each);
  }
  const each = condition.of.map((inner) => ofCondition(inner, detection, negated));
  return join(condition.op === 'or', negated, each);
}

const join = (isAny: boolean, negated: boolean, needs: readonly Need[]): Need =>
  isAny === negated ? allNeeds(needs) : anyNeeds(needs);

function ofName(name: string, detection: Detection, negated: boolean): Need {
  const search = detection.searches.find((one) => one.name === name);
  return search ? ofSearch(search, negated) : open('nothing');
}

const ofSearch = (search: Search, negated: boolean): Need =>
  join(
    true,
    negated,
    search.anyOf.map((group) =>
      join(
        false,
        negated,
        group.map((item) => ofItem(item, negated !== item.negated)),
      ),
    ),
  );

function ofItem(item: Item, negated: boolean): Need {
  const { field } = item;
  if (field === null) return open(negated ? 'negation' : 'keywords');
  // `exists` and `null` are decided by the first value alone, as when matching.
  const first = item.values[0]?.anyOf[0];
  if (first?.kind === 'exists') return one(field, { kind: 'exists', present: first.present !== negated });
  if (first?.kind === 'null') return one(field, negated ? { kind: 'exists', present: true } : first);
  if (negated) return open('negation');
  const each = item.values.map((value) => ofTests(field, value.anyOf));
  return item.quantifier === 'all' ? allNeeds(each) : anyNeeds(each);
}

const one = (field: string, need: ValueNeed): Need => ({ op: 'field', field, anyOf: [need] });

const ofTests = (field: string, tests: readonly ValueTest[]): Need => ({
  op: 'field',
  field,
  anyOf: tests.flatMap(ofTest),
});

function ofTest(test: ValueTest): readonly ValueNeed[] {
  switch (test.kind) {
    case 'text':
      return test.pattern.length > 0 && test.pattern.every(isMany) ? there('anything') : [test];
    case 'regex': {
      const patterns = regexPatterns(test.source, test.flags);
      return patterns?.map((one) => ({ kind: 'text', ...one })) ?? there('regex');
    }
    case 'time':
    case 'fieldref':
      return there(test.kind);
    default:
      return [test];
  }
}

/** The value can't be described, but null and nothing at all never meet it. */
const there = (vague: Vague): readonly ValueNeed[] => [{ kind: 'exists', present: true, for: vague }];
