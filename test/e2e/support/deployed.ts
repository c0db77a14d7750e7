import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type StackResource,
} from '@aws-sdk/client-cloudformation';
import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { ACCOUNT, REGION } from './clients.ts';
import type { Sandbox } from './sandbox.ts';

export const STACK = 'Trailhound';

/** What the deployment is made of, by the names that AWS gave. */
export interface DeployedNames {
  readonly findingsTable: string;
  readonly stateTable: string;
  readonly alertTopic: string;
  /** Empty where alerts do not go to chat. */
  readonly chatTopic: string;
  /** Group and bucket that a trail of the account would write to: there before Trailhound, and after it. */
  readonly logGroup: string;
  readonly bucket: string;
}

/** A deployed Trailhound. */
export interface Deployed {
  readonly sandbox: Sandbox;
  readonly names: DeployedNames;
  readonly resources: readonly StackResource[];
  /** An output of the stack. Throws for one that it has not. */
  readonly output: (name: string) => string;
  /** Runs a CDK command on the app as it was deployed. */
  readonly cdk: (...args: readonly string[]) => Promise<string>;
}

export interface DeployOptions {
  /** More of `trailhound.yml`, as JSON, which is YAML too. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A grant that is left out, such as `dynamodb:PutItem`; only where policies are enforced. */
  readonly without?: string;
}

/** Every door open, everything removable, nothing slow. */
const SETTINGS = (names: Pick<DeployedNames, 'logGroup' | 'bucket'>) => ({
  sources: {
    eventHistory: { everyMinutes: 1 },
    logGroups: [names.logGroup],
    eventBridge: { readOnlyEvents: 'none' },
    buckets: [{ name: names.bucket }],
    reconcile: { everyHours: 1 },
  },
  functions: {
    // SQS shows a message again after six times this.
    'watch-objects': { timeoutSeconds: 10 },
  },
  alerts: { chat: true },
  heartbeat: 5,
  keepData: false,
});

/** Prepares the account as `cdk bootstrap` does, with a log group and a bucket that a trail could write to. */
export async function bootstrap(sandbox: Sandbox): Promise<Pick<DeployedNames, 'logGroup' | 'bucket'>> {
  const names = { logGroup: 'trail-logs', bucket: 'trail-objects' };
  await sandbox.clients.logs.send(new CreateLogGroupCommand({ logGroupName: names.logGroup }));
  await sandbox.clients.s3.send(new CreateBucketCommand({ Bucket: names.bucket }));
  // In a folder without an app: there is nothing to synthesise.
  await sandbox.cdk(['bootstrap', `aws://${ACCOUNT}/${REGION}`], sandbox.folder);
  return names;
}

/** Deploys this app with the real CDK. */
export async function deploy(
  sandbox: Sandbox,
  trail: Pick<DeployedNames, 'logGroup' | 'bucket'>,
  options: DeployOptions = {},
): Promise<Deployed> {
  const folder = join(sandbox.folder, 'settings');
  await mkdir(folder, { recursive: true });
  const config = join(folder, 'trailhound.yml');
  await writeFile(config, JSON.stringify({ ...SETTINGS(trail), ...options.settings }));
  const cdk = (...args: readonly string[]) =>
    sandbox.cdk([...args, ...appArguments(sandbox, config, options.without)]);
  await cdk('deploy', STACK, '--require-approval', 'never', '--asset-parallelism=false');
  const described = await sandbox.clients.stacks.send(new DescribeStacksCommand({ StackName: STACK }));
  const outputs = new Map(
    described.Stacks?.[0]?.Outputs?.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
  const output = (name: string): string => {
    const value = outputs.get(name);
    if (value === undefined)
      throw new Error(`the stack has no output ${name}: ${[...outputs.keys()].join(' ')}`);
    return value;
  };
  const found = await sandbox.clients.stacks.send(new DescribeStackResourcesCommand({ StackName: STACK }));
  return {
    ...{ sandbox, cdk, output },
    resources: found.StackResources ?? [],
    names: {
      ...trail,
      findingsTable: output('FindingsTable'),
      stateTable: output('StateTable'),
      alertTopic: output('AlertTopic'),
      chatTopic: outputs.get('ChatTopic') ?? '',
    },
  };
}

/** Physical names of resources of a type whose logical name has this in it. */
export const namesOf = ({ resources }: Deployed, type: string, part = ''): readonly string[] =>
  resources
    .filter((one) => one.ResourceType === type && one.LogicalResourceId?.includes(part))
    .map((one) => one.PhysicalResourceId ?? '');

function appArguments(
  { iam, folder }: Sandbox,
  config: string,
  without: string | undefined,
): readonly string[] {
  return [
    ...['--output', join(folder, 'cdk.out'), '--context', `config=${config}`],
    // See there: it differs from the real one in how it publishes, and in what it can leave out.
    ...(iam ? ['--app', 'node --import tsx test/e2e/app.ts'] : []),
    ...(without === undefined ? [] : ['--context', `without=${without}`]),
  ];
}
