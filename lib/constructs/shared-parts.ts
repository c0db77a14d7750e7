import type { RemovalPolicy } from 'aws-cdk-lib';
import type { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import type { DeliveryParts } from './delivery-parts.ts';
import type { FunctionGround } from './function-ground.ts';
import type { FunctionSchedules } from './function-schedules.ts';
import type { PackedRules } from './rule-pack.ts';
import type { Tables } from './tables.ts';

/** What the doors share: where they write, what they carry, and where failures go. */
export interface SharedParts extends FunctionGround {
  readonly removalPolicy: RemovalPolicy;
  readonly tables: Tables;
  readonly delivery: DeliveryParts;
  readonly schedules: FunctionSchedules;
  readonly pack: PackedRules;
  /** Bus of a watchdog in another account. */
  readonly watchdogBusArn: string | undefined;
  /** Overwritten on a schedule; CloudTrail's record of that is the heartbeat. */
  readonly heartbeat: CfnParameter | undefined;
}
