import type { RemovalPolicy } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import type { DeliveryParts } from './delivery-parts.ts';
import type { FunctionGround } from './function-ground.ts';
import type { FunctionSchedules } from './function-schedules.ts';
import type { PackedRules } from './rule-pack.ts';
import type { Tables } from './tables.ts';

export interface Shipping {
  readonly events: 'matched' | 'all';
  readonly queue: Queue;
}

/** What the doors share: where they write, what they carry, and where failures go. */
export interface SharedParts extends FunctionGround {
  readonly removalPolicy: RemovalPolicy;
  readonly tables: Tables;
  readonly delivery: DeliveryParts;
  readonly schedules: FunctionSchedules;
  readonly pack: PackedRules;
  /** Bus of a watchdog in another account. */
  readonly watchdogBusArn: string | undefined;
  /** Where events are handed on to be searched, and which; with `search.events` other than `none` only. */
  readonly shipping: Shipping | undefined;
  /** Overwritten on a schedule; CloudTrail's record of that is the heartbeat. */
  readonly heartbeat: CfnParameter | undefined;
}
