import { describe, expect, it } from '@jest/globals';
import { type DeploymentWish, proposeDeployment, UNSEEN } from '#app/propose-deployment';
import { withDefaults } from '#config/deployment/defaults';
import { readDeployment } from '#config/deployment/settings';
import { deploymentYaml } from './deployment-yaml.ts';

const wish: DeploymentWish = { region: 'us-east-1', logGroups: [], buckets: [] };
const written = (given: Partial<DeploymentWish>, emails: readonly string[] = []) => {
  const asked = { ...wish, ...given };
  return deploymentYaml({ proposal: proposeDeployment(UNSEEN, asked), region: asked.region, emails });
};

describe('deploymentYaml', () => {
  it('writes a deployment that is all defaults where nothing is known', () => {
    expect(readDeployment('trailhound.yml', written({}))).toEqual({ ok: true, value: withDefaults({}) });
  });

  it('writes what was chosen, and reading it gives that back', () => {
    const text = written(
      {
        region: 'eu-central-1',
        doors: ['logs', 'eventbridge', 'objects'],
        logGroups: ['/trail#1', 'aws-cloudtrail-logs'],
        buckets: ['trail-bucket'],
      },
      ["o'neil+x@example.com"],
    );
    expect(readDeployment('trailhound.yml', text)).toMatchObject({
      ok: true,
      value: {
        regions: ['us-east-1', 'eu-central-1'],
        sources: {
          eventHistory: undefined,
          logGroups: ['/trail#1', 'aws-cloudtrail-logs'],
          eventBridge: { readOnlyEvents: 'none' },
          buckets: [{ name: 'trail-bucket', notifications: 'bucket' }],
          reconcile: { everyHours: 24 },
        },
        alerts: { email: ["o'neil+x@example.com"] },
      },
    });
  });

  it('says why a door is open or shut, and shows a shut one commented out', () => {
    const text = written({});
    expect(text).toContain('# Log groups of a trail, off: it is not known whether there is a trail.');
    expect(text).toContain('# logGroups: [aws-cloudtrail-logs]');
    expect(text).toContain('# Event history (LookupEvents), on: ');
    expect(text.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });

  it('keeps hostile names inside its comments', () => {
    const trail = {
      ...{ arn: 'arn:x', name: 'a\nsources: hacked', homeRegion: 'us-east-1' },
      ...{ isMultiRegion: true, isOrganization: false, isLogging: false },
      logGroup: { name: 'g', region: 'us-east-1', accountId: '123456789012' },
    };
    const proposal = proposeDeployment({ trails: [trail], refused: [] }, wish);
    const text = deploymentYaml({ proposal, region: 'us-east-1', emails: [] });
    expect(text).toContain('\\u000asources: hacked');
    expect(readDeployment('trailhound.yml', text).ok).toBe(true);
  });
});
