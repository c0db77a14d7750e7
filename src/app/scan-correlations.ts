import type { RuleCard } from '#core/match';
import { atLeast, type Severity, severityRank } from '#core/severity';
import { type CorrelationMatch, correlator } from '#sigma/correlation/correlator';
import type { EventPart } from './correlation/event-parts.ts';
import type { CorrelationPlan } from './correlation/plan.ts';
import { type EventOwner, eventOwners } from './event-owners.ts';

/** What a correlation made of the events of a scan. */
export interface CorrelationHit {
  readonly rule: RuleCard;
  readonly found: CorrelationMatch;
  /** Whom all of its events are about. */
  readonly owner: EventOwner;
}

/** Episodes of correlations in what a scan reads. */
export interface ScanCorrelations {
  readonly add: (part: EventPart) => void;
  /** To be asked when every event was read, as any may belong to what came before it: worst first, then oldest first. */
  readonly hits: (minSeverity: Severity) => readonly CorrelationHit[];
}

/** Starts with no events. It keeps what takes part, and no record. */
export function scanCorrelations({ correlations, cardOf }: CorrelationPlan): ScanCorrelations {
  const correlated = correlator(correlations);
  const owners = eventOwners();
  return {
    add: (part) => {
      correlated.add(part);
      owners.note(part.event);
    },
    hits: (minSeverity) =>
      correlated
        .matches()
        .flatMap((found): CorrelationHit[] => {
          const rule = cardOf(found.rule);
          if (!rule || !atLeast(rule.severity, minSeverity)) return [];
          return [{ rule, found, owner: owners.agreed(found.eventIds) }];
        })
        .sort(worstFirst),
  };
}

const worstFirst = (a: CorrelationHit, b: CorrelationHit): number =>
  severityRank(b.rule.severity) - severityRank(a.rule.severity) || a.found.firstAt - b.found.firstAt;
