import { eventIdsOf } from '../correlation/correlator.ts';
import type { Entry } from '../correlation/entries.ts';
import type { Bound } from '../correlation-ast.ts';
import type { SigmaCorrelation, SigmaRuleSet } from '../rule.ts';
import { type Gathered, gatherCorrelation, type IdentifiedEvent } from './correlation-groups.ts';
import { distanceOf, tellingWindow, type Window, windowsOf } from './windows.ts';

/** What a window holds. Instants are milliseconds since 1970. */
export interface WindowTrace {
  readonly from: number;
  readonly to: number;
  /** What is compared with the condition; absent where no value counts. */
  readonly result?: number;
  readonly holds: boolean;
  /** Of the events in it, in order of time. */
  readonly eventIds: readonly string[];
  /** For each rule, in the correlation's order: how many of the window's events met it. */
  readonly met: readonly number[];
  /** Of `value_…` types: the values that count, each once. */
  readonly values: readonly string[];
}

/** What one group comes to. */
export interface GroupTrace {
  readonly group: Readonly<Record<string, string>>;
  readonly events: number;
  /** At how many instants the condition held. */
  readonly firings: number;
  /** The first that holds, or the one that came nearest. */
  readonly window: WindowTrace;
}

/** Why a correlation fires, or why not. */
export interface CorrelationTrace {
  readonly rule: SigmaCorrelation;
  /** Whether it held anywhere. A silent one raises no alert even then. */
  readonly held: boolean;
  /** As people write it: `>= 3`. */
  readonly condition: string;
  /** The rules that it refers to, and how many events matched each, or how often it fired. */
  readonly rules: readonly { readonly key: string; readonly title: string; readonly matched: number }[];
  /** Ids of events that matched and lack a field that the correlation goes by. */
  readonly leftOut: readonly string[];
  /** Those that fired first, then by how near they came. */
  readonly groups: readonly GroupTrace[];
}

/**
 * Says why a correlation fires on events, or why not; before it come the correlations that it refers to.
 *
 * `set` holds all that it refers to. Events may come in any order.
 */
export function explainCorrelation(
  set: SigmaRuleSet,
  target: SigmaCorrelation,
  events: readonly IdentifiedEvent[],
): readonly CorrelationTrace[] {
  const titles = new Map([...set.rules, ...set.correlations].map(({ key, title }) => [key, title]));
  return gatherCorrelation(set, target, events).map((gathered) => traceOf(gathered, titles));
}

function traceOf(
  { correlation: rule, groups, matched, leftOut }: Gathered,
  titles: ReadonlyMap<string, string>,
): CorrelationTrace {
  const { correlation } = rule;
  const traced = groups.flatMap(({ values, entries }) => {
    const windows = windowsOf(correlation, entries);
    const telling = tellingWindow(correlation, windows);
    if (!telling) return [];
    const named = correlation.groupBy.map(({ name }, index) => [name, values[index] ?? ''] as const);
    const firings = windows.filter(({ holds }) => holds).length;
    const window = windowTrace(rule, telling, entries);
    return [{ group: Object.fromEntries(named), events: entries.length, firings, window }];
  });
  return {
    rule,
    held: traced.some(({ firings }) => firings > 0),
    condition: correlation.condition.map(boundText).join(' and '),
    rules: correlation.rules.map((key, ref) => ({
      ...{ key, title: titles.get(key) ?? key, matched: matched[ref] ?? 0 },
    })),
    leftOut,
    groups: traced.sort((a, b) => rank(rule, a) - rank(rule, b) || a.window.to - b.window.to),
  };
}

const rank = ({ correlation }: SigmaCorrelation, { firings, window }: GroupTrace): number => {
  const distance = firings > 0 ? -1 : distanceOf(correlation.condition, window.result);
  // Two infinities have no difference that could be sorted by.
  return Math.min(distance, Number.MAX_VALUE);
};

function windowTrace(
  { correlation }: SigmaCorrelation,
  { at, first, end, holds, result }: Window,
  all: readonly Entry[],
): WindowTrace {
  const entries = all.slice(first, end);
  return {
    ...{ from: at - correlation.timespanSeconds * 1000, to: at, holds },
    ...(result === undefined ? {} : { result }),
    eventIds: eventIdsOf(entries),
    met: correlation.rules.map((_, ref) => entries.filter(({ refs }) => refs.includes(ref)).length),
    values: [...new Set(entries.flatMap(({ values = [] }) => values))],
  };
}

const SIGNS: Readonly<Record<Bound['op'], string>> = {
  ...{ gt: '>', gte: '>=', lt: '<', lte: '<=', eq: '=', neq: 'not' },
};
const boundText = ({ op, value }: Bound): string => `${SIGNS[op]} ${value}`;
