import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type GetMetricDataCommandOutput,
  type ListMetricsCommandInput,
  type ListMetricsCommandOutput,
} from '@aws-sdk/client-cloudwatch';
import type {
  GetResourcesCommandInput,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { describe, expect, it } from '@jest/globals';
import { epochMs } from '#core/time';
import { type MetricSelection, type SeriesQuery, seriesName } from '#ports/metric-reader';
import { cloudWatchMetrics } from './cloudwatch-metrics.ts';
import { dimensionsOf } from './cloudwatch-metrics-tags.ts';

const META = { $metadata: {} };
type Answer<Output> = Omit<Output, '$metadata'>;

/** A CloudWatch that answers as told and notes what it was asked. */
function cloudWatch(answers: {
  readonly list?: (input: ListMetricsCommandInput) => Answer<ListMetricsCommandOutput>;
  readonly data?: (input: GetMetricDataCommandInput, call: number) => Answer<GetMetricDataCommandOutput>;
  readonly resources?: (input: GetResourcesCommandInput) => object;
}) {
  const asked: { lists: ListMetricsCommandInput[]; data: GetMetricDataCommandInput[] } = {
    lists: [],
    data: [],
  };
  const client = {
    send: async (command: { input: unknown }) => {
      if (command instanceof GetMetricDataCommand) {
        asked.data.push(command.input);
        return { ...META, ...answers.data?.(command.input, asked.data.length) };
      }
      const input = command.input as ListMetricsCommandInput;
      asked.lists.push(input);
      return { ...META, ...answers.list?.(input) };
    },
  };
  const tagging = {
    send: async (command: { input: unknown }) =>
      answers.resources?.(command.input as GetResourcesCommandInput),
  };
  const reader = cloudWatchMetrics({
    cloudWatch: client as unknown as CloudWatchClient,
    tagging: tagging as unknown as ResourceGroupsTaggingAPIClient,
  });
  return { reader, asked };
}

const metric = (MetricName: string, dimensions: Readonly<Record<string, string>>) => ({
  ...{ Namespace: 'AWS/EC2', MetricName },
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
});
const query = (index: number): SeriesQuery => {
  const series = { namespace: 'A', metric: 'm', dimensions: { Host: String(index) } };
  return { series: { name: seriesName(series), ...series }, statistic: 'Average', periodSeconds: 300 };
};
const NOON = 1_772_366_400_000;
const SPAN = { from: epochMs(NOON - 3_600_000), to: epochMs(NOON) };
const at = (minutes: number) => new Date(NOON + minutes * 60_000);

describe('discover', () => {
  it('goes through all pages, and names series the same whatever order dimensions come in', async () => {
    const pages: Readonly<Record<string, Answer<ListMetricsCommandOutput>>> = {
      first: { Metrics: [metric('CPU', { B: '2', A: '1' }), metric('CPU', { A: '0' })], NextToken: 'second' },
      second: { Metrics: [metric('CPU', { A: '1', B: '2' }), metric('CPU', {})] },
    };
    const { reader, asked } = cloudWatch({ list: ({ NextToken = 'first' }) => pages[NextToken]! });
    const { series, more } = await reader.discover({ namespace: 'AWS/EC2', names: ['CPU'] }, 10);
    expect(series.map(({ name }) => name)).toEqual([
      'AWS/EC2/CPU',
      'AWS/EC2/CPU{A=0}',
      'AWS/EC2/CPU{A=1,B=2}',
    ]);
    expect(more).toBe(false);
    expect(asked.lists).toMatchObject([
      { Namespace: 'AWS/EC2', MetricName: 'CPU', RecentlyActive: 'PT3H' },
      { NextToken: 'second' },
    ]);
  });

  const HOSTS = [
    metric('CPU', { InstanceId: 'i-1' }),
    metric('CPU', { InstanceId: 'i-2', path: '/' }),
    metric('CPU', { AutoScalingGroupName: 'web' }),
    metric('Memory', { InstanceId: 'i-1' }),
  ];
  it.each<{ name: string; selection: Partial<MetricSelection>; found: readonly string[] }>([
    { name: 'everything', selection: {}, found: ['i-1 CPU', 'i-2 CPU', 'web CPU', 'i-1 Memory'] },
    {
      name: 'what has a dimension',
      selection: { dimensions: { InstanceId: '*' } },
      found: ['i-1 CPU', 'i-2 CPU', 'i-1 Memory'],
    },
    {
      name: 'what has that dimension alone',
      selection: { dimensions: { InstanceId: '*' }, exact: true },
      found: ['i-1 CPU', 'i-1 Memory'],
    },
    { name: 'values', selection: { dimensions: { InstanceId: ['i-2', 'i-3'] } }, found: ['i-2 CPU'] },
    {
      name: 'all but some values',
      selection: { except: { InstanceId: ['i-1'], path: ['/x'] } },
      found: ['i-2 CPU', 'web CPU'],
    },
    { name: 'names', selection: { names: ['Memory'] }, found: ['i-1 Memory'] },
  ])('selects $name', async ({ selection, found }) => {
    const { reader } = cloudWatch({ list: () => ({ Metrics: HOSTS }) });
    const { series } = await reader.discover({ namespace: 'AWS/EC2', ...selection }, 10);
    const shown = series.map((one) => `${Object.values(one.dimensions)[0]} ${one.metric}`);
    expect([...shown].sort()).toEqual([...found].sort());
  });

  it('says that there are more than are wanted, and gives the same ones every time', async () => {
    const { reader } = cloudWatch({ list: () => ({ Metrics: [...HOSTS].reverse() }) });
    const { series, more } = await reader.discover({ namespace: 'AWS/EC2' }, 2);
    expect(series.map(({ name }) => name)).toEqual([
      'AWS/EC2/CPU{AutoScalingGroupName=web}',
      'AWS/EC2/CPU{InstanceId=i-1}',
    ]);
    expect(more).toBe(true);
  });

  it('ends the list of a namespace that has no end, and says that there is more', async () => {
    const { reader, asked } = cloudWatch({ list: () => ({ Metrics: HOSTS, NextToken: 'on' }) });
    expect(await reader.discover({ namespace: 'AWS/EC2' }, 10)).toMatchObject({ more: true });
    expect(asked.lists).toHaveLength(200);
  });

  it('asks for series of the last two weeks where points are longer than an hour', async () => {
    const { reader, asked } = cloudWatch({ list: () => ({}) });
    await reader.discover({ namespace: 'AWS/S3', periodSeconds: 86_400 }, 10);
    expect(asked.lists[0]).not.toHaveProperty('RecentlyActive');
  });

  it('joins tags, page by page, to the dimensions of the resources', async () => {
    const arn = (id: string) => ({ ResourceARN: `arn:aws:ec2:eu-west-1:123456789012:instance/${id}` });
    const inputs: GetResourcesCommandInput[] = [];
    const { reader } = cloudWatch({
      list: () => ({ Metrics: [...HOSTS, metric('CPU', { InstanceId: 'i-9' })] }),
      resources: (input) => {
        inputs.push(input);
        if (input.PaginationToken) return { ResourceTagMappingList: [arn('i-9')], PaginationToken: '' };
        return { ResourceTagMappingList: [arn('i-2')], PaginationToken: 'more' };
      },
    });
    const tags = { env: ['prod', 'beta'] };
    const { series } = await reader.discover({ namespace: 'AWS/EC2', tags }, 10);
    expect(series.map(({ dimensions }) => dimensions['InstanceId'])).toEqual(['i-2', 'i-9']);
    expect(inputs).toMatchObject([
      { TagFilters: [{ Key: 'env', Values: ['prod', 'beta'] }], ResourceTypeFilters: ['ec2:instance'] },
      { PaginationToken: 'more' },
    ]);
  });
});

describe('read', () => {
  it('asks for 500 series at a time, oldest points first, and gives answers in the order of the queries', async () => {
    const { reader, asked } = cloudWatch({
      data: ({ MetricDataQueries = [] }) => ({
        // In no particular order.
        MetricDataResults: [...MetricDataQueries].reverse().map(({ Id, MetricStat }) => ({
          ...{ Id, StatusCode: 'Complete' as const, Timestamps: [at(-10), at(-5)] },
          Values: [Number(MetricStat?.Metric?.Dimensions?.[0]?.Value), 0],
        })),
      }),
    });
    const queries = Array.from({ length: 1_201 }, (_, index) => query(index));
    const answers = await reader.read(queries, SPAN);
    expect(answers.map(({ points }) => points[0]?.value)).toEqual(queries.map((_, index) => index));
    expect(asked.data.map(({ MetricDataQueries }) => MetricDataQueries?.length)).toEqual([500, 500, 201]);
    expect(asked.data[0]).toMatchObject({
      ...{ ScanBy: 'TimestampAscending', StartTime: at(-60), EndTime: at(0) },
      MetricDataQueries: [
        {
          Id: 'q0',
          MetricStat: { Metric: { Namespace: 'A', MetricName: 'm' }, Period: 300, Stat: 'Average' },
        },
        ...Array.from({ length: 499 }, () => ({})),
      ],
    });
  });

  it('joins the pages of one answer, which say PartialData until the last', async () => {
    const page = (StatusCode: 'PartialData' | 'Complete', minute: number, NextToken?: string) => ({
      MetricDataResults: [{ Id: 'q0', StatusCode, Timestamps: [at(minute)], Values: [minute] }],
      ...(NextToken === undefined ? {} : { NextToken }),
    });
    const { reader, asked } = cloudWatch({
      data: ({ NextToken }) =>
        NextToken === undefined ? page('PartialData', -10, 'p2') : page('Complete', -5),
    });
    const [answer] = await reader.read([query(0)], SPAN);
    expect(answer).toEqual({
      points: [
        { at: at(-10).getTime(), value: -10 },
        { at: at(-5).getTime(), value: -5 },
      ],
    });
    expect(asked.data).toHaveLength(2);
  });

  it('asks again for what came incomplete, alone, and then takes it whole', async () => {
    const { reader, asked } = cloudWatch({
      data: ({ MetricDataQueries = [] }, call) => ({
        MetricDataResults: MetricDataQueries.map(({ Id }) => ({
          ...{ Id, Timestamps: [at(-5)], Values: [call] },
          StatusCode: Id === 'q1' && call === 1 ? ('InternalError' as const) : ('Complete' as const),
        })),
      }),
    });
    const answers = await reader.read([query(0), query(1)], SPAN);
    expect(answers).toEqual([
      { points: [{ at: at(-5).getTime(), value: 1 }] },
      { points: [{ at: at(-5).getTime(), value: 2 }] },
    ]);
    expect(asked.data.map(({ MetricDataQueries }) => MetricDataQueries?.map(({ Id }) => Id))).toEqual([
      ['q0', 'q1'],
      ['q1'],
    ]);
  });

  it.each([
    { status: 'InternalError' as const, calls: 3 },
    { status: 'PartialData' as const, calls: 3 },
    { status: 'Forbidden' as const, calls: 1 },
  ])(
    'names the problem of a series that stays $status, with what the service says',
    async ({ status, calls }) => {
      const { reader, asked } = cloudWatch({
        data: () => ({
          MetricDataResults: [{ Id: 'q0', StatusCode: status, Messages: [{ Code: 'Why', Value: 'so' }] }],
        }),
      });
      expect(await reader.read([query(0)], SPAN)).toEqual([{ points: [], problem: `${status} (Why so)` }]);
      expect(asked.data).toHaveLength(calls);
    },
  );

  it('names the problem of a series that no answer speaks of', async () => {
    const { reader } = cloudWatch({ data: () => ({ MetricDataResults: [] }) });
    expect(await reader.read([query(0)], SPAN)).toEqual([{ points: [], problem: 'no answer' }]);
  });

  it('rejects by the kind of the error, without its words', async () => {
    const { reader } = cloudWatch({
      data: () => {
        throw Object.assign(new Error('secret'), { name: 'AccessDenied' });
      },
    });
    await expect(reader.read([query(0)], SPAN)).rejects.toMatchObject({
      ...{ code: 'TH_METRICS_READ', message: 'GetMetricData for 1 series failed with AccessDenied' },
    });
  });
});

describe('dimensionsOf', () => {
  const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:123456789012:${resource}`;
  it.each([
    [arn('ec2', 'instance/i-0abc'), 'InstanceId=i-0abc'],
    [arn('lambda', 'function:work'), 'FunctionName=work'],
    [arn('rds', 'db:shop'), 'DBInstanceIdentifier=shop'],
    [
      arn('elasticloadbalancing', 'loadbalancer/app/web/50dc6c495c0c9188'),
      'LoadBalancer=app/web/50dc6c495c0c9188',
    ],
    [arn('elasticloadbalancing', 'loadbalancer/old'), 'LoadBalancerName=old'],
    [
      arn('elasticloadbalancing', 'targetgroup/web/73e2d6bc24d8a067'),
      'TargetGroup=targetgroup/web/73e2d6bc24d8a067',
    ],
    [arn('sqs', 'jobs.fifo'), 'QueueName=jobs.fifo'],
    [arn('dynamodb', 'table/Orders'), 'TableName=Orders'],
    ['arn:aws:s3:::bucket-1', 'BucketName=bucket-1'],
    [arn('ecs', 'service/main/web'), 'ServiceName=web'],
    [arn('states', 'stateMachine:flow'), `StateMachineArn=${arn('states', 'stateMachine:flow')}`],
  ])('finds the dimension of %s', (resource, dimension) => {
    expect(dimensionsOf(resource).map((pair) => pair.join('='))).toContain(dimension);
  });
});
