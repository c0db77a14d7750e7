import type { Status } from '../finding.ts';
import type { Severity } from '../severity.ts';
import type { MfaUse } from '../sign-in.ts';
import type { UnusualLevel } from '../unusual-sign-ins.ts';

/** Name and version of the JSON form of a digest. A change that breaks readers makes `/2`. */
export const DIGEST_SCHEMA = 'trailhound.digest/1';

/** Says why a part of a digest is not there: nobody may take "not known" for "nothing happened". */
export interface Absent {
  readonly absent: string;
}
export type Part<T extends object> = T | Absent;

/** Whether a part is not there. */
export const isAbsent = <T extends object>(part: Part<T>): part is Absent => 'absent' in part;

/** From `from` up to, and without, `to`; ISO 8601 UTC. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

/** How many now, and how many in the range before. */
export interface Trend {
  readonly now: number;
  readonly before: number;
}

/**
 * All that a digest says, as plain data: what the renderers print and what the JSON file holds.
 *
 * Texts are as findings have them, never escaped: whoever prints one escapes it. Times are ISO 8601 UTC.
 */
export interface Digest {
  readonly schema: typeof DIGEST_SCHEMA;
  readonly deployment: string;
  readonly madeAt: string;
  readonly range: Span & { readonly hours: number };
  readonly previous: Span;
  readonly headline: Headline;
  /** What a person should look at, most urgent first. */
  readonly attention: readonly Attention[];
  readonly findings: FindingsPart;
  readonly waiting: WaitingPart;
  readonly logins: Part<LoginsPart>;
  readonly logs: Part<LogsPart>;
  readonly metrics: Part<MetricsPart>;
  readonly principals: TopList;
  readonly addresses: TopList;
  readonly sources: SourcesPart;
  readonly suppressions: Part<SuppressionsPart>;
  readonly alerts: Part<AlertsPart>;
  /** What was left out, and why; empty where everything was read. */
  readonly notes: readonly string[];
}

export interface Headline {
  /** `3 things need you` or `Nothing needs you`. */
  readonly title: string;
  /** One or two sentences about the range. */
  readonly text: string;
  /** `quiet`: nothing new and nothing to do; `calm`: nothing to do; `attention`: something is. */
  readonly mood: 'quiet' | 'calm' | 'attention';
}

/** One thing that needs a person. */
export interface Attention {
  readonly level: 'critical' | 'high' | 'medium' | 'low';
  readonly title: string;
  readonly detail: string;
  /** The finding to look at first. */
  readonly findingId?: string;
}

/** A finding on one line. */
export interface FindingLine {
  readonly findingId: string;
  readonly severity: Severity;
  readonly status: Status;
  readonly ruleId: string;
  readonly ruleTitle: string;
  readonly principal: string;
  readonly sourceIp: string;
  readonly accountId: string;
  readonly region: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly count: number;
  readonly summary: string;
  /** It began before the range and went on inside it. */
  readonly isOngoing: boolean;
}

export interface SeverityRow extends Trend {
  readonly severity: Severity;
}

export interface RuleRow extends Trend {
  readonly ruleId: string;
  readonly ruleTitle: string;
  readonly severity: Severity;
  /** Findings that began before the range and went on in it. */
  readonly ongoing: number;
}

/** Suppressed findings are in `suppressed` alone. New means: first seen in the range. */
export interface FindingsPart {
  readonly total: Trend;
  readonly ongoing: number;
  readonly suppressed: number;
  /** Events behind the new and the ongoing findings. */
  readonly events: number;
  /** All severities, worst first. */
  readonly bySeverity: readonly SeverityRow[];
  /** Worst first, then the most. */
  readonly byRule: readonly RuleRow[];
  readonly rulesLeftOut: number;
  /** New findings by time of their first event; `counts` go from informational to critical. */
  readonly timeline: {
    readonly bucketMinutes: number;
    readonly buckets: readonly { readonly start: string; readonly counts: readonly number[] }[];
  };
  /** New and ongoing ones, worst first. */
  readonly worst: readonly FindingLine[];
  /** Not everything was read: the numbers are "at least". */
  readonly isCut: boolean;
}

/** Open findings of any age, as of when the digest was made. */
export interface WaitingPart {
  readonly open: number;
  readonly isCut: boolean;
  /** Worst first. */
  readonly bySeverity: readonly { readonly severity: Severity; readonly open: number }[];
  /** Those that wait longest, the oldest first. */
  readonly oldest: readonly FindingLine[];
}

