import type { FindingContext } from './finding-context.ts';
import type { Severity } from './severity.ts';

/** `suppressed` by an allow-list entry or by hand; the others are what a person does with a finding. */
export const STATUSES = ['open', 'acknowledged', 'closed', 'suppressed'] as const;
export type Status = (typeof STATUSES)[number];

/** Why an alert is due. `recovered`: it ended by itself, and the finding was closed for that. */
export type AlertCause = 'new' | 'reopened' | 'recovered';

/** `none`: nothing to send; `pending`: to be sent; `sent`: by itself; `folded`: named in a summary alert. */
export interface AlertMark {
  readonly state: 'none' | 'pending' | 'sent' | 'folded';
  readonly cause: AlertCause;
  /** Times a send was tried and failed. */
  readonly attempts: number;
  readonly lastSentAt?: string;
  /** Times the alert became due again; absent for never. Tells one pending alert from the next. */
  readonly reopened?: number;
}

/** One event behind a finding, cut to what a person needs to recognise it. Texts are cut, never escaped. */
export interface Evidence {
  /** `WatchedEvent.key`: orders events of one instant and tells a second delivery from a second event. */
  readonly key: string;
  readonly eventId: string;
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly accountId: string;
  readonly region: string;
  readonly principal: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly errorCode: string;
  /** Compact JSON of `requestParameters`, secrets removed, cut with `…`. */
  readonly request: string;
}

/** A remark by a person, or by Trailhound about a change of status. */
export interface Note {
  readonly at: string;
  readonly by: string;
  readonly text: string;
}

/**
 * What a person works on: the matches of one rule with one deduplication key within one window.
 *
 * This is also the item in the findings table. Times are ISO 8601 UTC; `expiresAt` is epoch seconds.
 * Only `createdAt updatedAt expiresAt correlationId notes alert.attempts alert.lastSentAt` depend on when and how events arrived.
 */
export interface Finding {
  readonly findingId: string;
  readonly ruleId: string;
  readonly ruleTitle: string;
  readonly severity: Severity;
  readonly status: Status;
  /** Of the earliest event, like the seven fields below. */
  readonly accountId: string;
  readonly region: string;
  readonly principal: string;
  readonly sourceIp: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly summary: string;
  /** Account and day (`123456789012#2026-03-01`) of the window's start, without a window of `firstSeen`: key of the index by account and day. */
  readonly accountDay: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** Distinct events counted, exact up to `MAX_COUNTED` or the rule's own bound. */
  readonly count: number;
  /** Present when `count` has reached that bound and means "at least". */
  readonly countCapped?: true;
  readonly dedupKey: string;
  readonly windowStart: string;
  /** 0: no window. */
  readonly windowMinutes: number;
  readonly techniques: readonly string[];
  /** Earliest and newest events, in order of time; see `EVIDENCE_FIRST` and `EVIDENCE_NEWEST`. */
  readonly evidence: readonly Evidence[];
  /** What is shown besides the events: lines of a log, a piece of a metric. */
  readonly context?: FindingContext;
  readonly description: string;
  readonly why: string;
  readonly runbook: readonly string[];
  readonly falsePositives: readonly string[];
  readonly references: readonly string[];
  /** Present when an event carried no usable time, or one in the future. */
  readonly timeNote?: 'missing' | 'future';
  /** The allow-list entry that suppressed it. */
  readonly suppressionId?: string;
  readonly closedReason?: string;
  readonly alert: AlertMark;
  readonly notes: readonly Note[];
  /**
   * How its events are told apart. `keys`: all of them, sorted, while they are few. `pages`: how many lie on each
   * numbered page of the state table, once they are many.
   */
  readonly counted: { readonly keys: readonly string[] } | { readonly pages: readonly number[] };
  /** Joins it to what the functions logged about the delivery that made it; absent for one that no function made. */
  readonly correlationId?: string;
  readonly createdAt: string;
  /** Strictly grows with every write: also what concurrent writers compare. */
  readonly updatedAt: string;
  readonly expiresAt: number;
}
