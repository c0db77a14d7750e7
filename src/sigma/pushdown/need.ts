import type { ValueTest } from '../detection-ast.ts';

/** Why nothing narrower than "the field is there" is known of a value. */
export type Vague = 'regex' | 'time' | 'fieldref' | 'anything';

/** What one value of a field must be, where it is known. `exists` with `for` stands for a value that can't be described. */
export type ValueNeed =
  | Extract<ValueTest, { readonly kind: 'text' | 'number' | 'null' | 'cidr' | 'compare' }>
  | { readonly kind: 'exists'; readonly present: boolean; readonly for?: Vague };

/** One of the values must be there, in the field or in a list there. An item without values is refused when it is loaded. */
export interface FieldNeed {
  readonly op: 'field';
  readonly field: string;
  readonly anyOf: readonly ValueNeed[];
}

/** Why nothing at all must hold of an event. */
export type OpenReason = 'keywords' | 'negation' | 'nothing';

/**
 * What must hold of an event's fields for a rule to match it, as plain data: never more than the rule asks for, often less.
 */
export type Need =
  | FieldNeed
  | { readonly op: 'all' | 'any'; readonly of: readonly Need[] }
  | { readonly op: 'open'; readonly why: OpenReason };

/** Joins necessities: what is open says nothing beside one that is not. */
export function allNeeds(needs: readonly Need[]): Need {
  const flat = needs.flatMap((need) => (need.op === 'all' ? need.of : [need]));
  const known = flat.filter((need) => need.op !== 'open');
  const [only] = known;
  if (only === undefined) return flat[0] ?? { op: 'open', why: 'nothing' };
  return known.length === 1 ? only : { op: 'all', of: known };
}

/** Joins alternatives: with an open one among them nothing is known. Those about one field become one. */
export function anyNeeds(needs: readonly Need[]): Need {
  const flat = needs.flatMap((need) => (need.op === 'any' ? need.of : [need]));
  const open = flat.find((need) => need.op === 'open');
  if (open) return open;
  const fields = new Map<string, ValueNeed[]>();
  const others: Need[] = [];
  for (const need of flat) {
    if (need.op !== 'field') {
      others.push(need);
      continue;
    }
    const known = fields.get(need.field) ?? [];
    fields.set(need.field, known);
    // One by one: a rule may list more values than a call takes arguments.
    for (const value of need.anyOf) known.push(value);
  }
  const joined: Need[] = [...fields].map(([field, anyOf]) => ({ op: 'field', field, anyOf }));
  const all = [...joined, ...others];
  const [only] = all;
  return only && all.length === 1 ? only : { op: 'any', of: all };
}
