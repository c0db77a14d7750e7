import type { Item, ItemValue, Search } from '#sigma/detection-ast';
import { compileTest } from '#sigma/match/compile-tests';
import { requiredValues } from '#sigma/pushdown/witness';
import type { SigmaRule } from '#sigma/rule';
import { literalOf } from '#sigma/text/pattern';
import type { KnownEvents } from './known-events.ts';

/** Whether a value of a rule is met by a text. */
export function valueMeets({ anyOf }: ItemValue): (text: string) => boolean {
  const tests = anyOf.filter(({ kind }) => kind !== 'fieldref').map(compileTest);
  return (text) => tests.some((test) => test(text, ''));
}

/** Whether a value can be decided by a text alone: not by another field, nor by there being a value at all. */
export const isAboutText = ({ anyOf }: ItemValue): boolean =>
  anyOf.every(({ kind }) => kind === 'text' || kind === 'number' || kind === 'regex');

/** The text of a value without wildcards; `undefined` where it has any, or several forms. */
export function plainText({ anyOf }: ItemValue): string | undefined {
  const [test, ...more] = anyOf;
  if (more.length > 0) return undefined;
  if (test?.kind === 'number') return test.text;
  return test?.kind === 'text' ? literalOf(test.pattern) : undefined;
}

/** One way through a search. */
export interface Group {
  readonly search: Search;
  readonly items: readonly Item[];
}

/** Every way through every search of a rule. */
export const groupsOf = ({ detection }: SigmaRule): readonly Group[] =>
  detection.searches.flatMap((search) => search.anyOf.map((items) => ({ search, items })));

/**
 * The event sources from which an event must come that meets a group of the rule: what the group asks itself, else what
 * the rule needs. `undefined`: any. Empty: none that is known.
 */
export function sourcesAsked(
  rule: SigmaRule,
  { items }: Group,
  known: KnownEvents,
): readonly string[] | undefined {
  const own = items.filter(
    (item) => item.field === 'eventSource' && !item.negated && item.values.every(isAboutText),
  );
  if (own.length > 0) {
    return known.sources.filter((source) =>
      own.every((item) => item.values.some((value) => valueMeets(value)(source))),
    );
  }
  const needed = requiredValues(rule, 'eventSource');
  return needed && known.sources.filter((source) => needed.has(source));
}

/** Whether a group is about events whose names are listed in full: each is judged by itself then. */
export const namesListed = (rule: SigmaRule, { items }: Group): boolean =>
  requiredValues(rule, 'eventName') !== undefined ||
  items.some(
    ({ field, negated, values }) =>
      field === 'eventName' && !negated && values.every((value) => plainText(value) !== undefined),
  );

/** The names of events that meet a group, of those that are known in the sources asked. `undefined`: any. */
export function namesAsked(
  rule: SigmaRule,
  { items }: Group,
  candidates: readonly string[],
): readonly string[] | undefined {
  const own = items.filter(
    (item) => item.field === 'eventName' && !item.negated && item.values.every(isAboutText),
  );
  if (own.length > 0) {
    return candidates.filter((name) =>
      own.every((item) => item.values.some((value) => valueMeets(value)(name))),
    );
  }
  const needed = requiredValues(rule, 'eventName');
  return needed && candidates.filter((name) => needed.has(name.toLowerCase()));
}
