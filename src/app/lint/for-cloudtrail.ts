import { applies } from '#sigma/log-source';
import type { SigmaRule } from '#sigma/rule';

const CLOUDTRAIL = { product: 'aws', service: 'cloudtrail' } as const;

/** Whether a rule is for records of CloudTrail. */
export const isForCloudTrail = ({ logsource }: Pick<SigmaRule, 'logsource'>): boolean =>
  applies(logsource, CLOUDTRAIL);
