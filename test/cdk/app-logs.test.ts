import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { deployed } from './support/deployed.ts';

const SETTINGS = { sources: { logGroups: ['trail'] }, applicationLogs: { prefixes: ['/app/'] } };

/** A resource as the template has it. */
interface Resource {
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
}

let template: Template;
beforeAll(() => {
  template = deployed(SETTINGS).template;
}, 60_000);

/** The first resource of a type whose logical id has this in it. */
function resource(type: string, part = ''): readonly [id: string, resource: Resource] {
  const found = Object.entries(template.findResources(type)).find(([id]) => id.includes(part));
  if (!found) throw new Error(`no ${type} with ${part} in its id`);
  return [found[0], found[1] as unknown as Resource];
}
const withStack = () => resource('Custom::TrailhoundLogSubscriptions');

describe('log groups of applications', () => {
  it('are subscribed with the stack, when the function may do what that takes', () => {
    const [, { Properties, DependsOn }] = withStack();
    const [pull] = resource('AWS::Lambda::Function', 'PullLogs');
    const [policy] = resource('AWS::IAM::Policy', 'PullLogs');
    const [permission] = resource('AWS::Lambda::Permission', 'AppLogs');

    expect(Properties['ServiceToken']).toEqual({ 'Fn::GetAtt': [pull, 'Arn'] });
    expect(DependsOn).toEqual(expect.arrayContaining([pull, policy, permission]));
  });

  it('are set free after the schedule went, which would subscribe to them again', () => {
    const [, schedule] = resource('AWS::Scheduler::Schedule', 'PullLogs');

    expect(schedule.DependsOn).toContain(withStack()[0]);
  });

  it('are waited for a little longer than the function may take, and not for the hour that is usual', () => {
    const [, pull] = resource('AWS::Lambda::Function', 'PullLogs');

    expect(Number(withStack()[1].Properties['ServiceTimeout'])).toBe(
      Number(pull.Properties['Timeout']) + 120,
    );
  });
});
