import type { WatchedEvent } from './event.ts';
import type { RuleCard } from './match.ts';
import type { Severity } from './severity.ts';
import type { EpochMs } from './time.ts';

/** The matches of one batch that belong to one finding. */
export interface FindingDelta {
  readonly findingId: string;
  readonly rule: RuleCard;
  readonly dedupKey: string;
  readonly windowStart: EpochMs;
  /** Set when an allow-list entry covers these events: the finding is kept, nobody is alerted. */
  readonly suppressedBy?: string;
  /** Distinct by `key`. */
  readonly events: readonly WatchedEvent[];
}

/** What merging needs besides the events. */
export interface MergeSettings {
  readonly now: EpochMs;
  /** Findings below this severity raise no alert. */
  readonly alertFloor: Severity;
  /** Days that a finding is kept after its last change. */
  readonly retentionDays: number;
}
