import {
  GetResourcesCommand,
  type GetResourcesCommandOutput,
  type ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { metricsCall } from './cloudwatch-metrics-call.ts';

/** How the value of a dimension stands in the ARN of the resource that it names. */
interface DimensionForm {
  readonly dimension: string;
  /** The service part of the ARN. */
  readonly service: string;
  /** On what follows the account; its group is the value. */
  readonly resource: RegExp;
}

const form = (dimension: string, service: string, resource: RegExp): DimensionForm => ({
  dimension,
  service,
  resource,
});

/** From the dimension pages of each service's CloudWatch documentation and the Service Authorization Reference's ARN forms. */
const FORMS: readonly DimensionForm[] = [
  form('InstanceId', 'ec2', /^instance\/(.+)$/),
  form('VolumeId', 'ec2', /^volume\/(.+)$/),
  form('NatGatewayId', 'ec2', /^natgateway\/(.+)$/),
  form('FunctionName', 'lambda', /^function:([^:]+)$/),
  form('DBInstanceIdentifier', 'rds', /^db:(.+)$/),
  form('DBClusterIdentifier', 'rds', /^cluster:(.+)$/),
  form('LoadBalancer', 'elasticloadbalancing', /^loadbalancer\/((?:app|net|gwy)\/.+)$/),
  form('LoadBalancerName', 'elasticloadbalancing', /^loadbalancer\/([^/]+)$/),
  form('TargetGroup', 'elasticloadbalancing', /^(targetgroup\/.+)$/),
  form('QueueName', 'sqs', /^(.+)$/),
  form('TopicName', 'sns', /^([^:]+)$/),
  form('TableName', 'dynamodb', /^table\/([^/]+)$/),
  form('BucketName', 's3', /^([^/]+)$/),
  form('StreamName', 'kinesis', /^stream\/([^/]+)$/),
  form('DeliveryStreamName', 'firehose', /^deliverystream\/(.+)$/),
  form('ClusterName', 'ecs', /^cluster\/(.+)$/),
  form('ClusterName', 'eks', /^cluster\/(.+)$/),
  form('ServiceName', 'ecs', /^service\/(?:.*\/)?([^/]+)$/),
  form('CacheClusterId', 'elasticache', /^cluster:(.+)$/),
  form('ReplicationGroupId', 'elasticache', /^replicationgroup:(.+)$/),
  form('FileSystemId', 'elasticfilesystem', /^file-system\/(.+)$/),
  form('FileSystemId', 'fsx', /^file-system\/(.+)$/),
  form('DomainName', 'es', /^domain\/(.+)$/),
  form('ClusterIdentifier', 'redshift', /^cluster:(.+)$/),
  form('LogGroupName', 'logs', /^log-group:([^:]+)/),
  form('DistributionId', 'cloudfront', /^distribution\/(.+)$/),
];
/** Dimensions that hold a whole ARN. */
const ARN_DIMENSIONS = ['StateMachineArn', 'ActivityArn', 'CertificateArn'] as const;

/** What the resources of a namespace's metrics are; fewer pages than all that carries a tag. */
const RESOURCE_TYPES: Readonly<Record<string, readonly string[]>> = {
  'AWS/EC2': ['ec2:instance'],
  CWAgent: ['ec2:instance'],
  'AWS/EBS': ['ec2:volume'],
  'AWS/RDS': ['rds:db', 'rds:cluster'],
  'AWS/Lambda': ['lambda:function'],
  'AWS/ApplicationELB': ['elasticloadbalancing:loadbalancer', 'elasticloadbalancing:targetgroup'],
  'AWS/NetworkELB': ['elasticloadbalancing:loadbalancer', 'elasticloadbalancing:targetgroup'],
  'AWS/ELB': ['elasticloadbalancing:loadbalancer'],
  'AWS/SQS': ['sqs'],
  'AWS/SNS': ['sns'],
  'AWS/DynamoDB': ['dynamodb:table'],
};

/** Values of dimensions, by the dimension's name, that name a resource with all of the tags. */
export async function taggedValues(
  tags: Readonly<Record<string, readonly string[]>>,
  namespace: string,
  client: ResourceGroupsTaggingAPIClient,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const values = new Map<string, Set<string>>();
  let token: string | undefined;
  do {
    const types = RESOURCE_TYPES[namespace];
    const command = new GetResourcesCommand({
      TagFilters: Object.entries(tags).map(([Key, Values]) => ({ Key, Values: [...Values] })),
      ResourcesPerPage: 100,
      ...(types === undefined ? {} : { ResourceTypeFilters: [...types] }),
      ...(token === undefined ? {} : { PaginationToken: token }),
    });
    const page: GetResourcesCommandOutput = await metricsCall('GetResources', () => client.send(command));
    for (const { ResourceARN } of page.ResourceTagMappingList ?? []) {
      for (const [dimension, value] of dimensionsOf(ResourceARN ?? '')) {
        values.set(dimension, (values.get(dimension) ?? new Set()).add(value));
      }
    }
    // The last page comes with an empty token.
    token = page.PaginationToken || undefined;
  } while (token !== undefined);
  return values;
}

/** Dimensions that metrics of a resource may have: `arn:aws:sqs:eu-west-1:123456789012:work` -> `QueueName=work`. */
export function dimensionsOf(arn: string): readonly (readonly [dimension: string, value: string])[] {
  const [, , service = '', , , ...rest] = arn.split(':');
  const resource = rest.join(':');
  const named = FORMS.flatMap((known) => {
    const value = known.service === service ? known.resource.exec(resource)?.[1] : undefined;
    return value === undefined ? [] : [[known.dimension, value] as const];
  });
  return [...named, ...ARN_DIMENSIONS.map((dimension) => [dimension, arn] as const)];
}
