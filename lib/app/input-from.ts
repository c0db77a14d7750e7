import type { BucketSettings, DeploymentSettings, SourceSettings } from '#config/deployment/defaults';
import type { BucketInput, DeploymentInput, SourcesInput } from '#config/deployment/input';

/** Says again, as input, what was read: a door that is shut is `false`, and not left to a default. */
export function inputFrom(settings: DeploymentSettings): DeploymentInput {
  const { encryptionKeyArn, suppressions, sources, ...rest } = settings;
  return {
    ...rest,
    sources: sourcesFrom(sources),
    ...(encryptionKeyArn === undefined ? {} : { encryptionKeyArn }),
    ...(suppressions === undefined ? {} : { suppressions }),
  };
}

const sourcesFrom = (sources: SourceSettings): SourcesInput => ({
  eventHistory: sources.eventHistory ?? false,
  logGroups: sources.logGroups,
  eventBridge: sources.eventBridge ?? false,
  buckets: sources.buckets.map(bucketFrom),
  reconcile: sources.reconcile ?? false,
});

function bucketFrom({ accountId, keyArn, ...rest }: BucketSettings): BucketInput {
  return {
    ...rest,
    ...(accountId === undefined ? {} : { accountId }),
    ...(keyArn === undefined ? {} : { keyArn }),
  };
}
