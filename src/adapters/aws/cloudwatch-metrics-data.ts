import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandOutput,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import type { MetricPoint } from '#core/metrics/metric-point';
import { type EpochMs, epochMs } from '#core/time';
import type { SeriesPoints, SeriesQuery } from '#ports/metric-reader';
import { metricsCall } from './cloudwatch-metrics-call.ts';

/** Queries that one request may hold (CloudWatch API Reference, GetMetricData). */
export const QUERIES_EACH = 500;
/** Times that what came incomplete is asked for again. */
const MORE_TRIES = 2;

interface Span {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** What has come of one query so far. */
interface Gathered {
  readonly points: Map<number, number>;
  /** Of its last answer; absent before the first. */
  status: string | undefined;
  message: string | undefined;
}

/**
 * Asks for points of many series, 500 a request, oldest first, page by page.
 *
 * `PartialData` is what every page but the last says. What is still incomplete then, or failed inside the service, is
 * asked for again twice; after that the series has a `problem`. Rejects with `TH_METRICS_READ` when a request fails.
 */
export async function readMetricData(
  queries: readonly SeriesQuery[],
  span: Span,
  client: CloudWatchClient,
): Promise<readonly SeriesPoints[]> {
  const gathered = queries.map(
    (): Gathered => ({ points: new Map(), status: undefined, message: undefined }),
  );
  let asked = queries.map((_, index) => index);
  for (let attempt = 0; attempt <= MORE_TRIES && asked.length > 0; attempt += 1) {
    for (let at = 0; at < asked.length; at += QUERIES_EACH) {
      await readBatch(asked.slice(at, at + QUERIES_EACH), queries, span, { client, gathered });
    }
    // Forbidden stays so.
    asked = asked.filter((index) => !['Complete', 'Forbidden'].includes(gathered[index]?.status ?? ''));
  }
  return gathered.map(pointsOf);
}

async function readBatch(
  indices: readonly number[],
  queries: readonly SeriesQuery[],
  { from, to }: Span,
  into: { readonly client: CloudWatchClient; readonly gathered: readonly Gathered[] },
): Promise<void> {
  const input = {
    MetricDataQueries: indices.flatMap((index) => {
      const query = queries[index];
      return query ? [queryOf(query, index)] : [];
    }),
    ...{ StartTime: new Date(from), EndTime: new Date(to), ScanBy: 'TimestampAscending' as const },
  };
  let token: string | undefined;
  do {
    const command = new GetMetricDataCommand(token === undefined ? input : { ...input, NextToken: token });
    const page: GetMetricDataCommandOutput = await metricsCall(
      `GetMetricData for ${indices.length} series`,
      () => into.client.send(command),
    );
    for (const result of page.MetricDataResults ?? []) gather(result, into.gathered);
    token = page.NextToken;
  } while (token !== undefined);
}

/** The id leads back to the series: the label that comes with an answer is made for people. */
const queryOf = ({ series, statistic, periodSeconds }: SeriesQuery, index: number): MetricDataQuery => ({
  Id: `q${index}`,
  MetricStat: {
    Metric: {
      Namespace: series.namespace,
      MetricName: series.metric,
      Dimensions: Object.entries(series.dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Period: periodSeconds,
    Stat: statistic,
  },
});

function gather(result: MetricDataResult, gathered: readonly Gathered[]): void {
  const into = gathered[Number(result.Id?.slice(1))];
  if (!into) return;
  const { Timestamps = [], Values = [] } = result;
  for (const [index, at] of Timestamps.entries()) {
    const value = Values[index];
    if (value !== undefined) into.points.set(at.getTime(), value);
  }
  into.status = result.StatusCode ?? 'Complete';
  into.message = result.Messages?.map(({ Code = '', Value = '' }) => `${Code} ${Value}`.trim()).join('; ');
}

function pointsOf({ points, status, message }: Gathered): SeriesPoints {
  const sorted = [...points]
    .sort(([a], [b]) => a - b)
    .map(([at, value]): MetricPoint => ({ at: epochMs(at), value }));
  if (status === 'Complete') return { points: sorted };
  const why = message ? ` (${message.slice(0, 200)})` : '';
  return { points: sorted, problem: `${status ?? 'no answer'}${why}` };
}
