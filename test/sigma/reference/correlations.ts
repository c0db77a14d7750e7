/**
 * Correlations by their definition (reference 7), as slow and as plain as can be: at every instant of every event that
 * takes part, the window is cut out of all events anew and counted anew. Whatever else answers about correlations, in
 * memory or in a table, in any order and batching, has to answer the same.
 *
 * Nothing is taken from the engine but the shape of a correlation.
 */
import type { SigmaCorrelation } from '#sigma/rule';
import { textFor, valuesAt } from './event-fields.ts';
import { type Counted, holdsOf, joinedText } from './window-results.ts';

/** An event, with the keys of the detection rules that it matched. */
export interface MatchedEvent {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly rules: readonly string[];
  /** The record. */
  readonly fields: unknown;
  /** Events of different partitions never meet. */
  readonly partition?: string;
}

/** An instant at which a correlation holds for a group. */
export interface BruteFiring {
  /** Key of the correlation. */
  readonly rule: string;
  /** Values of the group's fields, in the rule's order. */
  readonly group: readonly string[];
  readonly partition?: string;
  readonly at: number;
  /** Ids of the events in the window, each once, by time and then by id. */
  readonly eventIds: readonly string[];
}

/**
 * Finds every instant at which one of the correlations holds, silent ones included: in order of the correlations, then of
 * the groups' values, then of time. Deliveries of one event are one event, at the earliest of their times.
 *
 * @param correlations each after those that it refers to, as `loadRules` gives them
 */
export function bruteForce(
  correlations: readonly SigmaCorrelation[],
  events: readonly MatchedEvent[],
): readonly BruteFiring[] {
  const counted: Counted[] = distinctEvents(events).map(countedEvent);
  return correlations.flatMap((correlation) => {
    const found = groupsOf(correlation, counted).flatMap((group) => firingsIn(correlation, group));
    counted.push(...found.map(({ asEvent }) => asEvent));
    return found.map(({ firing }) => firing);
  });
}

/** What became of one group over one stretch of time: firings whose windows overlap, as one. */
export interface BruteMatch {
  readonly rule: string;
  readonly group: readonly string[];
  readonly partition?: string;
  /** The first and the last instant at which it held. */
  readonly firedAt: number;
  readonly lastAt: number;
  readonly eventIds: readonly string[];
}

/** Joins the firings of correlations that are not silent to what a person is told. */
export function bruteMatches(
  correlations: readonly SigmaCorrelation[],
  events: readonly MatchedEvent[],
): readonly BruteMatch[] {
  const matches: BruteMatch[] = [];
  for (const { at, ...firing } of bruteForce(correlations, events)) {
    const correlation = correlations.find(({ key }) => key === firing.rule);
    if (!correlation || correlation.silent) continue;
    const last = matches.at(-1);
    const from = at - correlation.correlation.timespanSeconds * 1000;
    if (last && isSameGroup(last, firing) && from <= last.lastAt) {
      const eventIds = [...new Set([...last.eventIds, ...firing.eventIds])];
      matches.splice(-1, 1, { ...last, lastAt: at, eventIds });
    } else matches.push({ ...firing, firedAt: at, lastAt: at });
  }
  return matches;
}

const isSameGroup = (a: Omit<BruteFiring, 'at'>, b: Omit<BruteFiring, 'at'>): boolean =>
  groupKey(a.rule, a.group, a.partition) === groupKey(b.rule, b.group, b.partition);

const groupKey = (...parts: readonly unknown[]): string => JSON.stringify(parts);

function distinctEvents(events: readonly MatchedEvent[]): readonly MatchedEvent[] {
  return [...new Set(events.map(({ id }) => id))].map((id) => {
    const deliveries = events.filter((event) => event.id === id).sort((a, b) => a.at - b.at);
    const rules = [...new Set(deliveries.flatMap((delivery) => delivery.rules))];
    return { ...(deliveries[0] as MatchedEvent), rules };
  });
}

const countedEvent = ({ fields, partition, ...event }: MatchedEvent): Counted => ({
  ...event,
  partition,
  eventIds: [event.id],
  texts: (field) => (valuesAt(fields, field) ?? []).flatMap((value) => textFor(value) ?? []),
});

interface Group {
  readonly values: readonly string[];
  readonly partition: string | undefined;
  readonly members: readonly Counted[];
}

/**
 * The groups of a correlation, in order of their values. An alias is the field that it has for a rule that matched: each
 * rule leads to a group, and counts in that one.
 */
function groupsOf(correlation: SigmaCorrelation, counted: readonly Counted[]): readonly Group[] {
  const { rules, fields } = correlation.correlation;
  const groups = new Map<string, Group>();
  for (const one of counted) {
    if (!fields.every((field) => one.texts(field).length > 0)) continue;
    for (const rule of rules.filter((name) => one.rules.includes(name))) {
      const values = groupValues(correlation, rule, one);
      if (values.includes(undefined)) continue;
      const key = JSON.stringify([values, one.partition]);
      const known = groups.get(key)?.members ?? [];
      const before = known.find(({ id }) => id === one.id);
      const member = { ...one, rules: [...(before?.rules ?? []), rule] };
      const members = [...known.filter(({ id }) => id !== one.id), member];
      groups.set(key, { values: values.map(String), partition: one.partition, members });
    }
  }
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

const groupValues = (
  { correlation }: SigmaCorrelation,
  rule: string,
  one: Counted,
): readonly (string | undefined)[] =>
  correlation.groupBy.map(({ name, byRule }) => joinedText(one.texts(byRule?.[rule] ?? name)));

/** The last event of a window; of several at that instant, the one that says most of what is asked for, as text. */
function lastOf(window: readonly Counted[], { correlation }: SigmaCorrelation): Counted | undefined {
  const said = ({ texts }: Counted): string => {
    const pairs = correlation.carried.map((field) => [field, joinedText(texts(field))]);
    const known = Object.fromEntries(pairs.filter(([, text]) => text !== undefined));
    return Object.keys(known).length === 0 ? '' : JSON.stringify(known);
  };
  const [last] = window
    .filter(({ at }) => at === window.at(-1)?.at)
    .sort((a, b) => (said(a) > said(b) ? -1 : 1));
  return last;
}

function firingsIn(correlation: SigmaCorrelation, { values, partition, members }: Group) {
  const { timespanSeconds, groupBy } = correlation.correlation;
  const instants = [...new Set(members.map(({ at }) => at))].sort((a, b) => a - b);
  return instants.flatMap((at) => {
    const window = members
      .filter((member) => member.at >= at - timespanSeconds * 1000 && member.at <= at)
      .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    if (!holdsOf(correlation.correlation, window)) return [];
    const eventIds = [...new Set(window.flatMap((member) => member.eventIds))];
    const rule = correlation.key;
    const firing: BruteFiring = {
      rule,
      group: values,
      at,
      eventIds,
      ...(partition === undefined ? {} : { partition }),
    };
    const last = lastOf(window, correlation);
    const texts = (field: string): readonly string[] => {
      const place = groupBy.findIndex(({ name }) => name === field);
      const text = place >= 0 ? values[place] : joinedText(last?.texts(field) ?? []);
      return text === undefined ? [] : [text];
    };
    const id = JSON.stringify([rule, values, at]);
    const asEvent: Counted = { at, id, eventIds, partition, rules: [rule], texts };
    return [{ firing, asEvent }];
  });
}
