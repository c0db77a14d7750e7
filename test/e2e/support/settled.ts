import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { dumpDiff, dumpOf, masked, type PlainItem, tableItems } from '../../support/table-dump.ts';
import { type Deployed, namesOf } from './deployed.ts';
import { functionLogs } from './function-logs.ts';
import { findingItems } from './table.ts';
import { until } from './until.ts';

const dump = (items: readonly PlainItem[]): string => dumpOf(items.map((item) => masked(item, 'none')));

/** Where the table differs from what was wanted; empty when it is equal to the byte. What depends on when an alert went out is left out. */
export const differences = async (
  deployed: Deployed,
  wanted: readonly PlainItem[],
): Promise<readonly string[]> => dumpDiff(dump(await findingItems(deployed)), dump(wanted));

/** Failed deliveries that wait for the next redrive. */
export async function waitingDeliveries({ sandbox, resources }: Deployed): Promise<number> {
  const Bucket = resources.find(
    (one) => one.ResourceType === 'AWS::S3::Bucket' && one.LogicalResourceId?.includes('Failures'),
  )?.PhysicalResourceId;
  return (await sandbox.clients.s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount ?? 0;
}

/** Messages in every queue of the deployment, visible and in flight. */
export async function waitingMessages(deployed: Deployed, part = ''): Promise<number> {
  const counts = await Promise.all(
    namesOf(deployed, 'AWS::SQS::Queue', part).map(async (QueueUrl) => {
      const ask = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
      const { Attributes = {} } = await deployed.sandbox.clients.queues.send(ask);
      const { ApproximateNumberOfMessages: seen = 0, ApproximateNumberOfMessagesNotVisible: taken = 0 } =
        Attributes;
      return Number(seen) + Number(taken);
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Waits until everything that was sent has arrived, with the schedules that mend what failed made due early. */
export async function settle(
  deployed: Deployed,
  wanted: readonly PlainItem[],
  seconds: number,
): Promise<void> {
  const { control, clients } = deployed.sandbox;
  let differing: readonly string[] = [];
  await until(
    'a table equal to that of an offline scan, and nothing under way',
    async () => {
      await control.fire('RedriveFailures');
      await control.fire('Sweep');
      differing = await differences(deployed, wanted);
      const under = [
        await waitingDeliveries(deployed),
        await waitingMessages(deployed, 'Objects'),
        (await tableItems(clients.db, deployed.names.findingsTable, 'pending-alerts')).length,
      ];
      return differing.length === 0 && under.every((count) => count === 0) ? true : undefined;
    },
    {
      seconds,
      witness: async () =>
        [
          ...differing,
          `failed deliveries: ${await waitingDeliveries(deployed)}, messages: ${await waitingMessages(deployed)}`,
          await functionLogs(deployed.sandbox),
        ].join('\n'),
    },
  );
}
