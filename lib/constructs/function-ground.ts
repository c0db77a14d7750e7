import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { DeploymentSettings } from '#config/deployment/defaults';

/** What every function of one Trailhound is made with. */
export interface FunctionGround {
  readonly settings: DeploymentSettings;
  /** Tells this Trailhound from others in the metrics. */
  readonly deployment: string;
  /** Folder with one folder of built code for each function. */
  readonly bundles: string;
  /** A customer-managed key, where one was given. */
  readonly key: IKey | undefined;
}
