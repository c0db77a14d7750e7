import type { Item, ItemValue, ValueTest } from '../detection-ast.ts';
import { compileItem } from '../match/compile-items.ts';
import { literalOf } from '../text/pattern.ts';
import type { Decide } from './truth.ts';

/** Everything that an entry holds its field against. */
export const testsOf = (item: Item): readonly ValueTest[] => item.values.flatMap((value) => value.anyOf);

/** Whether only a value can meet an entry, `neq` aside: not that there is none, nor null. */
export const asksAValue = (item: Item): boolean =>
  testsOf(item).every((test) => (test.kind === 'exists' ? test.present : test.kind !== 'null'));

/** Decides what is asked of one field when its only value is known. Letter case is left open, as rules leave it. */
export const decideFor =
  (field: string, text: string): Decide =>
  (item) =>
    item.field !== field || item.values.some((value) => value.anyOf.some(dependsOnMore))
      ? undefined
      : compileItem(item)({ [field]: text });

const dependsOnMore = (test: ValueTest): boolean =>
  test.kind === 'fieldref' || test.kind === 'regex' || (test.kind === 'text' && test.cased);

/** The texts of an item that may be one of a few; `undefined` where it may be others too. */
export function literalsOf(item: Item): readonly string[] | undefined {
  const each = item.values.map(literalsOfValue);
  return each.includes(undefined) ? undefined : each.flatMap((one) => one ?? []);
}

/** The same of one value. */
export function literalsOfValue({ anyOf }: ItemValue): readonly string[] | undefined {
  const texts = anyOf.map((test) =>
    test.kind === 'text' && !test.cased ? literalOf(test.pattern) : undefined,
  );
  return texts.includes(undefined) ? undefined : texts.flatMap((text) => text ?? []);
}
