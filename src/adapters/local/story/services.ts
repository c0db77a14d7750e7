import { awsService, linkedRole, roleSession } from './actors.ts';
import type { Fields } from './call.ts';
import type { Scene } from './scene.ts';

/** CloudTrail writes its files: it looks at the bucket and asks for a data key. */
export function trailDelivery(scene: Scene): void {
  const { company, random } = scene;
  const trail = awsService(company, 'cloudtrail');
  const bucketName = company.buckets[4];
  const bucketArn = `arn:aws:s3:::${bucketName}`;
  const trailArn = `arn:aws:cloudtrail:${company.home}:${company.accountId}:trail/${company.trail}`;
  scene.ask(
    trail,
    's3',
    'GetBucketAcl',
    { bucketName, Host: `${bucketName}.s3.${company.home}.amazonaws.com`, acl: '' },
    null,
    {
      resources: [{ accountId: company.accountId, type: 'AWS::S3::Bucket', ARN: bucketArn }],
      more: {
        additionalEventData: {
          SignatureVersion: 'SigV4',
          AuthenticationMethod: 'AuthHeader',
          bytesTransferredIn: 0,
          bytesTransferredOut: 542,
        },
      },
    },
  );
  scene.ask(
    trail,
    'kms',
    'GenerateDataKey',
    {
      keySpec: 'AES_256',
      keyId: company.keys[0],
      encryptionContext: { 'aws:cloudtrail:arn': trailArn, 'aws:s3:arn': bucketArn },
    },
    null,
    {
      resources: [{ accountId: company.accountId, type: 'AWS::KMS::Key', ARN: keyArn(scene) }],
      more: { sharedEventID: random.uuid() },
    },
  );
}

/** Auto Scaling adds an instance, or takes one away. */
export function scaling(scene: Scene): void {
  const { company, random } = scene;
  const scaler = linkedRole(
    company,
    'autoscaling',
    'AWSServiceRoleForAutoScaling',
    'AutoScaling',
    scene.now(),
  );
  const instanceId = random.pick(company.instances);
  scene.ask(scaler, 'ec2', 'DescribeInstanceStatus', {
    instancesSet: { items: [{ instanceId }] },
    filterSet: {},
    includeAllInstances: true,
  });
  if (random.chance(0.5)) {
    scene.ask(
      scaler,
      'ec2',
      'TerminateInstances',
      { instancesSet: { items: [{ instanceId }] } },
      terminated(instanceId),
    );
    return;
  }
  const launchTemplate = { launchTemplateId: 'lt-0f3e9d5b7a1c24680', version: '14' };
  scene.ask(
    scaler,
    'ec2',
    'RunInstances',
    {
      instancesSet: { items: [{ minCount: 1, maxCount: 1 }] },
      launchTemplate,
      subnetId: random.pick(company.subnets),
      clientToken: `fleet-${random.uuid()}`,
      monitoring: { enabled: false },
    },
    {
      ...launched(`i-0${random.hex(16)}`),
      reservationId: `r-0${random.hex(16)}`,
      ownerId: company.accountId,
    },
  );
}

/** Config, Trusted Advisor and Resource Explorer take stock with their own roles. */
export function stocktaking(scene: Scene): void {
  const { company, random } = scene;
  const [service, name] = random.pick([
    ['config', 'AWSServiceRoleForConfig'],
    ['trustedadvisor', 'AWSServiceRoleForTrustedAdvisor'],
    ['resource-explorer-2', 'AWSServiceRoleForResourceExplorer'],
  ] as const);
  const region = random.pick(company.regions);
  const clerk = { ...linkedRole(company, service, name, name, scene.now()), region };
  const reads = [
    ['ec2', 'DescribeSecurityGroups', { securityGroupSet: {}, securityGroupIdSet: {}, filterSet: {} }],
    ['ec2', 'DescribeVolumes', { volumeSet: {}, filterSet: {} }],
    ['ec2', 'DescribeAddresses', { publicIpsSet: {}, filterSet: {}, allocationIdsSet: {} }],
    ['rds', 'DescribeDBInstances', null],
    ['dynamodb', 'ListTables', { limit: 100 }],
    ['lambda', 'ListFunctions20150331', null],
    ['iam', 'GetAccountPasswordPolicy', null],
  ] as const;
  for (let i = random.int(2, 6); i > 0; i--) {
    const [source, read, request] = random.pick(reads);
    scene.call(clerk, { source, name: read, request: request as Fields | null });
  }
}

/** A page of the console asks other services from inside AWS, in an engineer's name. */
export function insideAws(scene: Scene): void {
  const { company, random } = scene;
  const session = `${random.pick(company.engineers)}@fernhollow.example`;
  const inside = { address: 'AWS Internal', userAgent: 'AWS Internal', invokedBy: 'AWS Internal' };
  const actor = roleSession(company, random, 'readOnly', session, scene.now(), inside);
  scene.ask(actor, 'kms', 'DescribeKey', { keyId: random.pick(company.keys) }, null, {
    resources: [{ accountId: company.accountId, type: 'AWS::KMS::Key', ARN: keyArn(scene) }],
  });
  scene.ask(actor, 'resource-groups', 'ListGroupResources', { group: 'dispatch' });
}

const keyArn = ({ company, random }: Scene): string =>
  `arn:aws:kms:${company.home}:${company.accountId}:key/${random.pick(company.keys)}`;

function terminated(instanceId: string): Fields {
  const [currentState, previousState] = [
    { code: 32, name: 'shutting-down' },
    { code: 16, name: 'running' },
  ];
  return { instancesSet: { items: [{ instanceId, currentState, previousState }] } };
}

function launched(instanceId: string): Fields {
  const instanceState = { code: 0, name: 'pending' };
  return {
    instancesSet: {
      items: [{ instanceId, instanceState, imageId: 'ami-0c42fad2ea005202d', instanceType: 't4g.medium' }],
    },
  };
}
