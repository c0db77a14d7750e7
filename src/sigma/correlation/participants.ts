import type { Correlation, GroupField } from '../correlation-ast.ts';
import { isRecord, type SigmaEvent, textOf } from '../match/event-values.ts';
import { fieldPath, testField } from '../match/fields.ts';
import type { SigmaCorrelation } from '../rule.ts';
import type { Entry, Stretch } from './entries.ts';

/** Something that takes part: an event, or the firing of an inner correlation. Answers the texts in a field, none where it has none. */
export type FieldTexts = (field: string) => readonly string[];

/** What of one correlation one event belongs to. */
export interface Participation {
  readonly correlation: SigmaCorrelation;
  /** Values of the group's fields, in the rule's order. */
  readonly group: readonly string[];
  /** Entries of different partitions never meet: groups are counted in each for itself. Absent: one like the others. */
  readonly partition?: string;
  readonly entry: Entry;
}

/** Who takes part, and which rules it met. */
export interface Participant {
  readonly at: number;
  readonly id: string;
  /** What people call the event, where that is not `id`. */
  readonly eventId?: string;
  /** Of a firing of an inner correlation: its window. */
  readonly behind?: Stretch;
  /** Keys of rules and correlations. */
  readonly rules: readonly string[];
  readonly texts: FieldTexts;
}

/**
 * Reads the fields of an event: the texts of everything at the field's path, through lists (as matching does). Null and
 * missing fields have none; a text line has no fields.
 */
export function eventTexts(event: SigmaEvent): FieldTexts {
  return (field) => {
    const found: string[] = [];
    testField(event, fieldPath(field), (value) => {
      const text = textOf(value) ?? (isRecord(value) ? JSON.stringify(value) : undefined);
      if (text !== undefined) found.push(text);
      return false;
    });
    return found;
  };
}

/**
 * Prepares a list of correlations: answers which of them a participant belongs to, and how.
 *
 * It is once in every group that it belongs to. An alias means the field of the rule that matched: what two rules matched
 * is of two groups where they name different fields with different values, and in each it met the rule that led there.
 */
export function participantsOf(
  correlations: readonly SigmaCorrelation[],
): (participant: Participant) => readonly Participation[] {
  const byRule = new Map<string, SigmaCorrelation[]>();
  for (const one of correlations)
    for (const rule of one.correlation.rules) byRule.set(rule, [...(byRule.get(rule) ?? []), one]);
  return (participant) => {
    const concerned = new Set(participant.rules.flatMap((rule) => byRule.get(rule) ?? []));
    return [...concerned].flatMap((one) => participationsIn(one, participant));
  };
}

function participationsIn(
  correlation: SigmaCorrelation,
  { at, id, eventId, behind, rules, texts }: Participant,
): readonly Participation[] {
  const { correlation: wanted } = correlation;
  const values = valuesOf(wanted.fields, texts);
  if (values === undefined) return [];
  const carried = wanted.carried.flatMap((field): [string, string][] => {
    const text = asOne(texts(field));
    return text === undefined ? [] : [[field, text]];
  });
  const entry = {
    ...{ at, id },
    ...(wanted.fields.length > 0 ? { values } : {}),
    ...(carried.length > 0 ? { carried: Object.fromEntries(carried) } : {}),
    ...(eventId === undefined ? {} : { eventId }),
    ...(behind ? { behind } : {}),
  };
  return groupsOf(wanted, rules, texts).map(({ group, refs }) => ({
    ...{ correlation, group },
    entry: { ...entry, refs },
  }));
}

/** The groups that the rules which matched lead to, each with the places of these rules. */
function groupsOf({ rules, groupBy }: Correlation, met: readonly string[], texts: FieldTexts) {
  const groups = new Map<string, { readonly group: readonly string[]; readonly refs: number[] }>();
  for (const [ref, rule] of rules.entries()) {
    if (!met.includes(rule)) continue;
    const group = groupBy.map((field) => groupText(field, rule, texts));
    if (!isWhole(group)) continue;
    const key = JSON.stringify(group);
    const known = groups.get(key);
    if (known) known.refs.push(ref);
    else groups.set(key, { group, refs: [ref] });
  }
  return [...groups.values()];
}

const isWhole = (texts: readonly (string | undefined)[]): texts is readonly string[] =>
  !texts.includes(undefined);

/** The value of one of the group's fields, for a rule that matched. */
export const groupText = (
  { name, byRule }: GroupField,
  rule: string,
  texts: FieldTexts,
): string | undefined => asOne(texts(byRule?.[rule] ?? name));

/** Several values at one field are one value: the list of them. */
const asOne = (texts: readonly string[]): string | undefined =>
  texts.length > 1 ? JSON.stringify(texts) : texts[0];

/** The values that count, or `undefined` where the event has none and takes no part. */
function valuesOf(fields: readonly string[], texts: FieldTexts): readonly string[] | undefined {
  const [only] = fields;
  if (only === undefined) return [];
  if (fields.length === 1) {
    const values = texts(only);
    return values.length === 0 ? undefined : values;
  }
  const combination = fields.map((field) => asOne(texts(field)));
  return isWhole(combination) ? [JSON.stringify(combination)] : undefined;
}
