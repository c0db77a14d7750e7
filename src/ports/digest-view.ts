import type { DeploymentView } from './health.ts';

/** What a digest asks about the sources besides what the state store answers by key. */
export type DigestView = Pick<DeploymentView, 'progress' | 'quarantined'>;
