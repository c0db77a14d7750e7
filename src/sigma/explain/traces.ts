import type { LogSource } from '../log-source.ts';
import type { RuleFilter, SigmaRule } from '../rule.ts';

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

/** `case`: only the case of letters differs. `within`: what is wanted is a part of what is there. */
export type NearMiss = 'case' | 'within';

/** What stands on the way to a field that is missing. */
export interface Surroundings {
  readonly field: string;
  /** Names of the fields there, or the text of what is there instead of fields. */
  readonly has: readonly string[];
}

/** One entry of a search, judged. */
export interface ItemTrace {
  /** As the rule writes it, modifiers included; `keywords` and its modifiers where it names no field. */
  readonly key: string;
  /** `null` for keywords. */
  readonly field: string | null;
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
  /** The nearest field around one that is missing; only where there is any. */
  readonly around?: Surroundings;
  /** Only where what is there does not meet what is wanted, by little. */
  readonly nearMiss?: NearMiss;
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

/** A detection, judged. */
export interface DetectionTrace {
  readonly held: boolean;
  readonly condition: ConditionTrace;
  readonly searches: readonly SearchTrace[];
}

/** A filter, judged, and the document that says it. */
export interface FilterTrace extends DetectionTrace, Pick<RuleFilter, 'title' | 'id' | 'file' | 'line'> {}

/** Why a rule matches an event, or why not. */
export interface RuleTrace {
  readonly rule: SigmaRule;
  /** What the engine answers. */
  readonly held: boolean;
  /** `given` is absent where the event belongs to every log source. */
  readonly logsource: { readonly wanted: LogSource; readonly given?: LogSource; readonly held: boolean };
  readonly detection: DetectionTrace;
  readonly filters: readonly FilterTrace[];
}
