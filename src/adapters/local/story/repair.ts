import { AGENTS } from './agents.ts';
import { ec2Done } from './ec2.ts';
import type { Intruder } from './intruder.ts';
import type { Engineer } from './people.ts';
import type { Scene } from './scene.ts';

/**
 * The owner sees that the trail has stopped, starts it, and takes back what the intruder did.
 *
 * Nearly every call is the harmless twin of one of the attack's: a rule that looks at the name alone alarms here.
 */
export function repair(scene: Scene, owner: Engineer, intruder: Intruder): void {
  const { company, random } = scene;
  const { browser } = owner;
  const name = `arn:aws:cloudtrail:${company.home}:${company.accountId}:trail/${company.trail}`;
  scene.ask(browser, 'cloudtrail', 'DescribeTrails', { trailNameList: [] });
  scene.ask(browser, 'cloudtrail', 'GetTrailStatus', { name });
  scene.ask(browser, 'cloudtrail', 'StartLogging', { name });
  scene.wait(120);
  lockOut(scene, owner, intruder);
  const terminal = { ...owner.terminal, userAgent: AGENTS.cli };
  const stranger = company.accounts.stranger;
  const createVolumePermission = { remove: { items: [{ userId: stranger }] } };
  const unshared = {
    snapshotId: company.snapshots[0],
    createVolumePermission,
    attributeType: 'CREATE_VOLUME_PERMISSION',
  };
  scene.ask(terminal, 'ec2', 'ModifySnapshotAttribute', unshared, ec2Done(random));
  const dBSnapshotIdentifier = `${company.database}-nightly`;
  const withdrawn = { dBSnapshotIdentifier, attributeName: 'restore', valuesToRemove: [stranger] };
  scene.ask(terminal, 'rds', 'ModifyDBSnapshotAttribute', withdrawn, {
    dBSnapshotIdentifier,
    dBSnapshotAttributes: [{ attributeName: 'restore', attributeValues: [] }],
  });
  const world = {
    ipProtocol: 'tcp',
    fromPort: 22,
    toPort: 22,
    groups: {},
    ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] },
  };
  const closed = { groupId: company.securityGroups[0], ipPermissions: { items: [world] } };
  scene.ask(terminal, 'ec2', 'RevokeSecurityGroupIngress', closed, ec2Done(random));
}

function lockOut(scene: Scene, owner: Engineer, { leaked, newcomer }: Intruder): void {
  const terminal = { ...owner.terminal, userAgent: AGENTS.cli };
  const { userName, accessKeyId } = leaked.identity;
  const user = { userName: newcomer.name };
  scene.ask(terminal, 'iam', 'UpdateAccessKey', { userName, accessKeyId, status: 'Inactive' });
  scene.ask(terminal, 'iam', 'ListAccessKeys', user);
  scene.ask(terminal, 'iam', 'DetachUserPolicy', {
    ...user,
    policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
  });
  scene.ask(terminal, 'iam', 'DeleteLoginProfile', user);
  scene.ask(terminal, 'iam', 'DeleteUser', user);
}
