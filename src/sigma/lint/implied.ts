import type { Item, ItemValue, Pattern, PatternPiece, ValueTest } from '../detection-ast.ts';
import { fold } from '../text/fold.ts';
import { isMany, literalOf } from '../text/pattern.ts';
import { compilePattern } from '../text/wildcard.ts';
import type { Conjunct, Literal } from './disjuncts.ts';
import { asksAValue, decideFor, literalsOf } from './single-values.ts';

/** Whether every event that meets one of `narrow` meets one of `wide`. A `false` means only that it is not proved. */
export const waysImply = (
  narrow: readonly Conjunct[],
  wide: readonly Conjunct[],
  isSingle: (field: string) => boolean,
): boolean => narrow.every((way) => wide.some((other) => conjunctImplies(way, other, isSingle)));

const conjunctImplies = (narrow: Conjunct, wide: Conjunct, isSingle: (field: string) => boolean): boolean =>
  wide.every((wanted) => narrow.some((given) => literalImplies(given, wanted, isSingle)));

function literalImplies(given: Literal, wanted: Literal, isSingle: (field: string) => boolean): boolean {
  if (given.item.field !== wanted.item.field) return false;
  if (!given.negated && wanted.negated) return excludes(given.item, wanted.item, isSingle);
  if (given.negated !== wanted.negated) return false;
  return given.negated ? itemImplies(wanted.item, given.item) : itemImplies(given.item, wanted.item);
}

/** Whether a field that is one of a few texts cannot meet another entry; of a list, another element may. */
function excludes(given: Item, other: Item, isSingle: (field: string) => boolean): boolean {
  const { field } = given;
  if (field === null || !isSingle(field) || given.negated) return false;
  const texts = literalsOf(given);
  const decide = (text: string): boolean | undefined => decideFor(field, text)(other);
  return texts?.every((text) => decide(text) === false) ?? false;
}

function itemImplies(narrow: Item, wide: Item): boolean {
  if (narrow.negated !== wide.negated) return false;
  return narrow.negated ? plainImplies(wide, narrow) : plainImplies(narrow, wide);
}

/** Of entries that are not turned round by `neq`. */
function plainImplies(narrow: Item, wide: Item): boolean {
  if (narrow.field !== null && asksOnlyPresence(wide)) return asksAValue(narrow);
  const meets = (value: ItemValue): boolean => wide.values.some((other) => valueImplies(value, other));
  if (wide.quantifier === 'any' || wide.values.length === 1) {
    return narrow.quantifier === 'any' ? narrow.values.every(meets) : narrow.values.some(meets);
  }
  if (narrow.quantifier === 'any' && narrow.values.length > 1) return false;
  return wide.values.every((other) => narrow.values.some((value) => valueImplies(value, other)));
}

const asksOnlyPresence = ({ values }: Item): boolean =>
  values.every(({ anyOf }) => anyOf.every((test) => test.kind === 'exists' && test.present));

const valueImplies = (narrow: ItemValue, wide: ItemValue): boolean =>
  narrow.anyOf.every((test) => wide.anyOf.some((other) => testImplies(test, other)));

function testImplies(narrow: ValueTest, wide: ValueTest): boolean {
  if (narrow.kind !== 'text' || wide.kind !== 'text')
    return narrow.kind === wide.kind && JSON.stringify(narrow) === JSON.stringify(wide);
  if (wide.cased && !narrow.cased) return false;
  return (
    isSamePattern(narrow.pattern, wide.pattern) || patternImplies(narrow.pattern, wide.pattern, wide.cased)
  );
}

/** Every two rules of a set are compared, and nearly all that they ask is text: this must be quick. */
const isSamePattern = (one: Pattern, other: Pattern): boolean =>
  one.length === other.length && one.every((piece, index) => isSamePiece(piece, other[index]));

function isSamePiece(one: PatternPiece, other: PatternPiece | undefined): boolean {
  if (other === undefined) return false;
  if ('text' in one) return 'text' in other && one.text === other.text;
  return 'wild' in other && one.wild === other.wild;
}

/** Digits alone may stand for a number, of which JSON keeps only so many: such texts are left alone. */
const NUMERIC = /^[-+]?[\d.]+$/;

/** Whether every text that fits one pattern fits another; decided for plain texts, and for a piece within another. */
function patternImplies(narrow: Pattern, wide: Pattern, cased: boolean): boolean {
  const literal = literalOf(narrow);
  if (literal !== undefined) return !NUMERIC.test(literal) && compilePattern(wide, cased)(literal);
  const [first, middle, last, ...more] = wide;
  const inside =
    middle && 'text' in middle && isMany(first) && isMany(last) && more.length === 0
      ? middle.text
      : undefined;
  const same = (text: string): string => (cased ? text : fold(text));
  if (inside !== undefined)
    return narrow.some((piece) => 'text' in piece && same(piece.text).includes(same(inside)));
  return endImplies(narrow, wide, same) || endImplies(narrow.toReversed(), wide.toReversed(), same, true);
}

/** `abc*` fits `ab*`; read from the back, `*abc` fits `*bc`. */
function endImplies(
  narrow: Pattern,
  wide: Pattern,
  same: (text: string) => string,
  fromBack = false,
): boolean {
  const [given] = narrow;
  const [wanted, rest, ...more] = wide;
  if (!given || !('text' in given) || !wanted || !('text' in wanted)) return false;
  if (!isMany(rest) || more.length > 0) return false;
  return fromBack
    ? same(given.text).endsWith(same(wanted.text))
    : same(given.text).startsWith(same(wanted.text));
}
