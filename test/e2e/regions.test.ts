import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tableItems } from '../support/table-dump.ts';
import { trailStopped } from './support/calls.ts';
import { ACCOUNT, clientSettings } from './support/clients.ts';
import { STACK } from './support/deployed.ts';
import { functionLogs } from './support/function-logs.ts';
import { phase } from './support/phases.ts';
import { openSandbox, type Sandbox } from './support/sandbox.ts';
import { until } from './support/until.ts';

const HOME = 'eu-central-1';
const ELSEWHERE = 'us-east-1';
const SETTINGS = {
  sources: { eventHistory: false, reconcile: false, eventBridge: true },
  keepData: false,
};
const LIMIT_MS = 300_000;
const SOON_S = 60;

describe(`Trailhound at home in ${HOME}, with a forwarder in ${ELSEWHERE}`, () => {
  let sandbox: Sandbox;
  const app = () => [
    ...['--context', `config=${join(sandbox.folder, 'trailhound.yml')}`],
    ...['--output', join(sandbox.folder, 'cdk.out')],
  ];
  const stacks = async (region: string) => {
    const client = new CloudFormationClient(clientSettings(sandbox.emulator.endpoint, region));
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({}));
    client.destroy();
    return Stacks;
  };

  beforeAll(async () => {
    sandbox = await openSandbox({ iam: false, region: HOME });
    await writeFile(join(sandbox.folder, 'trailhound.yml'), JSON.stringify(SETTINGS));
    const regions = [HOME, ELSEWHERE].map((region) => `aws://${ACCOUNT}/${region}`);
    await phase('cdk bootstrap', () => sandbox.cdk(['bootstrap', ...regions], sandbox.folder));
    await phase('cdk deploy --all', () =>
      sandbox.cdk(['deploy', '--all', '--require-approval', 'never', ...app()]),
    );
  }, LIMIT_MS);

  afterAll(async () => {
    await sandbox?.close();
  });

  it(
    'finds at home what happened elsewhere, and says where that was',
    async () => {
      const events = new EventBridgeClient(clientSettings(sandbox.emulator.endpoint, ELSEWHERE));
      const call = trailStopped('far-away', { awsRegion: ELSEWHERE });
      const entry = {
        Source: 'aws.cloudtrail',
        DetailType: 'AWS API Call via CloudTrail',
        Detail: JSON.stringify(call),
      };
      expect(await events.send(new PutEventsCommand({ Entries: [entry] }))).toMatchObject({
        FailedEntryCount: 0,
      });
      events.destroy();
      const home = (await stacks(HOME)).find(({ StackName }) => StackName === STACK);
      const table = home?.Outputs?.find(({ OutputKey }) => OutputKey === 'FindingsTable')?.OutputValue ?? '';

      const finding = await until(
        'a finding at home',
        async () => (await tableItems(sandbox.clients.db, table))[0],
        { seconds: SOON_S, witness: () => functionLogs(sandbox) },
      );

      expect(finding).toMatchObject({ region: ELSEWHERE, accountId: ACCOUNT, count: 1 });
    },
    LIMIT_MS,
  );

  it(
    'leaves neither of its stacks when it is removed',
    async () => {
      await phase('cdk destroy --all', () => sandbox.cdk(['destroy', '--all', '--force', ...app()]));
      const left = [...(await stacks(HOME)), ...(await stacks(ELSEWHERE))].filter(
        ({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE',
      );
      expect(left.map(({ StackName }) => StackName)).toEqual(['CDKToolkit', 'CDKToolkit']);
    },
    LIMIT_MS,
  );
});
