import { fail, ok, type Result } from '#core/result';
import type { Alternative } from '#sigma/pushdown/alternatives';
import type { FieldNeed } from '#sigma/pushdown/need';
import type { NamedRule, PushDown } from './push-down.ts';
import { openReason } from './reasons.ts';

/** What one kind of filter asks of a field: one of the conditions. */
export interface FieldConditions<C> {
  readonly field: string;
  readonly conditions: readonly C[];
}

/** Conditions that an event must meet: the name, and beside it every one of the context. */
export interface Clause<C> {
  /** One condition on `eventName`; `undefined` for any name. */
  readonly name: C | undefined;
  /** Sorted by field. */
  readonly context: readonly FieldConditions<C>[];
  readonly rules: readonly NamedRule[];
}

/** A rule that a kind of filter cannot narrow, and why. */
export interface OpenRule extends NamedRule {
  readonly why: string;
}

/** All that a set of rules asks of a kind of filter. */
export interface Clauses<C> {
  readonly clauses: readonly Clause<C>[];
  /** With any of these, nothing may be left out. */
  readonly open: readonly OpenRule[];
}

/** Writes a field's need in the language of a filter, or fails with the reason why it can't. */
export type Translate<C> = (need: FieldNeed) => Result<readonly C[], string>;

/** Translates what rules need. What a language can't express is left out, which lets more through. */
export function clausesOf<C>(
  { rules }: PushDown,
  translate: Translate<C>,
  together: (needs: readonly FieldConditions<C>[]) => readonly FieldConditions<C>[] = (needs) => needs,
): Clauses<C> {
  const clauses: Clause<C>[] = [];
  const open: OpenRule[] = [];
  for (const { ruleId, title, anyOf, open: why } of rules) {
    const rule = { ruleId, title };
    if (why !== undefined) open.push({ ...rule, why: openReason(why) });
    const each = anyOf.map((alternative) => narrowed(alternative, translate));
    const failed = each.find((one) => !one.ok);
    if (failed && !failed.ok) open.push({ ...rule, why: failed.error });
    else for (const one of each) if (one.ok) clauses.push(...spread(together(one.value), rule));
  }
  return { clauses: joined(clauses), open };
}

/** The expressible part of an alternative: of each field the need with the fewest conditions. */
function narrowed<C>(
  alternative: Alternative,
  translate: Translate<C>,
): Result<readonly FieldConditions<C>[], string> {
  const best = new Map<string, readonly C[]>();
  const reasons = new Set<string>();
  for (const need of alternative) {
    const conditions = translate(need);
    const known = best.get(need.field);
    if (!conditions.ok) reasons.add(conditions.error);
    else if (!known || conditions.value.length < known.length) best.set(need.field, conditions.value);
  }
  if (best.size === 0) return fail([...reasons].join('; '));
  return ok([...best].map(([field, conditions]) => ({ field, conditions })));
}

function spread<C>(fields: readonly FieldConditions<C>[], rule: NamedRule): readonly Clause<C>[] {
  const names = fields.find(({ field }) => field === 'eventName')?.conditions ?? [undefined];
  const context = fields
    .filter(({ field }) => field !== 'eventName')
    .sort((a, b) => (a.field < b.field ? -1 : 1));
  return names.map((name) => ({ name, context, rules: [rule] }));
}

/** Takes the context off those clauses that have a name and pass. */
export const withoutContext = <C>(
  clauses: readonly Clause<C>[],
  passes: (name: C) => boolean,
): readonly Clause<C>[] =>
  joined(clauses.map((one) => (one.name !== undefined && passes(one.name) ? { ...one, context: [] } : one)));

/** Joins clauses that say the same, and those that another says without a context. */
export function joined<C>(clauses: readonly Clause<C>[]): readonly Clause<C>[] {
  const bare = new Set(clauses.filter(({ context }) => context.length === 0).map(({ name }) => keyOf(name)));
  const known = new Map<string, Clause<C>>();
  for (const clause of clauses) {
    const { name, rules } = clause;
    const context = name !== undefined && bare.has(keyOf(name)) ? [] : clause.context;
    const key = `${contextKey(context)} ${keyOf(name)}`;
    const others = known.get(key)?.rules ?? [];
    known.set(key, { name, context, rules: rulesOf([...others, ...rules]) });
  }
  return [...known.values()];
}

/** Clauses by their context, in which names stand together; `undefined` among the names is any. */
export function byContext<C>(clauses: readonly Clause<C>[]): readonly (readonly Clause<C>[])[] {
  const groups = new Map<string, Clause<C>[]>();
  for (const clause of clauses) {
    const key = `${contextKey(clause.context)} ${clause.name === undefined}`;
    const group = groups.get(key);
    if (group) group.push(clause);
    else groups.set(key, [clause]);
  }
  return [...groups.values()];
}

/** Each rule once. */
export const rulesOf = (rules: readonly NamedRule[]): readonly NamedRule[] => [
  ...new Map(rules.map((rule) => [rule.ruleId, rule])).values(),
];

const keyOf = (value: unknown): string => JSON.stringify(value) ?? '';
const contextKey = <C>(context: Clause<C>['context']): string => keyOf(context);
