import type { Result } from '#core/result';
import type { EpochMs } from '#core/time';

/** A call that gave no answer. */
export interface RefusedCall {
  /** As a policy names it: `cloudtrail:DescribeTrails`. */
  readonly call: string;
  /** `credentials`: none, or not valid. `denied`: not allowed. `failed`: anything else. */
  readonly kind: 'credentials' | 'denied' | 'failed';
  /** The name of the error; never its text. */
  readonly reason: string;
}

export type Surveyed<T> = Promise<Result<T, RefusedCall>>;

/** A trail as the surveyed region shows it. */
export interface SurveyedTrail {
  readonly arn: string;
  readonly name: string;
  readonly homeRegion: string;
  readonly isMultiRegion: boolean;
  readonly isOrganization: boolean;
  readonly logGroup?: { readonly name: string; readonly region: string; readonly accountId: string };
  readonly bucket?: string;
}

/** Which management events a trail records. */
export type TrailCoverage = 'all' | 'writes' | 'reads' | 'none';

/** Looks at what an account has; every call only reads. Calls that are refused are answered, never thrown. */
export interface AccountSurvey {
  readonly trails: () => Surveyed<readonly SurveyedTrail[]>;
  readonly isLogging: (trailArn: string) => Surveyed<boolean>;
  readonly recorded: (trailArn: string) => Surveyed<TrailCoverage>;
  /** Subscription filters that a log group has; two are allowed. */
  readonly filters: (logGroup: string) => Surveyed<number>;
  /** Log events that came into a log group; `undefined` where there is no figure. */
  readonly incoming: (logGroup: string, from: EpochMs, to: EpochMs) => Surveyed<number | undefined>;
  /** Log groups that are not those of Lambda; `more`: there are more than were counted. */
  readonly applicationGroups: () => Surveyed<{ readonly count: number; readonly more: boolean }>;
  /** Whether a CloudWatch agent sends metrics. */
  readonly hasAgentMetrics: () => Surveyed<boolean>;
}
