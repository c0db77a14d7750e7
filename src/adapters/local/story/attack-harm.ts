import type { ActOf } from './acts.ts';
import { exampleId } from './company.ts';
import { admitIngress, ec2Done } from './ec2.ts';
import type { Intruder } from './intruder.ts';
import { awsDate } from './record.ts';
import type { Scene } from './scene.ts';
import { readSecret } from './secret-reads.ts';

/** A user with every right, a key for it, and a password. */
export function createAdministrator(
  scene: Scene,
  { root, newcomer, newcomerAtWork }: Intruder,
  act: ActOf,
): void {
  const { accountId } = scene.company;
  const userName = newcomer.name;
  const arn = `arn:aws:iam::${accountId}:user/${userName}`;
  const createDate = () => awsDate(scene.now());
  act('user-created', () =>
    scene.ask(
      root,
      'iam',
      'CreateUser',
      { userName, path: '/' },
      { user: { path: '/', userName, userId: newcomer.id, arn, createDate: createDate() } },
    ),
  );
  scene.wait(14);
  const policyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  act('administrator-policy-attached', () =>
    scene.ask(root, 'iam', 'AttachUserPolicy', { userName, policyArn }),
  );
  scene.wait(25);
  const accessKeyId = newcomerAtWork.identity['accessKeyId'];
  act('key-created-for-new-user', () =>
    scene.ask(
      root,
      'iam',
      'CreateAccessKey',
      { userName },
      { accessKey: { userName, accessKeyId, status: 'Active', createDate: createDate() } },
    ),
  );
  scene.wait(48);
  act('login-profile-created', () =>
    scene.ask(
      root,
      'iam',
      'CreateLoginProfile',
      { userName, passwordResetRequired: false },
      { loginProfile: { userName, createDate: createDate(), passwordResetRequired: false } },
    ),
  );
}

/** A second way in: a key for the emergency user. */
export function keyForOther(scene: Scene, { root }: Intruder, act: ActOf): void {
  const userName = scene.company.users.emergency.name;
  const accessKey = {
    userName,
    accessKeyId: exampleId(scene.random, 'AKIA'),
    status: 'Active',
    createDate: awsDate(scene.now()),
  };
  act('key-created-for-other-user', () =>
    scene.ask(root, 'iam', 'CreateAccessKey', { userName }, { accessKey }),
  );
}

/** A third: the emergency user's password. */
export function resetPassword(scene: Scene, { root }: Intruder, act: ActOf): void {
  const request = { userName: scene.company.users.emergency.name, passwordResetRequired: false };
  act('password-of-other-user-reset', () => scene.ask(root, 'iam', 'UpdateLoginProfile', request));
}

/** The emergency user's MFA stands in the way. */
export function disarmMfa(scene: Scene, { root }: Intruder, act: ActOf): void {
  const userName = scene.company.users.emergency.name;
  const serialNumber = `arn:aws:iam::${scene.company.accountId}:mfa/${userName}`;
  act('mfa-device-deactivated', () =>
    scene.ask(root, 'iam', 'DeactivateMFADevice', { userName, serialNumber }),
  );
}

/** A volume's snapshot is shared with the intruder's account. */
export function shareSnapshot(scene: Scene, { newcomerAtWork }: Intruder, act: ActOf): void {
  const { company, random } = scene;
  const snapshotId = company.snapshots[0];
  const listed = { ownersSet: { items: [{ owner: 'self' }] }, snapshotSet: {}, filterSet: {} };
  act('volume-snapshot-shared', () => {
    scene.ask(newcomerAtWork, 'sts', 'GetCallerIdentity');
    scene.ask(newcomerAtWork, 'ec2', 'DescribeSnapshots', listed);
    scene.wait(50);
    scene.ask(
      newcomerAtWork,
      'ec2',
      'ModifySnapshotAttribute',
      {
        snapshotId,
        createVolumePermission: { add: { items: [{ userId: company.accounts.stranger }] } },
        attributeType: 'CREATE_VOLUME_PERMISSION',
      },
      ec2Done(random),
    );
  });
}

/** So is a snapshot of the database. */
export function shareDatabase(scene: Scene, { newcomerAtWork }: Intruder, act: ActOf): void {
  const { company } = scene;
  const dBSnapshotIdentifier = `${company.database}-nightly`;
  const who = [company.accounts.stranger];
  act('database-snapshot-shared', () => {
    scene.ask(newcomerAtWork, 'rds', 'DescribeDBSnapshots', { snapshotType: 'manual' });
    scene.wait(20);
    scene.ask(
      newcomerAtWork,
      'rds',
      'ModifyDBSnapshotAttribute',
      { dBSnapshotIdentifier, attributeName: 'restore', valuesToAdd: who },
      { dBSnapshotIdentifier, dBSnapshotAttributes: [{ attributeName: 'restore', attributeValues: who }] },
    );
  });
}

/** SSH from everywhere. */
export function openSsh(scene: Scene, { newcomerAtWork }: Intruder, act: ActOf): void {
  const { company, random } = scene;
  const groupId = company.securityGroups[0] ?? '';
  act('ssh-opened-to-the-world', () =>
    scene.call(newcomerAtWork, admitIngress(random, company.accountId, groupId, 22, '0.0.0.0/0')),
  );
}

/** Every secret is read. */
export function readSecrets(scene: Scene, { newcomerAtWork }: Intruder, act: ActOf): void {
  act('secrets-read', () => {
    scene.ask(newcomerAtWork, 'secretsmanager', 'ListSecrets', { maxResults: 100 });
    for (const secretId of scene.company.secrets) readSecret(scene, newcomerAtWork, secretId);
  });
}
