import { printCondition } from '../detection/condition-parser.ts';
import type { Condition, Detection, Item } from '../detection-ast.ts';
import { shown } from '../problems.ts';

/**
 * Says what a filter does that never says `not`: it demands what people most likely want to exclude. `undefined` for one
 * that takes something out, be it with `neq` or with `exists: false`.
 */
export function demandOf({ condition, searches }: Detection): string | undefined {
  const items = searches.flatMap(({ anyOf }) => anyOf.flat());
  if (hasNot(condition) || items.some(takesOut)) return undefined;
  const excluding = shown(`condition: ${printCondition({ op: 'not', of: condition })}`);
  return `filter: its condition has no not: it is ANDed to the rules as it is, so that they match only what the filter matches; to exclude that, write ${excluding}`;
}

function hasNot(condition: Condition): boolean {
  if (condition.op === 'not') return true;
  return (condition.op === 'and' || condition.op === 'or') && condition.of.some(hasNot);
}

const takesOut = ({ negated, values }: Item): boolean =>
  negated || values.some(({ anyOf }) => anyOf.some((test) => test.kind === 'exists' && !test.present));
