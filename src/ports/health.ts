import type { Result } from '#core/result';
import type { EpochMs } from '#core/time';

/** Why something could not be learnt. */
export interface Unlearnt {
  /** The permission that the question takes: `sns:ListSubscriptionsByTopic`. */
  readonly permission: string;
  /** Kind of the error; `isRefused` when it is the permission that is missing. */
  readonly reason: string;
  readonly isRefused: boolean;
}

/** Something that was looked up, or why it could not be: nobody may take "not known" for "sound". */
export type Fact<T> = Result<T, Unlearnt>;

export interface TopicFacts {
  readonly exists: boolean;
  readonly subscriptions: readonly SubscriptionFacts[];
}

export interface SubscriptionFacts {
  readonly protocol: string;
  readonly endpoint: string;
  readonly state: 'confirmed' | 'pending' | 'deleted';
}

export interface LogGroupFacts {
  readonly exists: boolean;
  readonly filters: readonly FilterFacts[];
}

export interface FilterFacts {
  readonly name: string;
  readonly destinationArn: string;
  readonly pattern: string;
}

export interface FailureFacts {
  /** Failed deliveries that wait to be tried again. */
  readonly waiting: number;
  readonly oldest?: EpochMs;
  /** Failed deliveries that nobody tries any more. */
  readonly givenUp: number;
  /** More than were counted. */
  readonly isCut: boolean;
}

export interface QueueFacts {
  readonly exists: boolean;
  /** Messages, in work or not. */
  readonly messages: number;
}

export interface AlarmFacts {
  readonly name: string;
  readonly state: string;
  readonly reason: string;
}

/** A schedule or a rule of EventBridge. */
export interface SwitchFacts {
  readonly name: string;
  readonly exists: boolean;
  readonly isOn: boolean;
}

export interface TrailFacts {
  readonly name: string;
  readonly isMultiRegion: boolean;
  readonly hasGlobalEvents: boolean;
  readonly isLogging: boolean;
  /** What CloudTrail says about its last delivery that failed. */
  readonly deliveryErrors: readonly string[];
  readonly lastDelivery?: EpochMs;
  readonly management: ManagementEvents;
}

/** Which management events a trail records. */
export interface ManagementEvents {
  readonly reads: boolean;
  readonly writes: boolean;
  /** Services whose events are left out: `kms.amazonaws.com`. */
  readonly without: readonly string[];
}

export interface FunctionFacts {
  readonly name: string;
  /** In the last hour. */
  readonly invocations: number;
  readonly errors: number;
  readonly throttles: number;
}

export interface ConcurrencyFacts {
  /** Executions at once that the account allows in the region. */
  readonly limit: number;
  /** What is left of them for functions that reserve none. */
  readonly unreserved: number;
}

/** What the state table says of what was read last. */
export interface ProgressFacts {
  readonly checkpoints: readonly CheckpointFacts[];
  readonly reconciliation?: ReconciliationFacts;
}

export interface CheckpointFacts {
  readonly region: string;
  /** `undefined` when the item is no checkpoint. */
  readonly coveredUntil: EpochMs | undefined;
}

export interface ReconciliationFacts {
  readonly at: EpochMs;
  readonly missed: number;
}

/** The questions that the deployment's own function asks, each by itself, so that one refusal stops no other. */
export interface SelfView {
  readonly topic: (topicArn: string) => Promise<Fact<TopicFacts>>;
  readonly logGroup: (name: string) => Promise<Fact<LogGroupFacts>>;
  readonly failures: (bucket: string) => Promise<Fact<FailureFacts>>;
  readonly queue: (url: string) => Promise<Fact<QueueFacts>>;
  /** When the last heartbeat that came through a door was sent; nothing when none came yet. */
  readonly heartbeat: (door: string) => Promise<Fact<EpochMs | undefined>>;
}

/** The further questions that are asked of a deployment from outside. Every one of them only reads. */
export interface DeploymentView extends SelfView {
  readonly trails: () => Promise<Fact<readonly Fact<TrailFacts>[]>>;
  readonly progress: (stateTable: string) => Promise<Fact<ProgressFacts>>;
  /** Version of the tables' form, as they carry it; nothing before it was written. */
  readonly dataVersion: () => Promise<Fact<number | undefined>>;
  /** How many inputs are in quarantine. */
  readonly quarantined: (stateTable: string) => Promise<Fact<number>>;
  readonly alarms: (names: readonly string[]) => Promise<Fact<readonly AlarmFacts[]>>;
  readonly schedule: (name: string) => Promise<Fact<SwitchFacts>>;
  readonly rule: (name: string) => Promise<Fact<SwitchFacts>>;
  readonly functions: (names: readonly string[], now: EpochMs) => Promise<Fact<readonly FunctionFacts[]>>;
  readonly concurrency: () => Promise<Fact<ConcurrencyFacts>>;
}

/** A message to the people who look after the deployment. */
export interface HealthNotice {
  /** 1 to 100 printable ASCII characters. */
  readonly subject: string;
  readonly text: string;
}

export interface HealthSink {
  /** Rejects with `TH_ALERT_SEND` when it was not taken. */
  readonly tell: (notice: HealthNotice) => Promise<void>;
}
