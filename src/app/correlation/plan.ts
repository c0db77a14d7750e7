import { sha256Text } from '#core/digest';
import type { RuleCard } from '#core/match';
import type { Keeping } from '#sigma/correlation/bounds';
import { irrefutable } from '#sigma/correlation/monotone';
import { type Participant, type Participation, participantsOf } from '#sigma/correlation/participants';
import type { SigmaCorrelation } from '#sigma/rule';
import type { CardsByKey } from '../rule-set-cards.ts';
import { deployedKeeping } from './limits.ts';
import { MEMBERS_SHOWN } from './members.ts';

/** The correlations of a rule set, prepared once. */
export interface CorrelationPlan {
  /** After those that they refer to. */
  readonly correlations: readonly SigmaCorrelation[];
  readonly cardOf: (correlation: SigmaCorrelation) => RuleCard | undefined;
  /** Whether no further event can refute what it found. */
  readonly isFirm: (correlation: SigmaCorrelation) => boolean;
  /** Whether other correlations refer to it. */
  readonly isInner: (correlation: SigmaCorrelation) => boolean;
  /** Whether it refers to others. */
  readonly isOuter: (correlation: SigmaCorrelation) => boolean;
  /** What findings, and correlations that refer to it, are told by. A new version of a rule that changes it tells all anew. */
  readonly telling: (correlation: SigmaCorrelation) => string;
  /** Whether findings are made of it. */
  readonly isTold: (correlation: SigmaCorrelation) => boolean;
  /** How much of it is kept. */
  readonly keeping: (correlation: SigmaCorrelation) => Keeping;
  /** How long its events and parts are needed after the lateness, in milliseconds: for it and for those that refer to it. */
  readonly keptMs: (correlation: SigmaCorrelation) => number;
  /** Whether what was written for it may turn out wrong when others write at the same time. */
  readonly mayChange: (correlation: SigmaCorrelation) => boolean;
  /** What a participant has to do with the correlations. */
  readonly participations: (participant: Participant) => readonly Participation[];
  /** Events that the firing of an inner correlation hands on. */
  readonly mostMembers: number;
  /** Fields of records that summaries of correlations show. */
  readonly shownFields: readonly string[];
}

/** Prepares correlations, which come after those that they refer to. */
export function planCorrelations(
  correlations: readonly SigmaCorrelation[],
  cards: CardsByKey,
): CorrelationPlan {
  const firm = irrefutable(correlations);
  const keys = new Set(correlations.map(({ key }) => key));
  const referred = new Set(correlations.flatMap(({ correlation }) => correlation.rules));
  const isOuter = ({ correlation }: SigmaCorrelation): boolean =>
    correlation.rules.some((rule) => keys.has(rule));
  const keepings = new Map(
    correlations.map((one) => [one, deployedKeeping(one.correlation, isOuter(one))] as const),
  );
  const kept = keptTimes(correlations, cards);
  const summaries = correlations.map(({ key }) => cards.get(key)?.summary ?? '');
  const shown = summaries.flatMap((text) => [...text.matchAll(/\{([\w.:/@-]+)\}/g)].map(([, name]) => name));
  return {
    correlations,
    cardOf: ({ key }) => cards.get(key),
    isFirm: ({ key }) => firm.has(key),
    isInner: ({ key }) => referred.has(key),
    isOuter,
    isTold: ({ silent }) => !silent,
    telling: (one) => tellingOf(one, cards),
    keptMs: ({ key }) => kept.get(key) ?? 0,
    keeping: (one) => keepings.get(one) ?? deployedKeeping(one.correlation, isOuter(one)),
    mayChange: (one) => !firm.has(one.key) || referred.has(one.key) || isOuter(one),
    participations: participantsOf(correlations),
    mostMembers: MEMBERS_SHOWN,
    shownFields: [...new Set(shown.flatMap((name) => name ?? []))],
  };
}

const tellingOf = ({ key, silent, correlation }: SigmaCorrelation, cards: CardsByKey): string =>
  sha256Text(
    JSON.stringify([correlation.condition, correlation.percentile, silent, cards.get(key)?.windowMinutes]),
  );

function keptTimes(
  correlations: readonly SigmaCorrelation[],
  cards: CardsByKey,
): ReadonlyMap<string, number> {
  const kept = new Map<string, number>();
  for (const { key, correlation } of correlations.toReversed()) {
    const windowMs = (cards.get(key)?.windowMinutes ?? 0) * 60_000;
    const outer = correlations.filter(({ correlation: { rules } }) => rules.includes(key));
    const longest = Math.max(0, ...outer.map((one) => kept.get(one.key) ?? 0));
    kept.set(key, 3_000 * correlation.timespanSeconds + windowMs + longest);
  }
  return kept;
}
