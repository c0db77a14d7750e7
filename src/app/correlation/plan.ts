import type { RuleCard } from '#core/match';
import { irrefutable } from '#sigma/correlation/monotone';
import { type Participant, type Participation, participantsOf } from '#sigma/correlation/participants';
import type { SigmaCorrelation } from '#sigma/rule';
import type { CardsByKey } from '../rule-set-cards.ts';

/** The correlations of a rule set, prepared once. */
export interface CorrelationPlan {
  /** After those that they refer to. */
  readonly correlations: readonly SigmaCorrelation[];
  readonly cardOf: (correlation: SigmaCorrelation) => RuleCard | undefined;
  /** Whether no further event can refute what it found. */
  readonly isFirm: (correlation: SigmaCorrelation) => boolean;
  /** Whether other correlations refer to it. */
  readonly isInner: (correlation: SigmaCorrelation) => boolean;
  /** Whether what was written for it may turn out wrong when others write at the same time. */
  readonly mayChange: (correlation: SigmaCorrelation) => boolean;
  /** What a participant has to do with the correlations. */
  readonly participations: (participant: Participant) => readonly Participation[];
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
  const summaries = correlations.map(({ key }) => cards.get(key)?.summary ?? '');
  const shown = summaries.flatMap((text) => [...text.matchAll(/\{([\w.:/@-]+)\}/g)].map(([, name]) => name));
  return {
    correlations,
    cardOf: ({ key }) => cards.get(key),
    isFirm: ({ key }) => firm.has(key),
    isInner: ({ key }) => referred.has(key),
    mayChange: ({ key, correlation: { rules } }) =>
      !firm.has(key) || referred.has(key) || rules.some((rule) => keys.has(rule)),
    participations: participantsOf(correlations),
    shownFields: [...new Set(shown.flatMap((name) => name ?? []))],
  };
}
