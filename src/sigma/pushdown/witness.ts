import type { Witness } from '#core/key-watch';
import { targetNames } from '../detection/condition-names.ts';
import type { Condition, Detection, Item, Search, ValueTest } from '../detection-ast.ts';
import type { SigmaRule } from '../rule.ts';
import { fold } from '../text/fold.ts';
import { numberTexts, spellings } from '../text/number-compare.ts';
import { literalOf } from '../text/pattern.ts';

/**
 * What must be true of one field for a rule to match: it has, or a list there contains, one of these texts.
 *
 * The texts are folded to one letter case (`fold`; for ASCII that is lower case). `undefined` means that the field may have any value, or none.
 * A single text, number or boolean is compared through its text; an object through its compact JSON.
 */
export function requiredValues(rule: SigmaRule, field: string): ReadonlySet<string> | undefined {
  return derive(rule, field, exactTexts);
}

/**
 * What must stand somewhere in the text of one field for a rule to match: one of these texts, folded.
 *
 * Wider than `requiredValues`: patterns count too, through the longest of their literal pieces.
 */
export function requiredParts(rule: SigmaRule, field: string): ReadonlySet<string> | undefined {
  return derive(rule, field, literalParts);
}

/**
 * The same in the rule's own spelling, as patterns in which `*` stands for any characters; `undefined` also where a text
 * has a `*` or `?` of its own. A filter that tells letter case apart needs to know what the rule wrote.
 */
export function requiredSpellings(rule: SigmaRule, field: string): ReadonlySet<string> | undefined {
  return derive(rule, field, spelledTexts);
}

/**
 * The narrowest thing that must be true of one field for a rule to match, or `undefined` where there is none: then
 * the rule may match any event.
 *
 * `eventName` comes first, because it tells CloudTrail records apart like no other field.
 */
export function witnessOf(rule: SigmaRule): Witness | undefined {
  const items = rule.detection.searches.flatMap((search) => search.anyOf.flat());
  const fields = [...new Set(['eventName', ...items.flatMap((item) => item.field ?? [])])];
  for (const [position, required] of POSITIONS) {
    for (const field of fields) {
      const texts = required(rule, field);
      if (texts) return { field, position, texts };
    }
  }
  return undefined;
}

const POSITIONS = [
  ['whole', requiredValues],
  ['within', requiredParts],
] as const;

type Texts = ReadonlySet<string> | undefined;
/** What one of the tests of a value asks of the text. */
type Leaf = (test: ValueTest) => Texts;

const derive = (rule: SigmaRule, field: string, leaf: Leaf): Texts =>
  ofCondition(rule.detection.condition, { detection: rule.detection, field, leaf });

interface Question {
  readonly detection: Detection;
  readonly field: string;
  readonly leaf: Leaf;
}

function ofCondition(condition: Condition, about: Question): Texts {
  if (condition.op === 'not') return undefined;
  if (condition.op === 'search') return ofName(condition.name, about);
  if (condition.op === 'of') {
    const names = targetNames(
      condition.target,
      about.detection.searches.map((search) => search.name),
    );
    const each = names.map((name) => ofName(name, about));
    return condition.quantity === 'one' ? union(each) : smallest(each);
  }
  const each = condition.of.map((inner) => ofCondition(inner, about));
  return condition.op === 'or' ? union(each) : smallest(each);
}

function ofName(name: string, about: Question): Texts {
  const search = about.detection.searches.find((one) => one.name === name);
  return search && ofSearch(search, about);
}

const ofSearch = (search: Search, about: Question): Texts =>
  union(search.anyOf.map((group) => smallest(group.map((item) => ofItem(item, about)))));

function ofItem(item: Item, { field, leaf }: Question): Texts {
  if (item.field !== field || item.negated) return undefined;
  const each = item.values.map((value) => union(value.anyOf.map(leaf)));
  return item.quantifier === 'all' ? smallest(each) : union(each);
}

function exactTexts(test: ValueTest): Texts {
  if (test.kind === 'number') {
    return new Set([...numberTexts(test.text), ...spellings(test.value, test.text)].map(fold));
  }
  if (test.kind !== 'text') return undefined;
  const literal = literalOf(test.pattern);
  return literal === undefined ? undefined : new Set(numberTexts(literal).map(fold));
}

function spelledTexts(test: ValueTest): Texts {
  if (test.kind !== 'text') return undefined;
  const pieces = test.pattern.map((piece) => ('text' in piece ? piece.text : WRITTEN[piece.wild]));
  const isPlain = test.pattern.every((piece) => !('text' in piece) || !/[*?]/.test(piece.text));
  return isPlain && !pieces.includes(undefined) ? new Set([pieces.join('')]) : undefined;
}

/** Any one character is let through as any number of them; a dash of several kinds is no character that filters know. */
const WRITTEN = { many: '*', one: '*', dash: undefined } as const;

function literalParts(test: ValueTest): Texts {
  if (test.kind !== 'text' || literalOf(test.pattern) !== undefined) return exactTexts(test);
  const pieces = test.pattern.map((piece) => ('text' in piece ? piece.text : ''));
  const longest = pieces.reduce((a, b) => (b.length > a.length ? b : a), '');
  return longest === '' ? undefined : new Set([fold(longest)]);
}

/** Alternatives: known only when all of them are. */
function union(each: readonly Texts[]): Texts {
  const all = new Set<string>();
  for (const one of each) {
    if (!one) return undefined;
    for (const text of one) all.add(text);
  }
  return each.length === 0 ? undefined : all;
}

/** Necessities: each of them is enough, so the narrowest is taken. They are not cut: a list may meet both. */
function smallest(each: readonly Texts[]): Texts {
  let best: Texts;
  for (const one of each) if (one && (!best || one.size < best.size)) best = one;
  return best;
}
