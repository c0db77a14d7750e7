import { ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListEventBusesCommand, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { ListTopicsCommand } from '@aws-sdk/client-sns';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import type { Clients } from './clients.ts';

/** Names of what an account holds, by kind. */
export type Holdings = Readonly<Record<string, readonly string[]>>;

/** Lists what is in the account, of every kind that a deployment makes and that costs something or holds data. */
export async function holdingsOf(clients: Clients): Promise<Holdings> {
  const { stacks, db, s3, queues, topics, functions, logs, events, metrics } = clients;
  const alive = (await stacks.send(new ListStacksCommand({}))).StackSummaries?.filter(
    ({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE',
  );
  return sorted({
    stacks: alive?.map(({ StackName }) => StackName),
    tables: (await db.send(new ListTablesCommand({}))).TableNames,
    buckets: (await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name),
    queues: (await queues.send(new ListQueuesCommand({}))).QueueUrls,
    topics: (await topics.send(new ListTopicsCommand({}))).Topics?.map(({ TopicArn }) => TopicArn),
    functions: (await functions.send(new ListFunctionsCommand({}))).Functions?.map((one) => one.FunctionName),
    logGroups: (await logs.send(new DescribeLogGroupsCommand({}))).logGroups?.map((one) => one.logGroupName),
    buses: (await events.send(new ListEventBusesCommand({}))).EventBuses?.map(({ Name }) => Name),
    rules: (await events.send(new ListRulesCommand({}))).Rules?.map(({ Name }) => Name),
    alarms: (await metrics.send(new DescribeAlarmsCommand({}))).MetricAlarms?.map((one) => one.AlarmName),
  });
}

const sorted = (found: Readonly<Record<string, readonly (string | undefined)[] | undefined>>): Holdings =>
  Object.fromEntries(Object.entries(found).map(([kind, names = []]) => [kind, names.map(String).sort()]));
