import type { Item, ItemValue } from '../detection-ast.ts';
import { compileItem } from '../match/compile-items.ts';
import { compileTest } from '../match/compile-tests.ts';
import type { SigmaEvent } from '../match/event-values.ts';
import type { ValueTester } from '../match/fields.ts';
import { fieldValues, nearField, scalarsOf, valueText } from './found-values.ts';
import type { FoundValue, ItemTrace, WantedTrace } from './traces.ts';
import { wantedText } from './wanted-text.ts';

/**
 * Judges one item on an event, value by value.
 *
 * Each value is asked through the tests that the engine compiles; how values make up the item is decided here again, so
 * that a test can hold the two against each other.
 */
export function explainItem(item: Item, event: SigmaEvent): ItemTrace {
  const wanted = item.values.map((value) => explainValue(item, value, event));
  const isMet =
    item.quantifier === 'all' && wanted.length > 0
      ? wanted.every(({ held }) => held)
      : wanted.some(({ held }) => held);
  return {
    key: item.field === null ? `keywords${item.key}` : item.key,
    line: item.line,
    held: isMet !== item.negated,
    negated: item.negated,
    quantifier: item.quantifier,
    wanted,
    ...(item.field === null ? foundAnywhere(item, event) : foundAt(item.field, item, event)),
  };
}

function explainValue(item: Item, value: ItemValue, event: SigmaEvent): WantedTrace {
  const texts = new Set(value.anyOf.map((test) => wantedText(test, event)));
  const holds = compileItem({ ...item, negated: false, values: [value] });
  return { text: [...texts].join(' or '), held: holds(event) };
}

type Found = Pick<ItemTrace, 'present' | 'found' | 'near'>;

function foundAt(field: string, item: Item, event: SigmaEvent): Found {
  const { present, values } = fieldValues(event, field);
  const meets = anyTester(item);
  const found = values.map((value): FoundValue => ({ text: valueText(value), met: meets(value, event) }));
  const near = present ? undefined : nearField(event, field);
  return { present, found, ...(near === undefined ? {} : { near }) };
}

function foundAnywhere(item: Item, event: SigmaEvent): Found {
  const all = scalarsOf(event);
  const meets = anyTester(item);
  const found = all
    .filter(({ value }) => meets(value, event))
    .map(({ at, value }): FoundValue => ({ text: valueText(value), met: true, at }));
  return { present: all.length > 0, found };
}

function anyTester(item: Item): ValueTester {
  const testers = item.values.flatMap(({ anyOf }) => anyOf.map(compileTest));
  return (value, event) => testers.some((test) => test(value, event));
}
