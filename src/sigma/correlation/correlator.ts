import type { Correlation } from '../correlation-ast.ts';
import type { SigmaCorrelation } from '../rule.ts';
import { boundedPart, type Keeping, keepingOf, mostKept, partOf } from './bounds.ts';
import { type Entry, joinEntries } from './entries.ts';
import { eventsBehind } from './events-behind.ts';
import { type Episode, episodesOf, firingsOf } from './firings.ts';
import { innerParticipant, namedGroup } from './inner-participant.ts';
import { type Participation, participantsOf } from './participants.ts';

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
