import { dayOf } from '#core/time';
import { awsService, linkedRole, roleSession } from './actors.ts';
import { AGENTS } from './agents.ts';
import type { Actor } from './call.ts';
import { exampleId, type RoleUse } from './company.ts';
import { MONITORING_READS } from './reads.ts';
import { denial, throttled } from './record.ts';
import type { Scene } from './scene.ts';
import { decrypt, readSecret } from './secret-reads.ts';
import { assumeRole } from './signin.ts';

/** The monitoring vendor takes its role from another account and reads in a burst; sometimes too fast. */
export function monitoringSweep(scene: Scene): void {
  const { company, random } = scene;
  const session = `larkspur-poller-${random.int(1, 4)}`;
  const address = `192.0.2.${random.int(220, 223)}`;
  const userAgent = AGENTS.agent.replace(/ amazon.*/, ' larkspur-collector/9.2');
  const region = random.chance(0.75) ? company.home : random.pick(company.regions);
  const identity = {
    type: 'AWSAccount',
    principalId: `${exampleId(random, 'AROA')}:${session}`,
    accountId: company.accounts.vendor,
  };
  const outsider: Actor = { identity, address, userAgent, region, console: false, direct: true };
  const options = { address, userAgent, region };
  const poller = roleSession(company, random, 'monitoring', session, scene.now(), options);
  scene.call(outsider, assumeRole(scene, poller, { externalId: 'fernhollow-7f3d' }));
  for (let i = random.int(5, 12); i > 0; i--) {
    const call = random.pick(MONITORING_READS)(company, random);
    if (random.chance(0.02)) scene.call(poller, { ...call, error: throttled(call.source) });
    scene.call(poller, call);
  }
  if (!random.chance(0.15)) return;
  const error = denial(poller, 'fsx', 'DescribeFileSystems');
  scene.ask(poller, 'fsx', 'DescribeFileSystems', null, null, { error });
}

/** Lambda starts a function: it takes the role, decrypts the variables, and the function reads its secret. */
export function functionStart(scene: Scene): void {
  const { company, random } = scene;
  const name = random.pick(company.functions);
  const worker = serviceSession(scene, 'lambda', 'worker', name, AGENTS.python);
  const context = {
    'aws:lambda:FunctionArn': `arn:aws:lambda:${company.home}:${company.accountId}:function:${name}`,
  };
  decrypt(scene, worker, 'lambda', context);
  if (random.chance(0.5)) readSecret(scene, worker);
  if (!random.chance(0.4)) return;
  const logStreamName = `${dayOf(scene.now()).replaceAll('-', '/')}/[$LATEST]${random.hex(32)}`;
  const request = { logGroupName: `/aws/lambda/${name}`, logStreamName };
  scene.ask(worker, 'logs', 'CreateLogStream', request);
}

/** ECS replaces a task: network, image, secret, target group. */
export function taskStart(scene: Scene): void {
  const { company, random } = scene;
  const ecs = linkedRole(company, 'ecs', 'AWSServiceRoleForECS', 'ecs-service-scheduler', scene.now());
  const targetGroup = `arn:aws:elasticloadbalancing:${company.home}:${company.accountId}:targetgroup/dispatch/4c1fe2d09ab37e58`;
  const targets = [{ id: `10.20.${random.int(1, 4)}.${random.int(10, 250)}`, port: 8080 }];
  scene.ask(ecs, 'ec2', 'DescribeSubnets', {
    subnetSet: { items: [{ subnetId: random.pick(company.subnets) }] },
    filterSet: {},
  });
  const task = serviceSession(
    scene,
    'ecs-tasks',
    'task',
    random.hex(32),
    'Amazon ECS Agent - v1.91.2 (*fargate) (+http://aws.amazon.com/ecs/)',
  );
  const repositoryName = random.pick(company.repositories);
  const image = { registryId: company.accountId, repositoryName };
  scene.ask(task, 'ecr', 'GetAuthorizationToken', { registryIds: [company.accountId] });
  scene.ask(task, 'ecr', 'BatchGetImage', { ...image, imageIds: [{ imageTag: `r${random.int(400, 480)}` }] });
  readSecret(scene, task);
  scene.ask(ecs, 'elasticloadbalancing', 'RegisterTargets', { targetGroupArn: targetGroup, targets }, null, {
    more: { apiVersion: '2015-12-01' },
  });
  scene.ask(ecs, 'elasticloadbalancing', 'DescribeTargetHealth', { targetGroupArn: targetGroup }, null, {
    more: { apiVersion: '2015-12-01' },
  });
}

/** An instance's agent reports that it is alive. */
export function agentReport(scene: Scene): void {
  const { company, random } = scene;
  const instanceId = random.pick(company.instances);
  const number = random.int(10, 250);
  const options = { address: `10.20.1.${number}`, userAgent: AGENTS.agent, fromInstance: true };
  const agent = roleSession(company, random, 'worker', instanceId, scene.now(), options);
  const request = {
    instanceId,
    agentVersion: '3.3.1957.0',
    agentStatus: 'Active',
    platformType: 'Linux',
    platformName: 'Amazon Linux',
    platformVersion: '2023',
    iPAddress: `10.20.1.${number}`,
    computerName: `ip-10-20-1-${number}.${company.home}.compute.internal`,
    agentName: 'amazon-ssm-agent',
  };
  scene.ask(agent, 'ssm', 'UpdateInstanceInformation', request);
  scene.ask(agent, 'ssm', 'ListInstanceAssociations', { instanceId, maxResults: 20 });
}

/** A service takes one of the company's roles for code that it runs; returns the session. */
function serviceSession(
  scene: Scene,
  service: string,
  use: RoleUse,
  session: string,
  userAgent: string,
): Actor {
  const { company, random } = scene;
  const options = { address: `10.20.3.${random.int(10, 250)}`, userAgent };
  const taken = roleSession(company, random, use, session, scene.now(), options);
  const more = { sharedEventID: random.uuid() };
  scene.call(awsService(company, service), { ...assumeRole(scene, taken), more });
  return taken;
}
