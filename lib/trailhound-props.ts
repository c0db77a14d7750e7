import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { DeploymentSettings } from '#config/deployment/defaults';
import type { DeploymentInput } from '#config/deployment/input';
import { deploymentSettings } from '#config/deployment/settings';
import { TrailhoundError } from '#core/errors';

/**
 * What a Trailhound can be told. Nothing has to be.
 *
 * Settings mean what they mean in `trailhound.yml`; docs/reference has them with units and defaults.
 */
export interface TrailhoundProps extends DeploymentInput {
  /**
   * A customer-managed key for tables, topics, queues, buckets and logs. The construct adds to its policy what CloudWatch,
   * EventBridge, S3, SNS and CloudWatch Logs need to deliver; the policy of a key that was imported, or named by
   * `encryptionKeyArn`, cannot be changed from here, so its owner has to add the same (docs/generated/roles.md).
   *
   * @default - the key of `encryptionKeyArn`, or keys that AWS owns or manages
   */
  readonly encryptionKey?: IKey;
  /** What becomes of tables and failed deliveries with the stack. @default - RETAIN, with deletion protection; DESTROY when `keepData` is false */
  readonly removalPolicy?: RemovalPolicy;
  /** Folder that relative paths (rules, allow-list) start at. @default - the working directory */
  readonly basePath?: string;
  /** Folder of the built functions. @default - those of this package */
  readonly bundles?: string;
  /** Bus of a `TrailhoundWatchdogStack` in another account, which is told that this Trailhound is alive. @default - nobody is told */
  readonly watchdogBusArn?: string;
}

/** Takes what a caller gave apart from what belongs to CDK, and judges it. Throws `TH_SETTINGS_REFUSED` with every problem. */
export function judgedSettings(props: TrailhoundProps): DeploymentSettings {
  const {
    encryptionKey: _key,
    removalPolicy: _policy,
    basePath: _base,
    bundles: _bundles,
    watchdogBusArn: _bus,
    ...input
  } = props;
  const settings = deploymentSettings(input);
  if (settings.ok) return settings.value;
  throw new TrailhoundError(
    'TH_SETTINGS_REFUSED',
    [`${settings.error.length} problem(s) in the settings of Trailhound:`, ...settings.error].join('\n'),
  );
}