export interface LoginsPart {
  readonly source: 'findings' | 'files' | 'account';
  readonly successes: number;
  readonly failures: number;
  readonly unclear: number;
  readonly users: number;
  readonly addresses: number;
  /** Of which outcome there may be more: findings count more events than the evidence they keep. */
  readonly atLeast: {
    readonly successes: boolean;
    readonly failures: boolean;
    /** Events that were counted and not kept. */
    readonly unseen: number;
  };
  /** Of the successes. */
  readonly mfa: Readonly<Record<MfaUse, number>>;
  readonly unusual: readonly UnusualLogin[];
  readonly unusualLeftOut: number;
}

export interface UnusualLogin {
  readonly user: string;
  readonly accountId: string;
  readonly sourceIp: string;
  readonly day: string;
  readonly successes: number;
  readonly failures: number;
  readonly level: UnusualLevel;
  readonly reasons: readonly string[];
  /** The worst open finding that shows one of these attempts, where they come from findings. */
  readonly finding?: { readonly findingId: string; readonly severity: Severity };
}

/** `new`: never seen before; `returned`: it was closed and came back; `known`: it went on. */
export type LogNews = 'new' | 'returned' | 'known' | 'spike' | 'rate';

export interface LogKind {
  readonly findingId: string;
  readonly news: LogNews;
  readonly severity: Severity;
  readonly status: Status;
  readonly group: string;
  readonly level: string;
  readonly template: string;
  /** Since it was first seen, whatever the range; "at least" with `isCapped`. */
  readonly count: number;
  readonly isCapped: boolean;
  readonly firstSeen: string;
  readonly lastSeen: string;
}

export interface LogsPart {
  readonly kinds: readonly LogKind[];
  /** All there were, listed or not. */
  readonly totals: Readonly<Record<LogNews, number>>;
  readonly leftOut: number;
}

export interface MetricAnomaly {
  readonly findingId: string;
  readonly kind: 'threshold' | 'anomaly' | 'shift' | 'missing';
  readonly severity: Severity;
  readonly status: Status;
  readonly series: string;
  readonly unit: string;
  readonly start: string;
  /** Absent while it lasts. */
  readonly end?: string;
  readonly minutes: number;
  readonly peak: number;
  readonly expected: number;
  readonly score: number;
  readonly stepSeconds: number;
  /** The newest last; `null` where none was reported. */
  readonly points: readonly (number | null)[];
  /** What was to be expected, point by point. */
  readonly low?: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
}

export interface MetricsPart {
  readonly anomalies: readonly MetricAnomaly[];
  readonly open: number;
  readonly closed: number;
  readonly leftOut: number;
}

/** Who or what is behind most findings. */
export interface TopRow {
  readonly name: string;
  readonly worst: Severity;
  readonly findings: number;
  readonly events: number;
}

export interface TopList {
  /** Worst severity first, then the most findings. */
  readonly rows: readonly TopRow[];
  readonly distinct: number;
}

/** How a source does, as of when the digest was made. */
export interface SourceRow {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'problem' | 'unknown';
  /** When the last event was made that came through it. */
  readonly lastEvent?: string;
  /** From that event to its being stored, or from what is covered until now. */
  readonly lagSeconds?: number;
  readonly said: string;
}

export interface SourcesPart {
  readonly rows: Part<{ readonly list: readonly SourceRow[] }>;
  readonly quarantined: Part<{ readonly count: number }>;
  /** What the last reconciliation found that no source had brought. */
  readonly missed: Part<{ readonly at: string; readonly missed: number }>;
  /** Problems with the deployment itself that last. */
  readonly problems: Part<{ readonly list: readonly { readonly what: string; readonly since: string }[] }>;
}

export interface SuppressionRow {
  readonly id: string;
  readonly state: 'expired' | 'expires soon' | 'in force';
  readonly expiresAt: string;
  /** Whole days from when the digest was made; negative after the end. */
  readonly daysLeft: number;
  readonly rules: readonly string[];
  readonly owner: string;
  readonly reason: string;
  /** Events of the range that it covered. */
  readonly hits: number;
}

export interface SuppressionsPart {
  /** Where the entries were read. */
  readonly source: string;
  /** Expired ones first, then by the time that is left. */
  readonly rows: readonly SuppressionRow[];
  readonly inForce: number;
  readonly expiresSoon: number;
  readonly expired: number;
  readonly leftOut: number;
}

export interface AlertsPart {
  /** Waiting to be sent, whatever the range. */
  readonly pending: number;
  readonly pendingIsCut: boolean;
  /** Pending ones that were tried at least once in vain. */
  readonly failing: number;
  readonly oldestPending?: string;
  /** Of the findings of the range that were looked at. */
  readonly sent: number;
  readonly folded: number;
  readonly lookedAt: number;
  readonly of: number;
}
