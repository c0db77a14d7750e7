import { ask, type Call, type Fields } from './call.ts';
import type { Company } from './company.ts';
import type { Random } from './random.ts';

/** Makes one read of something the company has. */
export type Reader = (company: Company, random: Random) => Call;

const plain =
  (source: string, name: string, request: Fields | null = null): Reader =>
  () => ({ source, name, request });

const bucketRead =
  (name: string, flag: string, mayLack?: readonly [string, string]): Reader =>
  (company, random) => {
    const bucketName = random.pick(company.buckets);
    const host = `${bucketName}.s3.${company.home}.amazonaws.com`;
    return {
      source: 's3',
      name,
      request: { bucketName, Host: host, [flag]: '' },
      ...(mayLack && random.chance(0.3) ? { error: mayLack } : {}),
      resources: [
        { accountId: company.accountId, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucketName}` },
      ],
      more: {
        additionalEventData: {
          SignatureVersion: 'SigV4',
          CipherSuite: 'TLS_AES_128_GCM_SHA256',
          bytesTransferredIn: 0,
          AuthenticationMethod: 'AuthHeader',
          bytesTransferredOut: random.int(180, 2400),
        },
      },
    };
  };

const roleRead =
  (name: string): Reader =>
  (company, random) => {
    const roleName = random.pick(Object.values(company.roles)).name;
    if (!random.chance(0.12)) return ask('iam', name, { roleName });
    const gone = `${roleName}-v2`;
    const message = `The role with name ${gone} cannot be found.`;
    return ask('iam', name, { roleName: gone }, null, { error: ['NoSuchEntityException', message] });
  };

/** Reads that a monitoring product polls. */
export const MONITORING_READS: readonly Reader[] = [
  plain('ec2', 'DescribeInstances', { maxResults: 1000, instancesSet: {}, filterSet: {} }),
  plain('ec2', 'DescribeVolumes', { maxResults: 500, volumeSet: {}, filterSet: {} }),
  plain('ec2', 'DescribeNatGateways', { DescribeNatGatewaysRequest: { MaxResults: 100 } }),
  plain('rds', 'DescribeDBInstances', { maxRecords: 100 }),
  plain('rds', 'DescribeEvents', { duration: 10, sourceType: 'db-instance' }),
  plain('elasticloadbalancing', 'DescribeLoadBalancers', { pageSize: 400 }),
  plain('elasticloadbalancing', 'DescribeTargetHealth'),
  plain('autoscaling', 'DescribeAutoScalingGroups', { maxRecords: 100 }),
  plain('monitoring', 'ListMetrics', { namespace: 'AWS/SQS', recentlyActive: 'PT3H' }),
  plain('monitoring', 'DescribeAlarms', { maxRecords: 100 }),
  plain('lambda', 'ListFunctions20150331', { maxItems: 50 }),
  (company) => ask('ecs', 'DescribeClusters', { clusters: [company.cluster] }),
  (company) => ask('ecs', 'ListTasks', { cluster: company.cluster, maxResults: 100 }),
  (company, random) =>
    ask('lambda', 'ListTags20170331', {
      resource: `arn:aws:lambda:${company.home}:${company.accountId}:function:${random.pick(company.functions)}`,
    }),
  (company, random) => ask('dynamodb', 'DescribeTable', { tableName: random.pick(company.tables) }),
  (company, random) =>
    ask('sqs', 'GetQueueAttributes', {
      queueUrl: `https://sqs.${company.home}.amazonaws.com/${company.accountId}/${random.pick(company.functions)}-in`,
      attributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  bucketRead('GetBucketLocation', 'location'),
  bucketRead('GetBucketTagging', 'tagging', ['NoSuchTagSet', 'The TagSet does not exist']),
];

/** Reads that the pages of the console make. */
export const CONSOLE_READS: readonly Reader[] = [
  plain('ec2', 'DescribeInstances', { maxResults: 50, instancesSet: {}, filterSet: {} }),
  plain('ec2', 'DescribeSecurityGroups', {
    maxResults: 1000,
    securityGroupSet: {},
    securityGroupIdSet: {},
    filterSet: {},
  }),
  plain('ec2', 'DescribeSubnets', { subnetSet: {}, filterSet: {} }),
  plain('ec2', 'DescribeSnapshots', {
    ownersSet: { items: [{ owner: 'self' }] },
    snapshotSet: {},
    filterSet: {},
  }),
  plain('health', 'DescribeEventAggregates', {
    filter: { eventStatusCodes: ['open', 'upcoming'] },
    aggregateField: 'eventTypeCategory',
  }),
  plain('notifications', 'ListNotificationHubs'),
  plain('iam', 'ListRoles', { maxItems: 100 }),
  plain('iam', 'GetAccountSummary'),
  plain('logs', 'DescribeLogGroups', { limit: 50, logGroupNamePattern: '/aws/lambda/' }),
  plain('monitoring', 'DescribeAlarms', { maxRecords: 100, alarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
  plain('monitoring', 'ListDashboards'),
  plain('cloudformation', 'ListStacks', {
    stackStatusFilter: ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'ROLLBACK_COMPLETE'],
  }),
  plain('cloudtrail', 'LookupEvents', {
    maxResults: 50,
    lookupAttributes: [{ attributeKey: 'ReadOnly', attributeValue: 'false' }],
  }),
  plain('cloudtrail', 'DescribeTrails', { trailNameList: [] }),
  plain('secretsmanager', 'ListSecrets', { maxResults: 100 }),
  (company) => ask('ecs', 'DescribeServices', { cluster: company.cluster, services: ['dispatch-api'] }),
  (company, random) =>
    ask('lambda', 'GetFunction20150331v2', { functionName: random.pick(company.functions) }),
  bucketRead('GetBucketVersioning', 'versioning'),
  bucketRead('GetBucketPolicyStatus', 'policyStatus', [
    'NoSuchBucketPolicy',
    'The bucket policy does not exist',
  ]),
];

/** Reads with which Terraform refreshes what it knows. */
export const TERRAFORM_READS: readonly Reader[] = [
  roleRead('GetRole'),
  roleRead('ListRolePolicies'),
  roleRead('ListAttachedRolePolicies'),
  roleRead('ListInstanceProfilesForRole'),
  (company) => ask('ec2', 'DescribeVpcs', { vpcSet: { items: [{ vpcId: company.vpc }] }, filterSet: {} }),
  (company, random) =>
    ask('ec2', 'DescribeSubnets', {
      subnetSet: { items: [{ subnetId: random.pick(company.subnets) }] },
      filterSet: {},
    }),
  (company, random) =>
    ask('ec2', 'DescribeSecurityGroups', {
      securityGroupSet: {},
      securityGroupIdSet: { items: [{ groupId: random.pick(company.securityGroups) }] },
      filterSet: {},
    }),
  (company, random) => ask('kms', 'DescribeKey', { keyId: random.pick(company.keys) }),
  bucketRead('GetBucketAcl', 'acl'),
  bucketRead('GetBucketEncryption', 'encryption'),
  bucketRead('GetBucketLifecycle', 'lifecycle', [
    'NoSuchLifecycleConfiguration',
    'The lifecycle configuration does not exist',
  ]),
  bucketRead('GetBucketPublicAccessBlock', 'publicAccessBlock'),
];
