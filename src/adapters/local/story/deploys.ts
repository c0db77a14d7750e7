import { changeAccess } from './access-changes.ts';
import { roleSession, throughService } from './actors.ts';
import { AGENTS } from './agents.ts';
import type { Actor, Fields } from './call.ts';
import { pushImage } from './image-push.ts';
import type { Scene } from './scene.ts';
import { assumeRole } from './signin.ts';

const RUNNER_ADDRESS = '192.0.2.200';

/** The build runner takes the deployer's role, pushes an image, and lets CloudFormation roll out a stack. */
export function deploy(scene: Scene): void {
  const { company, random } = scene;
  const options = { address: RUNNER_ADDRESS, userAgent: AGENTS.cdk };
  const session = `pipeline-${random.int(2100, 2900)}`;
  const instance = company.instances[0] ?? 'i-0';
  const runner = roleSession(company, random, 'runner', instance, scene.now(), {
    ...options,
    fromInstance: true,
  });
  const deployer = roleSession(company, random, 'deployer', session, scene.now(), options);
  scene.call(runner, assumeRole(scene, deployer));
  scene.ask(deployer, 'sts', 'GetCallerIdentity');
  scene.ask(deployer, 'ssm', 'GetParameter', { name: '/cdk-bootstrap/fernhollow/version' });
  pushImage(scene, { ...deployer, userAgent: AGENTS.docker });
  rollOut(scene, deployer, throughService(deployer, 'cloudformation.amazonaws.com'));
}

function rollOut(scene: Scene, deployer: Actor, formation: Actor): void {
  const { company, random } = scene;
  const stackName = random.pick(company.stacks);
  const changeSetName = `cdk-deploy-${random.hex(8)}`;
  const stack = {
    stackId: `arn:aws:cloudformation:${company.home}:${company.accountId}:stack/${stackName}/${random.uuid()}`,
  };
  const set = { stackName, changeSetName };
  scene.ask(deployer, 'cloudformation', 'DescribeStacks', { stackName });
  scene.ask(
    deployer,
    'cloudformation',
    'CreateChangeSet',
    { ...set, changeSetType: 'UPDATE', capabilities: ['CAPABILITY_IAM'] },
    stack,
  );
  for (let polls = random.int(1, 3); polls > 0; polls--) {
    scene.ask(deployer, 'cloudformation', 'DescribeChangeSet', set);
    scene.wait(2);
  }
  scene.ask(deployer, 'cloudformation', 'ExecuteChangeSet', set);
  updateFunction(scene, formation);
  updateService(scene, formation);
  if (random.chance(0.3)) changeAccess(scene, formation, stackName);
  for (let polls = random.int(1, 4); polls > 0; polls--) {
    scene.ask(deployer, 'cloudformation', 'DescribeStackEvents', { stackName });
    scene.wait(3);
  }
}

function updateFunction(scene: Scene, formation: Actor): void {
  const { company, random } = scene;
  const functionName = random.pick(company.functions);
  const functionArn = `arn:aws:lambda:${company.home}:${company.accountId}:function:${functionName}`;
  const response: Fields = {
    functionName,
    functionArn,
    runtime: 'python3.12',
    memorySize: 512,
    timeout: 30,
    codeSize: random.int(40_000, 900_000),
    state: 'Active',
    lastUpdateStatus: 'InProgress',
    packageType: 'Zip',
    architectures: ['arm64'],
  };
  const more = { apiVersion: '2015-03-31' };
  scene.ask(formation, 'lambda', 'GetFunction20150331v2', { functionName }, null, { more });
  scene.ask(
    formation,
    'lambda',
    'UpdateFunctionCode20150331v2',
    {
      functionName,
      s3Bucket: company.buckets[3],
      s3Key: `${random.hex(40)}.zip`,
      publish: false,
      dryRun: false,
    },
    response,
    { more },
  );
  scene.ask(
    formation,
    'lambda',
    'UpdateFunctionConfiguration20150331v2',
    { functionName, timeout: 30, environment: {} },
    response,
    { more },
  );
}

function updateService(scene: Scene, formation: Actor): void {
  const { company, random } = scene;
  const taskDefinition = `dispatch-api:${random.int(410, 480)}`;
  scene.ask(
    formation,
    'ecs',
    'RegisterTaskDefinition',
    {
      family: 'dispatch-api',
      networkMode: 'awsvpc',
      cpu: '512',
      memory: '1024',
      requiresCompatibilities: ['FARGATE'],
    },
    { taskDefinition: { family: 'dispatch-api', status: 'ACTIVE' } },
  );
  scene.ask(
    formation,
    'ecs',
    'UpdateService',
    { cluster: company.cluster, service: 'dispatch-api', taskDefinition, desiredCount: 3 },
    { service: { serviceName: 'dispatch-api', status: 'ACTIVE', desiredCount: 3, runningCount: 3 } },
  );
}
