import type { LogSource } from '../log-source.ts';
import type { SigmaRule } from '../rule.ts';

/** Something that a rule asks for, as text, and whether the event meets it. */
export interface WantedTrace {
  readonly text: string;
  readonly held: boolean;
}

/** A value of the event. */
export interface FoundValue {
  /** Texts in double quotes, objects as compact JSON. Hostile: escape it where it is printed. */
  readonly text: string;
  /** Whether it meets any of what is wanted. */
  readonly met: boolean;
  /** Of keywords: where in the event it stands. */
  readonly at?: string;
}

/** One entry of a search, judged. */
export interface ItemTrace {
  /** As the rule writes it, modifiers included; `keywords` and its modifiers where it names no field. */
  readonly key: string;
  readonly line: number;
  readonly held: boolean;
  /** Modifier `neq`: it holds because nothing wanted is met, and the other way round. */
  readonly negated: boolean;
  readonly quantifier: 'any' | 'all';
  readonly wanted: readonly WantedTrace[];
  /** Whether the event has the field. Of keywords: whether it has any value. */
  readonly present: boolean;
  /** What stands there; of keywords those values that meet one. */
  readonly found: readonly FoundValue[];
  /** A field that the event has and that is written nearly so; only where the field is missing. */
  readonly near?: string;
}

/** A search identifier, judged: one of the groups holds, and in it every item. */
export interface SearchTrace {
  readonly name: string;
  /** Whether the condition asks for it. */
  readonly used: boolean;
  readonly held: boolean;
  readonly groups: readonly { readonly held: boolean; readonly items: readonly ItemTrace[] }[];
}

/** A part of a condition, judged, with the parts that it is made of. */
export interface ConditionTrace {
  readonly op: 'and' | 'or' | 'not' | 'one of' | 'all of' | 'search';
  /** As Sigma writes it. */
  readonly text: string;
  readonly held: boolean;
  /** Empty for a search identifier alone. */
  readonly of: readonly ConditionTrace[];
}

/** A detection or a filter, judged. */
export interface DetectionTrace {
  readonly held: boolean;
  readonly condition: ConditionTrace;
  readonly searches: readonly SearchTrace[];
}

/** Why a rule matches an event, or why not. */
export interface RuleTrace {
  readonly rule: SigmaRule;
  /** What the engine answers. */
  readonly held: boolean;
  /** `given` is absent where the event belongs to every log source. */
  readonly logsource: { readonly wanted: LogSource; readonly given?: LogSource; readonly held: boolean };
  readonly detection: DetectionTrace;
  readonly filters: readonly DetectionTrace[];
}
