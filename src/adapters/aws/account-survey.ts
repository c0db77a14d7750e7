import {
  CloudTrailClient,
  type CloudTrailClientConfig,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  type GetEventSelectorsResponse,
  GetTrailStatusCommand,
  type Trail,
} from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient, GetMetricStatisticsCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeSubscriptionFiltersCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { fail, ok } from '#core/result';
import type { EpochMs } from '#core/time';
import type {
  AccountSurvey,
  RefusedCall,
  Surveyed,
  SurveyedTrail,
  TrailCoverage,
} from '#ports/account-survey';

/** Endpoint and credentials, where they do not come from the environment. */
export type SurveyConfig = Pick<CloudTrailClientConfig, 'endpoint' | 'credentials'>;

/**
 * Looks at an account in one region through the SDK. Needs `cloudtrail:DescribeTrails GetTrailStatus GetEventSelectors`,
 * `logs:DescribeLogGroups DescribeSubscriptionFilters` and `cloudwatch:GetMetricStatistics ListMetrics`; does without each.
 */
export function awsAccountSurvey(region: string, config: SurveyConfig = {}): AccountSurvey {
  const settings = {
    ...config,
    region,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000 },
  };
  const trail = new CloudTrailClient(settings);
  const logs = new CloudWatchLogsClient(settings);
  const metrics = new CloudWatchClient(settings);
  return {
    trails: () =>
      asked('cloudtrail:DescribeTrails', async () => {
        const { trailList = [] } = await trail.send(new DescribeTrailsCommand({ includeShadowTrails: true }));
        return trailList.flatMap(trailOf);
      }),
    isLogging: (arn) =>
      asked('cloudtrail:GetTrailStatus', async () => {
        return (await trail.send(new GetTrailStatusCommand({ Name: arn }))).IsLogging === true;
      }),
    recorded: (arn) =>
      asked('cloudtrail:GetEventSelectors', async () =>
        recordedBy(await trail.send(new GetEventSelectorsCommand({ TrailName: arn }))),
      ),
    filters: (logGroupName) =>
      asked('logs:DescribeSubscriptionFilters', async () => {
        const answer = await logs.send(new DescribeSubscriptionFiltersCommand({ logGroupName }));
        return answer.subscriptionFilters?.length ?? 0;
      }),
    incoming: (logGroup, from, to) => incoming(metrics, logGroup, from, to),
    applicationGroups: () => applicationGroups(logs),
    hasAgentMetrics: () =>
      asked('cloudwatch:ListMetrics', async () => {
        const answer = await metrics.send(new ListMetricsCommand({ Namespace: 'CWAgent' }));
        return (answer.Metrics ?? []).length > 0;
      }),
  };
}

/** A log group's ARN ends with `:*`, and its name may hold colons no more than ARNs do. */
const GROUP_ARN = /^arn:[^:]+:logs:([^:]+):(\d{12}):log-group:([^:]+)/;

function trailOf(trail: Trail): readonly SurveyedTrail[] {
  const { TrailARN: arn, Name: name, HomeRegion: homeRegion } = trail;
  if (arn === undefined || name === undefined) return [];
  const [, region, accountId, group] = GROUP_ARN.exec(trail.CloudWatchLogsLogGroupArn ?? '') ?? [];
  return [
    {
      ...{ arn, name, homeRegion: homeRegion ?? '' },
      isMultiRegion: trail.IsMultiRegionTrail === true,
      isOrganization: trail.IsOrganizationTrail === true,
      ...(region !== undefined && accountId !== undefined && group !== undefined
        ? { logGroup: { name: group, region, accountId } }
        : {}),
      ...(trail.S3BucketName ? { bucket: trail.S3BucketName } : {}),
    },
  ];
}

/** Basic selectors add up; of the advanced ones, the field `readOnly` narrows those of management events. */
function recordedBy({ EventSelectors, AdvancedEventSelectors }: GetEventSelectorsResponse): TrailCoverage {
  const kinds = [
    ...(EventSelectors ?? [])
      .filter((selector) => selector.IncludeManagementEvents !== false)
      .map(({ ReadWriteType }) => ReadWriteType ?? 'All'),
    ...(AdvancedEventSelectors ?? []).flatMap(({ FieldSelectors = [] }) => {
      const equals = (field: string) => FieldSelectors.find(({ Field }) => Field === field)?.Equals ?? [];
      if (!equals('eventCategory').includes('Management')) return [];
      const [readOnly] = equals('readOnly');
      return [readOnly === undefined ? 'All' : readOnly === 'true' ? 'ReadOnly' : 'WriteOnly'];
    }),
  ];
  const reads = kinds.includes('All') || kinds.includes('ReadOnly');
  const writes = kinds.includes('All') || kinds.includes('WriteOnly');
  if (reads) return writes ? 'all' : 'reads';
  return writes ? 'writes' : 'none';
}

/** `GetMetricStatistics`, because unlike `GetMetricData` it is among the free requests. */
function incoming(
  metrics: CloudWatchClient,
  logGroup: string,
  from: EpochMs,
  to: EpochMs,
): Surveyed<number | undefined> {
  return asked('cloudwatch:GetMetricStatistics', async () => {
    const question = new GetMetricStatisticsCommand({
      ...{ Namespace: 'AWS/Logs', MetricName: 'IncomingLogEvents', Statistics: ['Sum'], Period: 86_400 },
      Dimensions: [{ Name: 'LogGroupName', Value: logGroup }],
      StartTime: new Date(from),
      EndTime: new Date(to),
    });
    const points = (await metrics.send(question)).Datapoints ?? [];
    return points.length === 0 ? undefined : points.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
  });
}

const MOST_GROUP_PAGES = 10;

function applicationGroups(logs: CloudWatchLogsClient): Surveyed<{ count: number; more: boolean }> {
  return asked('logs:DescribeLogGroups', async () => {
    let count = 0;
    let nextToken: string | undefined;
    for (let page = 0; page < MOST_GROUP_PAGES; page += 1) {
      const answer = await logs.send(new DescribeLogGroupsCommand({ limit: 50, nextToken }));
      const names = (answer.logGroups ?? []).map(({ logGroupName = '' }) => logGroupName);
      count += names.filter((name) => !name.startsWith('/aws/lambda/')).length;
      nextToken = answer.nextToken;
      if (nextToken === undefined) break;
    }
    return { count, more: nextToken !== undefined };
  });
}

const CREDENTIALS =
  /Credentials|ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|TokenRefresh|InvalidToken/;
const DENIED = /AccessDenied|UnauthorizedOperation|NotAuthorized|Forbidden|OptInRequired/;

/** Asks once, and turns a refusal into an answer. The error's text is left out: services quote what they were sent. */
async function asked<T>(call: string, ask: () => Promise<T>): Surveyed<T> {
  try {
    return ok(await ask());
  } catch (cause) {
    const reason = cause instanceof Error ? cause.name : 'an unknown error';
    const kind: RefusedCall['kind'] = CREDENTIALS.test(reason)
      ? 'credentials'
      : DENIED.test(reason)
        ? 'denied'
        : 'failed';
    return fail({ call, kind, reason: reason === 'Error' ? 'no answer' : reason });
  }
}
