import type { Witness } from '#core/key-watch';
import type { ValueTest } from '../detection-ast.ts';
import type { SigmaRule } from '../rule.ts';
import { fold } from '../text/fold.ts';
import { numberTexts, spellings } from '../text/number-compare.ts';
import { literalOf } from '../text/pattern.ts';
import { mustHold } from './must-hold.ts';
import type { Need, ValueNeed } from './need.ts';

/**
 * What must be true of one field for a rule to match: it has, or a list there contains, one of these texts.
 *
 * The texts are folded to one letter case (`fold`; for ASCII that is lower case). `undefined` means that the field may have any value, or none.
 * A single text, number or boolean is compared through its text; an object through its compact JSON.
 */
export function requiredValues(rule: SigmaRule, field: string): ReadonlySet<string> | undefined {
  return derive(mustHold(rule), field, exactTexts);
}

/**
 * What must stand somewhere in the text of one field for a rule to match: one of these texts, folded.
 *
 * Wider than `requiredValues`: patterns count too, through the longest of their literal pieces.
 */
export function requiredParts(rule: SigmaRule, field: string): ReadonlySet<string> | undefined {
  return derive(mustHold(rule), field, literalParts);
}

/**
 * The narrowest thing that must be true of one field for a rule to match, or `undefined` where there is none: then
 * the rule may match any event.
 *
 * `eventName` comes first, because it tells CloudTrail records apart like no other field.
 */
export function witnessOf(rule: SigmaRule): Witness | undefined {
  const need = mustHold(rule);
  const fields = new Set(['eventName', ...fieldsOf(need)]);
  for (const [position, leaf] of POSITIONS) {
    for (const field of fields) {
      const texts = derive(need, field, leaf);
      if (texts) return { field, position, texts };
    }
  }
  return undefined;
}

/** The fields that a need is about. */
export function fieldsOf(need: Need): readonly string[] {
  if (need.op === 'open') return [];
  return need.op === 'field' ? [need.field] : need.of.flatMap(fieldsOf);
}

type Texts = ReadonlySet<string> | undefined;
/** What one of the values of a field asks of the text. */
type Leaf = (need: ValueNeed) => Texts;

function derive(need: Need, field: string, leaf: Leaf): Texts {
  if (need.op === 'open') return undefined;
  if (need.op === 'field') return need.field === field ? union(need.anyOf.map(leaf)) : undefined;
  const each = need.of.map((inner) => derive(inner, field, leaf));
  return need.op === 'any' ? union(each) : smallest(each);
}

/** The texts, folded, of which a value must be one to be what is asked for; `undefined` where they can't be listed. */
export function exactTexts(need: ValueNeed | ValueTest): Texts {
  if (need.kind === 'number') {
    return new Set([...numberTexts(need.text), ...spellings(need.value, need.text)].map(fold));
  }
  if (need.kind !== 'text') return undefined;
  const literal = literalOf(need.pattern);
  return literal === undefined ? undefined : new Set(numberTexts(literal).map(fold));
}

/** The texts, folded, of which a value must have one in it; `undefined` where none is known. */
export function literalParts(need: ValueNeed | ValueTest): Texts {
  if (need.kind !== 'text' || literalOf(need.pattern) !== undefined) return exactTexts(need);
  const pieces = need.pattern.map((piece) => ('text' in piece ? piece.text : ''));
  const longest = pieces.reduce((a, b) => (b.length > a.length ? b : a), '');
  return longest === '' ? undefined : new Set([fold(longest)]);
}

const POSITIONS = [
  ['whole', exactTexts],
  ['within', literalParts],
] as const;

/** Alternatives: known only when all of them are. */
function union(each: readonly Texts[]): Texts {
  const all = new Set<string>();
  for (const one of each) {
    if (!one) return undefined;
    for (const text of one) all.add(text);
  }
  return all;
}

/** Necessities: each of them is enough, so the narrowest is taken. They are not cut: a list may meet both. */
function smallest(each: readonly Texts[]): Texts {
  let best: Texts;
  for (const one of each) if (one && (!best || one.size < best.size)) best = one;
  return best;
}
