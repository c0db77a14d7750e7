import type { Severity } from '#core/severity';
import type { TelemetryInput } from './telemetry-defaults.ts';

/** Names of the functions, as folders of `lambdas/` and as keys of `functions`. */
export const FUNCTION_NAMES = [
  'collect-cloudtrail',
  'watch-logs',
  'watch-events',
  'watch-objects',
  'notify',
  'redrive',
  'watch-self',
  'pull-logs',
  'watch-metrics',
  'take-http',
  'watch-intake',
  'index-search',
  'digest',
] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** What `trailhound.yml` may say, and what the construct takes: all of it optional. */
export interface DeploymentInput extends TelemetryInput {
  /** Regions that are watched besides that of the stack and us-east-1, where global services are recorded: both always are. */
  readonly regions?: readonly string[];
  /** Where CloudTrail's events come from. Several at once count each event once. */
  readonly sources?: SourcesInput;
  readonly rules?: {
    /** The rules that come with Trailhound. @default true */
    readonly builtin?: boolean;
    /** Folders of more rules, relative to the file (or to the working directory, for the construct). */
    readonly folders?: readonly string[];
    /** Ids or titles of rules that are left out. */
    readonly disable?: readonly string[];
    /** Path of a file with values for the modifier `expand`. @default - `placeholders.yml` beside trailhound.yml, if it is there */
    readonly placeholders?: string;
    /** How late an event may come and still meet those before it in a correlation, 1 to 168 hours. @default 24 */
    readonly latenessHours?: number;
  };
  /** Path of the allow-list. @default - `suppressions.yml` beside trailhound.yml, if it is there */
  readonly suppressions?: string | false;
  readonly alerts?: {
    /** Findings below this severity are kept and raise no alert. @default medium */
    readonly minSeverity?: Severity;
    /** Addresses that are subscribed to alerts and to news of Trailhound's own health. */
    readonly email?: readonly string[];
    /** Another topic in the format of custom notifications for Amazon Q Developer in chat. @default false */
    readonly chat?: boolean;
  };
  readonly retention?: {
    /** How long a finding is kept after its last change, 1 to 3650 days. @default 90 */
    readonly findingDays?: number;
    /** How long Trailhound's own logs and failed deliveries are kept; one of CloudWatch Logs' periods. @default 30 */
    readonly logDays?: number;
  };
  /** ARN of a customer-managed key for tables, topics, queues, buckets and logs. @default - keys that AWS owns or manages */
  readonly encryptionKeyArn?: string;
  readonly functions?: { readonly [name in FunctionName]?: FunctionInput };
  /** At most 10 alarms. @default true */
  readonly alarms?: boolean;
  /** @default true */
  readonly dashboard?: boolean;
  /** Minutes between heartbeats, 5 to 60; false: none, and no alarm on silent sources. @default 15 */
  readonly heartbeat?: number | false;
  /** Keep the tables when the stack is deleted, and protect the stack from deletion. @default true */
  readonly keepData?: boolean;
}

export interface SourcesInput {
  /** `LookupEvents` on a schedule: needs no trail and costs nothing. @default true, every 5 minutes */
  readonly eventHistory?: boolean | { readonly everyMinutes?: number };
  /** Log groups that a trail writes to, in the stack's region. */
  readonly logGroups?: readonly string[];
  /**
   * Subscription filters that each of these log groups has room for, of the two that AWS allows. Two let fewer events
   * through than one. @default 1
   */
  readonly filtersPerLogGroup?: number;
  /** EventBridge rules; needs a trail. `readOnlyEvents`: `named` are those that a rule asks for by name. @default false */
  readonly eventBridge?: boolean | { readonly readOnlyEvents?: 'none' | 'named' | 'all' };
  /** Buckets that a trail writes to, of any account. */
  readonly buckets?: readonly BucketInput[];
  /** Reads the event history again, hours later, for what the other sources missed. @default - daily, unless eventHistory is on */
  readonly reconcile?: boolean | { readonly everyHours?: number };
}

export interface BucketInput {
  readonly name: string;
  /** Only keys that begin with it, such as `AWSLogs/o-abc123/`. @default AWSLogs/ */
  readonly prefix?: string;
  /**
   * How news of objects gets to the queue. `bucket`: the stack adds a notification to a bucket of this account and region;
   * `eventBridge`: the bucket sends its events to EventBridge; `manual`: somebody else points the bucket at the queue;
   * an ARN: an SNS topic that the bucket notifies. @default bucket
   */
  readonly notifications?: 'bucket' | 'eventBridge' | 'manual' | { readonly topicArn: string };
  /** Account that owns the bucket, where it is another one. */
  readonly accountId?: string;
  /** Key that its objects are encrypted with, where that is a customer-managed one. */
  readonly keyArn?: string;
}

export interface FunctionInput {
  /** 128 to 10240. */
  readonly memoryMb?: number;
  /** Up to 900, and long enough for the function to do something: docs/generated/trailhound-yml.md has the bounds. */
  readonly timeoutSeconds?: number;
  /** Executions at once, kept for this function. @default - none kept */
  readonly reservedConcurrency?: number;
}
