import type { Place } from './problems.ts';

/** A piece of a text pattern: characters as they are, or a place where others may stand. */
export type PatternPiece =
  | { readonly text: string }
  /** `many`: any characters, also none. `one`: one code point. `dash`: one of `- / – — ―` (modifier windash). */
  | { readonly wild: 'many' | 'one' | 'dash' };
export type Pattern = readonly PatternPiece[];

/** Numeric comparisons. */
export type Comparison = 'lt' | 'lte' | 'gt' | 'gte';
/** Parts of a timestamp, in UTC; `week` is the ISO week. */
export type TimePart = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';
/** Where one text has to stand in another. */
export type TextPosition = 'whole' | 'contains' | 'startswith' | 'endswith';

/** What one value of an event is held against. */
export type ValueTest =
  | { readonly kind: 'text'; readonly pattern: Pattern; readonly cased: boolean }
  /** `text` has all digits, `value` is the nearest double. */
  | { readonly kind: 'number'; readonly text: string; readonly value: number }
  | { readonly kind: 'null' }
  | { readonly kind: 'exists'; readonly present: boolean }
  /** `flags` are out of `i`, `m`, `s`. */
  | { readonly kind: 'regex'; readonly source: string; readonly flags: string }
  | { readonly kind: 'cidr'; readonly network: string }
  | { readonly kind: 'compare'; readonly op: Comparison; readonly text: string; readonly value: number }
  | { readonly kind: 'time'; readonly part: TimePart; readonly op: Comparison | 'eq'; readonly value: number }
  | {
      readonly kind: 'fieldref';
      readonly field: string;
      readonly position: TextPosition;
      readonly cased: boolean;
    };

/** A value of a rule: the ways in which it may be met (base64offset, windash and expand make several), and its place. */
export interface ItemValue extends Place {
  readonly anyOf: readonly ValueTest[];
}

/** One entry of a search: `field|modifiers: values`. */
export interface Item extends Place {
  /** As the rule writes it, modifiers included. */
  readonly key: string;
  /** `null` for keywords, which are searched in every value of the event. */
  readonly field: string | null;
  /** Whether one value is enough or every value must be met. */
  readonly quantifier: 'any' | 'all';
  /** Modifier `neq`: holds when the rest does not. */
  readonly negated: boolean;
  readonly values: readonly ItemValue[];
}

/** A search identifier: one of the groups must hold, and in a group every item. */
export interface Search extends Place {
  readonly name: string;
  readonly anyOf: readonly (readonly Item[])[];
}

/** A condition. `of` counts search identifiers: `them`, a name, or a pattern with `*`. */
export type Condition =
  | { readonly op: 'and' | 'or'; readonly of: readonly Condition[] }
  | { readonly op: 'not'; readonly of: Condition }
  | { readonly op: 'of'; readonly quantity: 'one' | 'all'; readonly target: string }
  | { readonly op: 'search'; readonly name: string };

/** What a rule looks for, as plain data. Every name in the condition exists. */
export interface Detection {
  readonly searches: readonly Search[];
  readonly condition: Condition;
}
