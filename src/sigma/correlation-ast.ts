/** What a correlation counts (Sigma correlation rule specification, attribute `type`). */
export const CORRELATION_TYPES = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
] as const;
export type CorrelationType = (typeof CORRELATION_TYPES)[number];

/** Comparisons of a correlation's condition. */
export const BOUND_OPS = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const;
export type BoundOp = (typeof BOUND_OPS)[number];

/** One comparison of the condition. */
export interface Bound {
  readonly op: BoundOp;
  readonly value: number;
}

/** A field that groups are told apart by. */
export interface GroupField {
  /** As the rule writes it: a field, or an alias. */
  readonly name: string;
  /** Of an alias: the field of each rule, by the rule's key. Rules that are not named have the field `name`. */
  readonly byRule?: Readonly<Record<string, string>>;
}

/** What a correlation looks for, as plain data. Every rule that it names exists. */
export interface Correlation {
  readonly type: CorrelationType;
  /** Keys of the rules and correlations that it refers to, in its order, each once. Their places here number them. */
  readonly rules: readonly string[];
  readonly groupBy: readonly GroupField[];
  readonly timespanSeconds: number;
  /**
   * All must hold of what the window comes to. Never empty: temporal types without a condition want all of their rules.
   */
  readonly condition: readonly Bound[];
  /** Of `value_…` types: the fields whose values count; several make combinations, for `value_count` alone. */
  readonly fields: readonly string[];
  /** Of `value_percentile`, 0 to 100. */
  readonly percentile?: number;
  /**
   * Fields of its last event that correlations which refer to this one ask for.
   */
  readonly carried: readonly string[];
}
