import { mustHold } from '../pushdown/must-hold.ts';
import type { Need, ValueNeed } from '../pushdown/need.ts';
import { exactTexts, literalParts } from '../pushdown/witness.ts';
import type { SigmaRule } from '../rule.ts';

/** Something that an event may have: a text as a field's value, a text in a value, or the field at all. */
export interface Key {
  /** Rules that are filed under it, by number. */
  readonly numbers: number[];
  /** How often rules ask for it, also those that are filed under something else. */
  uses: number;
  /** The texts that it is one of; absent for "the field is there". */
  readonly among?: Texts;
}

/** The keys of one field that are texts, folded to one letter case. */
interface Texts {
  readonly keys: Map<string, Key>;
  /** How often rules ask for any of them. */
  uses: number;
  /** How much more often than other texts they are expected in events; below 1, more seldom. */
  readonly factor: number;
}

/** All that rules ask of one field. */
export interface FieldKeys {
  readonly there: Key;
  /** Texts that must be a value. */
  readonly whole: Texts;
  /** Texts that must stand in a value. */
  readonly part: Texts;
}

/** An event must have one of the keys. `undefined`: nothing is known, and the rule may match any event. */
type Keys = readonly Key[] | undefined;
/** What must hold for a rule (`Need`), with keys in place of values. */
type Tree = Keys | { readonly op: 'all' | 'any'; readonly of: readonly Tree[] };

/** From so many characters on, a part of a text is worth looking for. */
export const SHORTEST_PART = 3;
/** How often events are expected to have a field at all. */
const CHANCE_OF_FIELD = 0.6;
/** How much more often a text is found in a value than to be the value. */
const PART_FACTOR = 2;
/** How much less often than others the texts in fields are expected that callers name. */
const NAMED_FACTOR = 0.25;

/** Rules, filed by number. */
export interface FiledRules {
  /** Those that may match any event. */
  readonly open: readonly number[];
  readonly fields: ReadonlyMap<string, FieldKeys>;
}

/**
 * Files each rule under the keys without which it can't match: of all that must hold, under what is met least often.
 *
 * A rule that wants `eventSource: iam.amazonaws.com`, `eventName: [CreateUser, CreateLoginProfile]` and a `userAgent` that
 * contains `kali` could be filed under one text as the whole source, under two as the whole name, or under one as a part of the
 * agent. Most likely it is filed under the two names, once under each: fewer events have one of these than the other keys.
 *
 * How often that is, is guessed from the rules: seldom where they ask for many different texts in a field, and more often
 * where many of them ask for this one. A guess decides about speed, never about answers.
 */
export function fileRules(rules: readonly SigmaRule[], named: readonly string[]): FiledRules {
  const fields = new Map<string, FieldKeys>();
  const trees = rules.map((rule) => treeOf(mustHold(rule), (name) => fieldIn(fields, name, named)));
  const open: number[] = [];
  for (const [number, tree] of trees.entries()) {
    const keys = rarest(tree);
    if (!keys) open.push(number);
    for (const { numbers } of keys ?? []) if (numbers.at(-1) !== number) numbers.push(number);
  }
  return { open, fields };
}

function fieldIn(fields: Map<string, FieldKeys>, name: string, named: readonly string[]): FieldKeys {
  const known = fields.get(name);
  if (known) return known;
  const factor = named.includes(name) ? NAMED_FACTOR : 1;
  const made: FieldKeys = {
    there: { uses: 0, numbers: [] },
    whole: { factor, uses: 0, keys: new Map() },
    part: { factor: factor * PART_FACTOR, uses: 0, keys: new Map() },
  };
  fields.set(name, made);
  return made;
}

function treeOf(need: Need, fieldOf: (name: string) => FieldKeys): Tree {
  if (need.op === 'open') return undefined;
  if (need.op !== 'field') return { op: need.op, of: need.of.map((inner) => treeOf(inner, fieldOf)) };
  const field = fieldOf(need.field);
  return union(need.anyOf.map((value) => keysOfValue(value, field)));
}

function keysOfValue(need: ValueNeed, { there, whole, part }: FieldKeys): Keys {
  if (need.kind === 'null' || (need.kind === 'exists' && !need.present)) return undefined;
  const exact = exactTexts(need);
  const texts = [...(exact ?? literalParts(need) ?? [])];
  if (texts.length === 0 || (!exact && texts.some((text) => text.length < SHORTEST_PART))) return [there];
  const among = exact ? whole : part;
  return texts.map((text) => {
    const key = among.keys.get(text) ?? { uses: 0, among, numbers: [] };
    among.keys.set(text, key);
    among.uses += 1;
    key.uses += 1;
    return key;
  });
}

const chanceOf = ({ uses, among }: Key): number =>
  among ? ((uses + 1) / (among.uses + 2)) * among.factor : CHANCE_OF_FIELD;

/** Of lists that must all be met, the one whose keys are expected least often; of alternatives, all lists in one. */
function rarest(tree: Tree): Keys {
  if (!tree || !('op' in tree)) return tree;
  if (tree.op === 'any') return union(tree.of.map(rarest));
  let best: Keys;
  let least = Number.POSITIVE_INFINITY;
  for (const keys of tree.of.map(rarest)) {
    const sum = keys?.reduce((total, key) => total + chanceOf(key), 0) ?? least;
    if (sum < least) [best, least] = [keys, sum];
  }
  return best;
}

/** Alternatives: known only when all of them are. Of none, none is met. */
const union = (each: readonly Keys[]): Keys =>
  each.includes(undefined) ? undefined : each.flatMap((keys) => keys ?? []);
