import type { Correlation } from '../correlation-ast.ts';
import type { SigmaCorrelation } from '../rule.ts';
import { boundedPart, type Keeping, keepingOf, mostKept, partOf } from './bounds.ts';
import { type Entry, joinEntries, type Stretch } from './entries.ts';
import { type Episode, episodesOf, type Firing, firingsOf } from './firings.ts';
import { type FieldTexts, type Participant, type Participation, participantsOf } from './participants.ts';

/** One thing that a correlation found: firings of one group whose windows overlap. */
export interface CorrelationMatch {
  readonly rule: SigmaCorrelation;
  /** The group's fields, as the rule names them and in its order, with their values. */
  readonly group: Readonly<Record<string, string>>;
  /** That of the participations. */
  readonly partition?: string;
  /** Distinct events in all of its windows. */
  readonly count: number;
  /** What was compared with the condition, where it first held. */
  readonly result: number;
  /** Milliseconds since 1970. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** When the condition first held: the event at this instant completed the match. */
  readonly firedAt: number;
  /** Of the events, in order of time, each once. */
  readonly eventIds: readonly string[];
}

/** Takes what events have to do with correlations in any order, and tells at the end what comes of it. */
export interface Correlator {
  readonly add: (participation: Participation) => void;
  /** In order of the rules, then of groups, then of time; without those of silent correlations. */
  readonly matches: () => readonly CorrelationMatch[];
}

/** Entries kept at each end of a part of one group: exact counts far beyond any threshold, in bounded memory. */
const KEPT = 20_000;

interface Group {
  readonly values: readonly string[];
  readonly partition: string | undefined;
  readonly parts: Map<number, Entry[]>;
}

type Groups = Map<SigmaCorrelation, Map<string, Group>>;

/** Starts a correlator that keeps its state in memory. `correlations` come after those that they refer to. */
export function correlator(correlations: readonly SigmaCorrelation[]): Correlator {
  const participations = participantsOf(correlations);
  const referred = new Set(correlations.flatMap((one) => one.correlation.rules));
  const direct: Groups = new Map();
  const place = ({ correlation, group, partition, entry }: Participation, into: Groups): void =>
    addEntry(correlation, groupIn(into, correlation, { values: group, partition }), entry);
  const judged = (
    correlation: SigmaCorrelation,
    group: Group,
    inner: Groups,
  ): readonly CorrelationMatch[] => {
    const entries = joinEntries(...group.parts.values());
    const firings = firingsOf(correlation.correlation, entries);
    for (const firing of referred.has(correlation.key) ? firings : [])
      for (const outer of participations(innerParticipant(correlation, group.values, entries, firing)))
        place({ ...outer, ...partitionOf(group) }, inner);
    if (correlation.silent) return [];
    const episodes = episodesOf(correlation.correlation, entries, firings);
    return episodes.map((episode) => matchOf(correlation, group, episode));
  };
  return {
    add: (participation) => place(participation, direct),
    matches: () => {
      const inner: Groups = new Map();
      return correlations.flatMap((correlation) =>
        // All of them before the next correlation, which may count what they find.
        joinedGroups(correlation, direct, inner).flatMap((group) => judged(correlation, group, inner)),
      );
    },
  };
}

const partitionOf = ({ partition }: Pick<Group, 'partition'>) =>
  partition === undefined ? {} : { partition };

function groupIn(
  groups: Groups,
  correlation: SigmaCorrelation,
  { values, partition }: Pick<Group, 'values' | 'partition'>,
): Group {
  const ofRule = groups.get(correlation) ?? new Map<string, Group>();
  groups.set(correlation, ofRule);
  const key = JSON.stringify([values, partition]);
  const group = ofRule.get(key) ?? { values, partition, parts: new Map() };
  ofRule.set(key, group);
  return group;
}

function addEntry({ correlation }: SigmaCorrelation, { parts }: Group, entry: Entry): void {
  const part = partOf(correlation, entry.at);
  const known = parts.get(part);
  if (!known) parts.set(part, [entry]);
  else if (known.push(entry) > 4 * KEPT) {
    const keeping = keepingAll(correlation);
    // Cut only now and then, when half of it goes at least: joining sorts.
    if (known.length > 2 * mostKept(keeping)) parts.set(part, [...boundedPart(keeping, known)]);
  }
}

