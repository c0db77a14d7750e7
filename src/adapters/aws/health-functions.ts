import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import {
  GetAccountSettingsCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import type { EpochMs } from '#core/time';
import type { ConcurrencyFacts, Fact, FunctionFacts } from '#ports/health';
import { learn } from './health-learn.ts';

/** The environment of a function, with its ARN. */
export interface EnvironmentFacts {
  readonly name: string;
  readonly arn: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Reads the environment variables of a function. Needs `lambda:GetFunctionConfiguration` on it. */
export function learnEnvironment(lambda: LambdaClient, name: string): Promise<Fact<EnvironmentFacts>> {
  return learn('lambda:GetFunctionConfiguration', async () => {
    const get = new GetFunctionConfigurationCommand({ FunctionName: name });
    const { Environment, FunctionArn = '' } = await lambda.send(get);
    return { name, arn: FunctionArn, env: Environment?.Variables ?? {} };
  });
}

/** Reads how many executions the account allows. Needs `lambda:GetAccountSettings`. */
export function learnConcurrency(lambda: LambdaClient): Promise<Fact<ConcurrencyFacts>> {
  return learn('lambda:GetAccountSettings', async () => {
    const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
    const limit = AccountLimit?.ConcurrentExecutions ?? 0;
    return { limit, unreserved: AccountLimit?.UnreservedConcurrentExecutions ?? limit };
  });
}

const HOUR_SECONDS = 3_600;
const MEASURED = ['Invocations', 'Errors', 'Throttles'] as const;
/** GetMetricData takes 500 queries. */
const FUNCTIONS_AT_ONCE = Math.floor(500 / MEASURED.length);

/** Sums calls, errors and throttles of the last hour. Needs `cloudwatch:GetMetricData`. */
export function learnFunctions(
  cloudwatch: CloudWatchClient,
  names: readonly string[],
  now: EpochMs,
): Promise<Fact<readonly FunctionFacts[]>> {
  return learn('cloudwatch:GetMetricData', async () => {
    const asked = names.slice(0, FUNCTIONS_AT_ONCE);
    if (asked.length === 0) return [];
    const { MetricDataResults = [] } = await cloudwatch.send(
      new GetMetricDataCommand({
        ...{ StartTime: new Date(now - HOUR_SECONDS * 1_000), EndTime: new Date(now) },
        MetricDataQueries: asked.flatMap(queriesFor),
      }),
    );
    const sumOf = (id: string): number =>
      (MetricDataResults.find(({ Id }) => Id === id)?.Values ?? []).reduce((sum, value) => sum + value, 0);
    return asked.map((name, index) => {
      const [invocations = 0, errors = 0, throttles = 0] = MEASURED.map((metric) =>
        sumOf(idOf(metric, index)),
      );
      return { name, invocations, errors, throttles };
    });
  });
}

const idOf = (metric: string, index: number): string => `${metric.toLowerCase()}${index}`;

const queriesFor = (name: string, index: number): MetricDataQuery[] =>
  MEASURED.map((metric) => ({
    Id: idOf(metric, index),
    MetricStat: {
      Metric: {
        ...{ Namespace: 'AWS/Lambda', MetricName: metric },
        Dimensions: [{ Name: 'FunctionName', Value: name }],
      },
      ...{ Period: HOUR_SECONDS, Stat: 'Sum' },
    },
  }));
