import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { readStackSettings } from '#config/stack-settings';
import { TABLES } from '#config/tables';
import { TrailhoundStack } from '../../lib/trailhound-stack.ts';

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

let template: Template;
let bundles: string;

beforeAll(() => {
  bundles = mkdtempSync(join(tmpdir(), 'trailhound-bundles-'));
  for (const name of ['collect-cloudtrail', 'notify']) {
    mkdirSync(join(bundles, name));
    writeFileSync(join(bundles, name, 'index.mjs'), 'export const handler = async () => undefined;\n');
  }
  const settings = readStackSettings({ regions: 'eu-central-1,us-east-1', email: 'team@example.com' });
  template = Template.fromStack(new TrailhoundStack(new App(), 'Trailhound', { settings, bundles }));
}, 60_000);

describe('the stack', () => {
  it('makes both tables from the one definition that the embedded database uses', () => {
    const tables = Object.values(template.findResources('AWS::DynamoDB::GlobalTable'));
    const indexes = tables.map(({ Properties }) =>
      (Properties.GlobalSecondaryIndexes ?? []).map((index: { IndexName: string }) => index.IndexName).sort(),
    );
    expect(indexes).toContainEqual(TABLES.findings.indexes.map(({ name }) => name).sort());
    for (const { Properties, DeletionPolicy } of tables) {
      expect(Properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
      expect(DeletionPolicy).toBe('Retain');
    }
  });

  it('gives the collector its regions and wakes it on the schedule', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Environment: { Variables: Match.objectLike({ TRAILHOUND_REGIONS: 'eu-central-1,us-east-1' }) },
    });
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(5 minutes)' });
  });

  it('wakes the notifier only for writes that leave an alert pending, and never retries a batch for ever', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      MaximumRetryAttempts: 3,
      BisectBatchOnFunctionError: true,
      FilterCriteria: { Filters: [{ Pattern: Match.stringLikeRegexp('pending') }] },
      DestinationConfig: { OnFailure: Match.anyValue() },
    });
  });

  it('lets no role act on everything, but for the calls that know no resources', () => {
    const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement as Statement[],
    );
    const wide = statements
      .filter(({ Resource }) => [Resource].flat().includes('*'))
      .flatMap(({ Action }) => Action);
    expect(new Set(wide)).toEqual(new Set(['cloudtrail:LookupEvents']));
    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
  });

  it('subscribes the address that was given', () => {
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'team@example.com',
    });
  });
});

describe('readStackSettings', () => {
  it('names every problem at once', () => {
    const read = () => readStackSettings({ regions: 'Frankfurt', everyMinutes: '0', colour: 'blue' });
    expect(read).toThrow(/trailhound\.regions[\s\S]*trailhound\.everyMinutes[\s\S]*colour/);
  });

  it.each([
    { email: 'team@example.com', warned: 0 },
    { email: '', warned: 1 },
  ])('warns when nobody would be told: e-mail "$email"', ({ email, warned }) => {
    const stack = new TrailhoundStack(new App(), 'Told', { settings: readStackSettings({ email }), bundles });

    expect(
      Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('nobody gets an alert')),
    ).toHaveLength(warned);
  });
});
