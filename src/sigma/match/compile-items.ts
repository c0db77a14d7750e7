import type { Item, ItemValue, ValueTest } from '../detection-ast.ts';
import { numberTexts } from '../text/number-compare.ts';
import { literalOf } from '../text/pattern.ts';
import { oneOf } from '../text/wildcard.ts';
import { compileTest } from './compile-tests.ts';
import { type SigmaEvent, someScalar } from './event-values.ts';
import { fieldPath, HELD, MISSING, testField, type ValueTester } from './fields.ts';

/** Decides about an event. */
export type EventTest = (event: SigmaEvent) => boolean;

/** From so many plain texts on, one look-up is faster than comparing each. */
const MANY_TEXTS = 4;

/** Compiles one item: where to look, and what must be there. */
export function compileItem(item: Item): EventTest {
  const holds = item.field === null ? compileKeywords(item) : compileField(item.field, item);
  return item.negated ? (event) => !holds(event) : holds;
}

function compileField(field: string, item: Item): EventTest {
  const path = fieldPath(field);
  const tests = item.values.flatMap((value) => value.anyOf);
  const [first] = tests;
  if (first?.kind === 'exists') {
    return (event) => (testField(event, path, always) !== MISSING) === first.present;
  }
  if (first?.kind === 'null') {
    return (event) => {
      const found = testField(event, path, isNull);
      return found === HELD || found === MISSING;
    };
  }
  return wantedOf(item)
    .map(
      (test): EventTest =>
        (event) =>
          testField(event, path, test) === HELD,
    )
    .reduce(both);
}

const always: ValueTester = () => true;
const isNull: ValueTester = (value) => value === null;
const never: ValueTester = () => false;

/** Every keyword of `all` may be met in another value, so each of them searches the event anew. */
function compileKeywords(item: Item): EventTest {
  return wantedOf(item)
    .map(
      (test): EventTest =>
        (event) =>
          someScalar(event, (value) => test(value, event)),
    )
    .reduce(both);
}

const both =
  (a: EventTest, b: EventTest): EventTest =>
  (event) =>
    a(event) && b(event);

/** One tester for each thing that some value must meet: all values together, or with `all` each of them. */
function wantedOf(item: Item): readonly ValueTester[] {
  const groups: readonly (readonly ItemValue[])[] =
    item.quantifier === 'all' ? item.values.map((value) => [value]) : [item.values];
  const testers = groups.map((values) => anyTest(values.flatMap((value) => value.anyOf)));
  return testers.length === 0 ? [never] : testers;
}

function anyTest(tests: readonly ValueTest[]): ValueTester {
  const plain = tests.filter(isPlainText);
  const rest = plain.length >= MANY_TEXTS ? tests.filter((test) => !isPlainText(test)) : tests;
  const testers = rest.map(compileTest);
  if (plain.length >= MANY_TEXTS) testers.unshift(textSet(plain));
  return testers.reduce((a, b) => (value, event) => a(value, event) || b(value, event), never);
}

/** Texts without wildcards, whose case does not count; long numbers are left to the careful way. */
function isPlainText(test: ValueTest): test is Extract<ValueTest, { kind: 'text' }> {
  if (test.kind !== 'text' || test.cased) return false;
  const literal = literalOf(test.pattern);
  return literal !== undefined && numberTexts(literal).length === 1;
}

function textSet(tests: readonly Extract<ValueTest, { kind: 'text' }>[]): ValueTester {
  const texts = tests.map((test) => literalOf(test.pattern) ?? '');
  const matches = oneOf(texts);
  const others = tests.map(compileTest);
  return (value, event) => {
    if (typeof value === 'string') return matches(value);
    return others.some((test) => test(value, event));
  };
}
