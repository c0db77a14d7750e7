import type { Finding, Status } from '#core/finding';
import type { FindingDelta, MergeSettings } from '#core/merge';
import type { Result } from '#core/result';
import type { Severity } from '#core/severity';

/** What one delta did to its finding. */
export interface Recorded {
  readonly findingId: string;
  /** `created`, `grown` (new events), `unchanged` (all of its events were known). */
  readonly outcome: 'created' | 'grown' | 'unchanged';
  /** Distinct events that this delta added. */
  readonly added: number;
}

/** One access pattern; each is one `Query`. Newest `firstSeen` first. */
export type FindingQuery =
  | { readonly by: 'status'; readonly status: Status }
  | { readonly by: 'severity'; readonly severity: Severity }
  | { readonly by: 'rule'; readonly ruleId: string }
  | { readonly by: 'principal'; readonly principal: string }
  | { readonly by: 'account-day'; readonly accountId: string; readonly day: string };

/** The attributes that every index carries: enough for a list. */
export type FindingSummary = Pick<
  Finding,
  | 'findingId'
  | 'ruleId'
  | 'ruleTitle'
  | 'severity'
  | 'status'
  | 'accountId'
  | 'region'
  | 'principal'
  | 'sourceIp'
  | 'eventName'
  | 'firstSeen'
  | 'lastSeen'
  | 'count'
  | 'summary'
  | 'suppressionId'
>;

export interface PageRequest {
  readonly limit: number;
  /** Only findings with `firstSeen` in [from, to], ISO 8601 UTC. */
  readonly from?: string;
  readonly to?: string;
  /** As given by the page before. */
  readonly cursor?: string;
}

export interface FindingPage {
  readonly findings: readonly FindingSummary[];
  readonly cursor?: string;
}

/** Outcome of trying to send an alert. */
export type AlertOutcome =
  | { readonly state: 'sent' | 'folded'; readonly at: string }
  | { readonly state: 'failed' };

/**
 * Where findings live. The contract is test/contract/finding-store.ts; every adapter passes it.
 *
 * Methods throw `TrailhoundError` (`TH_STORE_*`) when the store can't be reached or many writers collide for too long.
 */
export interface FindingStore {
  /**
   * Counts each (event, rule) pair once, whatever is delivered twice, late, in any order or by several writers.
   * Safe to repeat after a crash at any point.
   */
  readonly record: (deltas: readonly FindingDelta[], settings: MergeSettings) => Promise<readonly Recorded[]>;
  readonly get: (findingId: string) => Promise<Finding | undefined>;
  readonly query: (query: FindingQuery, page: PageRequest) => Promise<FindingPage>;
  /** Reads, changes by a pure function and writes back, again if someone else wrote in between. */
  readonly change: <E>(
    findingId: string,
    change: (finding: Finding) => Result<Finding, E>,
  ) => Promise<Result<Finding, E | 'not-found'>>;
  /** Findings whose alert is pending, worst severity first, then oldest. */
  readonly pendingAlerts: (limit: number) => Promise<readonly Finding[]>;
  /** Marks what became of a pending alert. A finding that was reopened since `seen` was read stays pending. */
  readonly markAlert: (seen: Finding, outcome: AlertOutcome) => Promise<void>;
}