/** No fewer than the condition counts to, however far that is. */
function keepingAll(correlation: Correlation): Keeping {
  const keeping = keepingOf(correlation);
  return { ...keeping, ends: Math.max(keeping.ends, KEPT) };
}

/** The groups of a correlation, of events and of inner correlations, in order of their values. */
function joinedGroups(correlation: SigmaCorrelation, ...sources: readonly Groups[]): readonly Group[] {
  const joined: Groups = new Map();
  for (const source of sources)
    for (const { parts, ...named } of source.get(correlation)?.values() ?? []) {
      const group = groupIn(joined, correlation, named);
      for (const [part, entries] of parts)
        group.parts.set(part, [...(group.parts.get(part) ?? []), ...entries]);
    }
  return [...(joined.get(correlation) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

/** The group's fields, as the rule names them, with their values. */
export const namedGroup = (
  { correlation }: SigmaCorrelation,
  values: readonly string[],
): Record<string, string> =>
  Object.fromEntries(correlation.groupBy.map(({ name }, index) => [name, values[index] ?? '']));

/**
 * What the last event of a window carries. Of several at that instant it is the greatest, as text: ids must not decide,
 * because a firing that is kept has another.
 */
function lastCarried(entries: readonly Entry[], { at, first, end }: Firing): Entry['carried'] {
  let [last, text] = [entries[end - 1]?.carried, ''];
  for (let place = end - 1; place >= first && entries[place]?.at === at; place -= 1) {
    const carried = entries[place]?.carried;
    const own = carried ? JSON.stringify(carried) : '';
    if (own > text) [last, text] = [carried, own];
  }
  return last;
}

/** A correlation that holds is an event at the end of its window, with its group's values and fields of its last event. */
export function innerParticipant(
  correlation: SigmaCorrelation,
  values: readonly string[],
  entries: readonly Entry[],
  firing: Firing,
): Participant {
  const { at, first, end } = firing;
  const fields = { ...lastCarried(entries, firing), ...namedGroup(correlation, values) };
  const texts: FieldTexts = (field) => {
    const text = Object.hasOwn(fields, field) ? fields[field] : undefined;
    return text === undefined ? [] : [text];
  };
  return {
    at,
    id: JSON.stringify([correlation.key, values, at]),
    behind: { entries, first, end },
    rules: [correlation.key],
    texts,
  };
}

/** The events behind entries: their ids for people, each once, and when the first of them happened. */
function eventsBehind(entries: readonly Entry[]): {
  readonly ids: ReadonlySet<string>;
  readonly firstAt: number;
} {
  const ids = new Set<string>();
  let first = Number.POSITIVE_INFINITY;
  // Windows of inner firings overlap: of each list every entry is told once, however many windows hold it.
  const untold = new Map<readonly Entry[], Int32Array>();
  const tell = ({ entries: list, first: begin, end }: Stretch): void => {
    const next = untold.get(list) ?? Int32Array.from({ length: list.length + 1 }, (_, index) => index);
    untold.set(list, next);
    for (let place = nextUntold(next, begin); place < end; place = nextUntold(next, place)) {
      next[place] = place + 1;
      const { at, id, eventId = id, behind } = list[place] as Entry;
      if (behind) tell(behind);
      else {
        first = Math.min(first, at);
        ids.add(eventId);
      }
    }
  };
  tell({ entries, first: 0, end: entries.length });
  return { ids, firstAt: first };
}

/** Ids for people, each once. */
export const eventIdsOf = (entries: readonly Entry[]): readonly string[] => [...eventsBehind(entries).ids];

/** The first place from `from` on that was not told; shortens the way for whoever comes next. */
function nextUntold(next: Int32Array, from: number): number {
  let found = from;
  for (let step = next[found] ?? found; step !== found; step = next[found] ?? found) found = step;
  for (let at = from; at !== found; ) {
    const step = next[at] ?? found;
    next[at] = found;
    at = step;
  }
  return found;
}

function matchOf(
  rule: SigmaCorrelation,
  { values, partition }: Group,
  { entries, firings }: Episode,
): CorrelationMatch {
  const { ids, firstAt } = eventsBehind(entries);
  return {
    rule,
    group: namedGroup(rule, values),
    ...partitionOf({ partition }),
    count: ids.size,
    result: firings[0]?.result ?? 0,
    firstAt,
    lastAt: entries.at(-1)?.at ?? 0,
    firedAt: firings[0]?.at ?? 0,
    eventIds: [...ids],
  };
}
