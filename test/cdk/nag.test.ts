import { describe, expect, it } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag';
import { Trailhound, type TrailhoundProps } from '../../lib/trailhound.ts';
import { bundles, EVERYTHING, WATCHDOG_BUS } from './support/deployed.ts';

/** What a pack finds, each as `rule at place`. */
function findings(pack: NagPack, scope: App): readonly string[] {
  const { violations } = pack.validateScope(scope);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map((one) => `${ruleName} at ${one.locations.join(' ')} ${one.resourceLogicalId}`),
  );
}

const VARIANTS: readonly { name: string; props: TrailhoundProps }[] = [
  { name: 'with every default', props: {} },
  { name: 'with every source', props: { ...EVERYTHING, watchdogBusArn: WATCHDOG_BUS } },
  { name: 'that keeps nothing', props: { ...EVERYTHING, keepData: false } },
  {
    name: 'with a key of its own',
    props: {
      ...EVERYTHING,
      encryptionKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555',
    },
  },
];

describe('cdk-nag', () => {
  it.each(VARIANTS)('finds nothing in a deployment $name', ({ props }) => {
    const app = new App();
    new Trailhound(new Stack(app, 'Home'), 'Trailhound', { bundles, ...props });

    expect(findings(new AwsSolutionsChecks(app), app)).toEqual([]);
    expect(findings(new ServerlessChecks(app), app)).toEqual([]);
  });

  it('would find a role that may do everything', () => {
    const app = new App();
    const trailhound = new Trailhound(new Stack(app, 'Home'), 'Trailhound', { bundles });
    const everything = new PolicyStatement({ actions: ['s3:*'], resources: ['*'] });
    trailhound.functions.notify?.addToRolePolicy(everything);

    expect(findings(new AwsSolutionsChecks(app), app).join()).toMatch(/IAM5/);
  });
});
