import type { CloudTrailRecord } from '#core/event';
import { fieldText } from '#core/field-text';
import { parseTime } from '#core/time';
import { correlator } from '#sigma/correlation/correlator';
import { eventTexts, participantsOf } from '#sigma/correlation/participants';
import { buildEngine } from '#sigma/match/engine';
import type { SigmaCorrelation, SigmaRuleSet } from '#sigma/rule';
import type { CaseFailure, RuleCase } from './rule-cases.ts';

/**
 * Runs the cases of one correlation, each from nothing; what it refers to must be in the rule set. Answers those that came
 * out otherwise.
 */
export function failedCorrelationCases(
  ruleSet: SigmaRuleSet,
  correlation: SigmaCorrelation,
  cases: readonly Pick<RuleCase, keyof CaseFailure | 'events'>[],
): readonly CaseFailure[] {
  const holds = correlationTest(neededBy(correlation, ruleSet), correlation.key);
  return cases
    .filter(({ events, expect }) => holds(events) !== (expect === 'match'))
    .map(({ name, expect }) => ({ name, expect }));
}

/** Lists what a correlation refers to, and it. It speaks for itself here, also where another correlation speaks for it. */
function neededBy(correlation: SigmaCorrelation, { rules, correlations }: SigmaRuleSet): SigmaRuleSet {
  const needed = new Set([correlation.key]);
  // Those that are referred to come first: from the end on, each is known to be needed when its turn comes.
  for (const one of correlations.toReversed())
    if (needed.has(one.key)) for (const key of one.correlation.rules) needed.add(key);
  return {
    rules: rules.filter(({ key }) => needed.has(key)),
    correlations: correlations
      .filter(({ key }) => needed.has(key))
      .map((one) => (one.key === correlation.key ? { ...one, silent: false } : one)),
  };
}

function correlationTest(
  { rules, correlations }: SigmaRuleSet,
  wanted: string,
): (events: readonly CloudTrailRecord[]) => boolean {
  const engine = buildEngine(rules);
  const participations = participantsOf(correlations);
  return (events) => {
    const state = correlator(correlations);
    for (const event of events) {
      const who = {
        at: parseTime(event['eventTime']) ?? 0,
        id: fieldText(event['eventID']),
        rules: engine.match(event).map(({ key }) => key),
        texts: eventTexts(event),
      };
      for (const part of participations(who)) state.add(part);
    }
    return state.matches().some(({ rule }) => rule.key === wanted);
  };
}
