import {
  CloudWatchClient,
  type CloudWatchClientConfig,
  ListMetricsCommand,
  type ListMetricsCommandOutput,
  type Metric,
} from '@aws-sdk/client-cloudwatch';
import {
  ResourceGroupsTaggingAPIClient,
  type ResourceGroupsTaggingAPIClientConfig,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { type MetricReader, type MetricSelection, type MetricSeries, seriesName } from '#ports/metric-reader';
import { metricsCall } from './cloudwatch-metrics-call.ts';
import { readMetricData } from './cloudwatch-metrics-data.ts';
import { taggedValues } from './cloudwatch-metrics-tags.ts';

export interface CloudWatchMetricsDeps {
  readonly cloudWatch: CloudWatchClient;
  /** Asked only for selections by tag. */
  readonly tagging: ResourceGroupsTaggingAPIClient;
}

/** GetMetricData allows 50 requests a second and ListMetrics 25: throttled calls are repeated with back-off and jitter. */
const RETRIES = { maxAttempts: 8, retryMode: 'standard' };

/** Daily metrics, such as the size of a bucket, may have had no point for longer than `RecentlyActive` looks back. */
const LONGEST_RECENT = 3_600;
/** Pages of 500 series that are listed of one name at most: what is more must be selected more narrowly. */
const MOST_PAGES = 200;

/** Makes the client for metrics. Region, endpoint and credentials come from the environment unless given. */
export const cloudWatchClient = (config: CloudWatchClientConfig = {}): CloudWatchClient =>
  new CloudWatchClient({ ...RETRIES, ...config });

/** Makes the client that finds resources by tag. */
export const taggingClient = (
  config: ResourceGroupsTaggingAPIClientConfig = {},
): ResourceGroupsTaggingAPIClient => new ResourceGroupsTaggingAPIClient({ ...RETRIES, ...config });

/**
 * Reads CloudWatch metrics. Needs `cloudwatch:ListMetrics` and `cloudwatch:GetMetricData`, and for selections by tag
 * `tag:GetResources`; none of them can be limited to resources.
 */
export const cloudWatchMetrics = (deps: CloudWatchMetricsDeps): MetricReader => ({
  discover: async (selection, most) => {
    const found = new Map<string, MetricSeries>();
    const carries = await tagTest(selection, deps);
    let isCut = false;
    for (const name of selection.names ?? [undefined]) {
      const onCut = (): void => {
        isCut = true;
      };
      for await (const metric of listed(selection, name, deps.cloudWatch, onCut)) {
        const series = seriesOf(metric);
        if (isSelected(series, selection) && carries(series)) found.set(series.name, series);
      }
    }
    // Sorted before it is cut, so that every run watches the same ones.
    const series = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return { series: series.slice(0, most), more: isCut || series.length > most };
  },
  read: (queries, span) => readMetricData(queries, span, deps.cloudWatch),
});

async function* listed(
  selection: MetricSelection,
  name: string | undefined,
  client: CloudWatchClient,
  onCut: () => void,
): AsyncGenerator<Metric> {
  // Three hours is the only value there is; without it two weeks of resources that are gone are listed too.
  const isRecent = (selection.periodSeconds ?? 0) <= LONGEST_RECENT;
  let token: string | undefined;
  let pages = 0;
  do {
    const command = new ListMetricsCommand({
      Namespace: selection.namespace,
      ...(isRecent ? { RecentlyActive: 'PT3H' as const } : {}),
      ...(name === undefined ? {} : { MetricName: name }),
      ...filtersOf(selection),
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const page: ListMetricsCommandOutput = await metricsCall(`ListMetrics of ${selection.namespace}`, () =>
      client.send(command),
    );
    yield* page.Metrics ?? [];
    token = page.NextToken;
    pages += 1;
  } while (token !== undefined && pages < MOST_PAGES);
  if (token !== undefined) onCut();
}

/** At most ten dimensions can be asked for; values only where there is one, the rest is looked at here. */
function filtersOf({ dimensions = {} }: MetricSelection): Pick<ListMetricsCommand['input'], 'Dimensions'> {
  const filters = Object.entries(dimensions).slice(0, 10);
  if (filters.length === 0) return {};
  return {
    Dimensions: filters.map(([Name, values]) => {
      const [only] = values;
      return values !== '*' && values.length === 1 && only !== undefined ? { Name, Value: only } : { Name };
    }),
  };
}

function seriesOf({ Namespace = '', MetricName = '', Dimensions = [] }: Metric): MetricSeries {
  const pairs = Dimensions.map(({ Name = '', Value = '' }) => [Name, Value] as const);
  const dimensions = Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
  const named = { namespace: Namespace, metric: MetricName, dimensions };
  return { name: seriesName(named), ...named };
}

/** Whether names, values and number of dimensions are those asked for: not every filter is one of the service's. */
function isSelected({ metric, dimensions }: MetricSeries, selection: MetricSelection): boolean {
  const { names, dimensions: wanted = {}, except = {}, exact = false } = selection;
  if (names && !names.includes(metric)) return false;
  if (exact && Object.keys(dimensions).length !== Object.keys(wanted).length) return false;
  const holds = ([name, values]: readonly [string, '*' | readonly string[]]): boolean => {
    const value = dimensions[name];
    return value !== undefined && (values === '*' || values.includes(value));
  };
  return Object.entries(wanted).every(holds) && !Object.entries(except).some(holds);
}

async function tagTest(
  { tags, namespace }: MetricSelection,
  { tagging }: CloudWatchMetricsDeps,
): Promise<(series: MetricSeries) => boolean> {
  if (tags === undefined || Object.keys(tags).length === 0) return () => true;
  const values = await taggedValues(tags, namespace, tagging);
  return ({ dimensions }) =>
    Object.entries(dimensions).some(([name, value]) => values.get(name)?.has(value) === true);
}
