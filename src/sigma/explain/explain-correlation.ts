import type { Entry } from '../correlation/entries.ts';
import { eventIdsOf } from '../correlation/events-behind.ts';
import { namedGroup } from '../correlation/inner-participant.ts';
import type { Bound } from '../correlation-ast.ts';
import type { RuleHead, SigmaCorrelation, SigmaRuleSet } from '../rule.ts';
import { type Gathered, gatherCorrelation, type IdentifiedEvent } from './correlation-groups.ts';
import type { LeftOut } from './left-out.ts';
import { SIGNS } from './wanted-text.ts';
import { valuesIn, type WindowValues } from './window-values.ts';
import { distanceOf, tellingWindow, type Window, windowsOf } from './windows.ts';

/** What a window holds. Instants are milliseconds since 1970. */
export interface WindowTrace extends WindowValues {
  readonly from: number;
  readonly to: number;
  /** What is compared with the condition; absent where no value counts. */
  readonly result?: number;
  readonly holds: boolean;
  /** Of the events in it, in order of time. */
  readonly eventIds: readonly string[];
  /** How many events, and firings of inner correlations, are in it. */
  readonly size: number;
  /** For each rule, in the correlation's order: how many of them met it. */
  readonly met: readonly number[];
  /** Of `temporal_ordered`: places of rules as they were met one after the other, without repetitions, of many the first. */
  readonly sequence?: readonly number[];
}

/** What one group comes to. */
export interface GroupTrace {
  readonly group: Readonly<Record<string, string>>;
  readonly events: number;
  /** Firings of inner correlations that take part. */
  readonly innerFirings: number;
  /** At how many instants the condition held. */
  readonly firings: number;
  /** The first that holds, or the one that came nearest. */
  readonly window: WindowTrace;
}

/** A rule or an inner correlation that a correlation refers to. */
export interface ReferredRule {
  readonly key: string;
  readonly title: string;
  readonly kind: 'rule' | 'correlation';
  /** How many events matched it, or how often it fired. */
  readonly matched: number;
}

/** Why a correlation fires, or why not. */
export interface CorrelationTrace {
  readonly rule: SigmaCorrelation;
  /** Whether it held anywhere. A silent one raises no alert even then. */
  readonly held: boolean;
  /** As people write it: `>= 3`. */
  readonly condition: string;
  readonly rules: readonly ReferredRule[];
  readonly leftOut: readonly LeftOut[];
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
  const named = ({ key, title }: RuleHead, kind: ReferredRule['kind']) => [key, { title, kind }] as const;
  const known = new Map([
    ...set.rules.map((rule) => named(rule, 'rule')),
    ...set.correlations.map((one) => named(one, 'correlation')),
  ]);
  return gatherCorrelation(set, target, events).map((gathered) => traceOf(gathered, known));
}

function traceOf(
  { correlation: rule, groups, matched, leftOut }: Gathered,
  known: ReadonlyMap<string, Pick<ReferredRule, 'title' | 'kind'>>,
): CorrelationTrace {
  const { correlation } = rule;
  const traced = groups.flatMap(({ values, entries }) => {
    const windows = windowsOf(correlation, entries);
    const telling = tellingWindow(correlation, windows);
    if (!telling) return [];
    const innerFirings = entries.filter(({ behind }) => behind !== undefined).length;
    const firings = windows.filter(({ holds }) => holds).length;
    const window = windowTrace(rule, telling, entries);
    const events = entries.length - innerFirings;
    return [{ group: namedGroup(rule, values), events, innerFirings, firings, window }];
  });
  return {
    rule,
    held: traced.some(({ firings }) => firings > 0),
    condition: correlation.condition.map(boundText).join(' and '),
    rules: correlation.rules.map((key, ref) => ({
      ...{ key, title: key, kind: 'rule' as const, ...known.get(key), matched: matched[ref] ?? 0 },
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
  const { type } = correlation;
  return {
    ...{ from: at - correlation.timespanSeconds * 1000, to: at, holds },
    ...(result === undefined ? {} : { result }),
    eventIds: eventIdsOf(entries),
    size: entries.length,
    met: correlation.rules.map((_, ref) => entries.filter(({ refs }) => refs.includes(ref)).length),
    ...(type === 'temporal_ordered' ? { sequence: sequenceOf(entries) } : {}),
    ...valuesIn(type, entries),
  };
}

const LONGEST_SEQUENCE = 100;

function sequenceOf(entries: readonly Entry[]): readonly number[] {
  const refs = entries.flatMap((entry) => entry.refs);
  return refs.filter((ref, index) => ref !== refs[index - 1]).slice(0, LONGEST_SEQUENCE);
}

const BOUND_SIGNS: Readonly<Record<Bound['op'], string>> = { ...SIGNS, eq: '=', neq: 'not' };
const boundText = ({ op, value }: Bound): string => `${BOUND_SIGNS[op]} ${value}`;
