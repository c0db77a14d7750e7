import type { Item, ItemValue } from '../detection-ast.ts';
import { compileItem } from '../match/compile-items.ts';
import { compileTest } from '../match/compile-tests.ts';
import type { SigmaEvent } from '../match/event-values.ts';
import type { ValueTester } from '../match/fields.ts';
import { fieldValues, nearField, scalarsOf, surroundings, valueText } from './found-values.ts';
import { nearMissOf } from './near-miss.ts';
import type { FoundValue, ItemTrace, WantedTrace } from './traces.ts';
import { wantedText } from './wanted-text.ts';

/**
 * Judges one item on an event, value by value.
 *
 * Each value is asked through the tests that the engine compiles; how values make up the item is decided here again, so
 * that a test can hold the two against each other.
 */
export function explainItem(item: Item, event: SigmaEvent): ItemTrace {
  const { field, negated, quantifier } = item;
  const wanted = item.values.map((value) => explainValue(item, value, event));
  const isMet =
    quantifier === 'all' && wanted.length > 0
      ? wanted.every(({ held }) => held)
      : wanted.some(({ held }) => held);
  const unmet = isMet || negated ? [] : item.values.filter((_, index) => !wanted[index]?.held);
  return {
    key: field === null ? `keywords${item.key}` : item.key,
    ...{ field, line: item.line, held: isMet !== negated, negated, quantifier, wanted },
    ...(field === null ? foundAnywhere(item, event) : foundAt(field, item, unmet, event)),
  };
}

function explainValue(item: Item, value: ItemValue, event: SigmaEvent): WantedTrace {
  const texts = new Set(value.anyOf.map((test) => wantedText(test, event)));
  const holds = compileItem({ ...item, negated: false, values: [value] });
  return { text: [...texts].join(' or '), held: holds(event) };
}

type Found = Pick<ItemTrace, 'present' | 'found' | 'near' | 'around' | 'nearMiss'>;

function foundAt(field: string, item: Item, unmet: readonly ItemValue[], event: SigmaEvent): Found {
  const { present, values } = fieldValues(event, field);
  if (!present) return { present, found: [], ...instead(field, event) };
  const meets = anyTester(item);
  const found = values.map((value): FoundValue => ({ text: valueText(value), met: meets(value, event) }));
  const nearMiss = nearMissOf(unmet, values, event);
  return { present, found, ...(nearMiss === undefined ? {} : { nearMiss }) };
}

function instead(field: string, event: SigmaEvent): Pick<Found, 'near' | 'around'> {
  const near = nearField(event, field);
  const around = surroundings(event, field);
  return { ...(near === undefined ? {} : { near }), ...(around === undefined ? {} : { around }) };
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
