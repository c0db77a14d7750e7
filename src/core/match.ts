import type { WatchedEvent } from './event.ts';
import type { FindingContext } from './finding-context.ts';
import type { Severity } from './severity.ts';

/** What a finding needs to know of the rule that made it; read from Sigma attributes and the `trailhound` block. */
export interface RuleCard {
  /** Sigma `id`; a rule without one gets `title:` and its title. */
  readonly ruleId: string;
  readonly title: string;
  /** Sigma `level`; a rule without one counts as `medium`. */
  readonly severity: Severity;
  readonly description: string;
  /** ATT&CK technique ids such as `T1685.002`, from the `attack.t…` tags. */
  readonly techniques: readonly string[];
  readonly falsePositives: readonly string[];
  readonly references: readonly string[];
  /** Record fields whose values, with the rule, name one finding: `trailhound.dedup`. Default: account and principal. */
  readonly dedupFields: readonly string[];
  /**
   * Length of a finding's window in minutes, 5 to 1,440: `trailhound.window`. Default 60. 0, for kinds of our own only: no
   * window, one finding for all time, which opens again when it happens after it was closed.
   */
  readonly windowMinutes: number;
  /** Counting stops there, and the count then means "at least". @default MAX_COUNTED */
  readonly maxCounted?: number;
  /** One sentence with `{field}` places, `trailhound.summary`; `''` where the rule has none. */
  readonly summary: string;
  /** Why it matters, `trailhound.why`. */
  readonly why: string;
  /** What to do first, in order, `trailhound.runbook`. */
  readonly runbook: readonly string[];
}

/** One rule on one event. */
export interface Match {
  readonly rule: RuleCard;
  readonly event: WatchedEvent;
  /** Id of the suppression that covers it; `undefined` when none does. */
  readonly suppressedBy?: string;
  /** What the finding should show besides the event. */
  readonly context?: FindingContext;
}
