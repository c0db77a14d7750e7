import { targetNames } from '../detection/condition-names.ts';
import type { Condition } from '../detection-ast.ts';
import type { ConditionTrace } from './traces.ts';

/** Judges a condition, given what became of each search identifier. */
export function explainCondition(condition: Condition, held: ReadonlyMap<string, boolean>): ConditionTrace {
  const search = (name: string): ConditionTrace => ({
    ...{ op: 'search', text: name, held: held.get(name) ?? false, of: [] },
  });
  switch (condition.op) {
    case 'search':
      return search(condition.name);
    case 'not': {
      const inner = explainCondition(condition.of, held);
      return { op: 'not', text: `not ${bracketed(inner, ['and', 'or'])}`, held: !inner.held, of: [inner] };
    }
    case 'of': {
      const of = targetNames(condition.target, [...held.keys()]).map(search);
      const isOne = condition.quantity === 'one';
      const text = `${isOne ? '1' : 'all'} of ${condition.target}`;
      return { op: isOne ? 'one of' : 'all of', text, held: isOne ? some(of) : every(of), of };
    }
    default: {
      const of = condition.of.map((inner) => explainCondition(inner, held));
      const looser = condition.op === 'and' ? (['or'] as const) : [];
      const text = of.map((inner) => bracketed(inner, looser)).join(` ${condition.op} `);
      return { op: condition.op, text, held: condition.op === 'or' ? some(of) : every(of), of };
    }
  }
}

const some = (of: readonly ConditionTrace[]): boolean => of.some(({ held }) => held);
const every = (of: readonly ConditionTrace[]): boolean => of.every(({ held }) => held);

const bracketed = ({ op, text, of }: ConditionTrace, looser: readonly ConditionTrace['op'][]): string =>
  looser.includes(op) && of.length > 1 ? `(${text})` : text;

/**
 * Lists the search identifiers on which the verdict rests: those that would have to come out otherwise, or, where the
 * condition holds, those that make it hold.
 */
export function decisiveSearches(trace: ConditionTrace): readonly ConditionTrace[] {
  if (trace.op === 'search') return [trace];
  const counted = trace.op === 'not' ? trace.of : trace.of.filter(({ held }) => held === trace.held);
  const found = counted.flatMap(decisiveSearches);
  return [...new Map(found.map((one) => [one.text, one])).values()];
}
