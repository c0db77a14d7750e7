import type { ActOf } from './acts.ts';
import { ask, type Call, type Fields } from './call.ts';
import type { Intruder } from './intruder.ts';
import { denial } from './record.ts';
import type { Scene } from './scene.ts';
import { consoleLogin, unknownUser } from './signin.ts';

/** The leaked key is tried: who am I, who else is here, what is there; half of it is refused. */
export function explore(scene: Scene, { leaked }: Intruder, act: ActOf): void {
  const { company, random } = scene;
  const user = { userName: company.users.forgotten.name };
  const allowed: readonly Call[] = [
    ask('sts', 'GetCallerIdentity'),
    ask('iam', 'GetUser', user),
    ask('iam', 'ListUsers', { maxItems: 1000 }),
    ask('iam', 'ListAttachedUserPolicies', user),
    ask('iam', 'ListGroupsForUser', user),
    ask('s3', 'ListBuckets', { Host: `s3.${company.home}.amazonaws.com` }),
    ...company.regions.map((region) =>
      ask('ec2', 'DescribeInstances', { instancesSet: {}, filterSet: {} }, null, { region }),
    ),
    ...company.regions.map((region) =>
      ask(
        'ec2',
        'DescribeSnapshots',
        { ownersSet: { items: [{ owner: 'self' }] }, snapshotSet: {}, filterSet: {} },
        null,
        { region },
      ),
    ),
  ];
  const refused: readonly (readonly [string, string])[] = [
    ['iam', 'GetAccountAuthorizationDetails'],
    ['iam', 'ListRoles'],
    ['iam', 'CreateAccessKey'],
    ['secretsmanager', 'ListSecrets'],
    ['ssm', 'DescribeParameters'],
    ['lambda', 'ListFunctions20150331'],
    ['rds', 'DescribeDBInstances'],
    ['dynamodb', 'ListTables'],
    ['organizations', 'DescribeOrganization'],
    ['guardduty', 'ListDetectors'],
    ['cloudtrail', 'DescribeTrails'],
    ['kms', 'ListKeys'],
    ['ecs', 'ListClusters'],
    ['logs', 'DescribeLogGroups'],
  ];
  act('leaked-key-explored', () => {
    for (const call of allowed) scene.call(leaked, call);
    for (const [source, name] of refused) {
      scene.wait(random.int(1, 12));
      scene.call(leaked, { source, name, error: denial(leaked, source, name) });
    }
  });
}

/** Passwords are tried in the console: mostly for names that do not exist, then for known ones and root. */
export function guessPasswords(scene: Scene, { browser }: Intruder, act: ActOf): void {
  const { company, random } = scene;
  const { users } = company;
  const known = [users.scientist, users.forgotten, users.emergency].map(({ name, id }) => ({
    type: 'IAMUser',
    principalId: id,
    accountId: company.accountId,
    accessKeyId: '',
    userName: name,
  }));
  const root = {
    type: 'Root',
    principalId: company.accountId,
    arn: rootArn(scene),
    accountId: company.accountId,
    accessKeyId: '',
  };
  const tries: Fields[] = [];
  for (let i = 0; i < 24; i++) tries.push(unknownUser(company));
  for (let i = 0; i < 13; i++) tries.push(random.pick(known));
  tries.push(root, root, root);
  act('console-passwords-guessed', () => {
    for (const identity of tries) {
      consoleLogin(scene, browser, identity, { success: false, mfa: false });
      scene.wait(random.int(8, 35));
    }
  });
}

/** One root password was right, and root has no MFA. */
export function signInAsRoot(scene: Scene, { browser, root }: Intruder, act: ActOf): void {
  const { accountId } = scene.company;
  const identity = { type: 'Root', principalId: accountId, arn: rootArn(scene), accountId, accessKeyId: '' };
  act('root-signed-in-without-mfa', () => {
    consoleLogin(scene, browser, identity, { success: true, mfa: false });
    scene.wait(20);
    scene.ask(root, 'iam', 'GetAccountSummary');
    scene.ask(root, 'iam', 'ListUsers', { maxItems: 1000 });
    scene.ask(root, 'ec2', 'DescribeRegions', { regionSet: {}, allRegions: true });
  });
}

/** The company's trail stops. The organization's trail and the detector are out of reach even for root. */
export function blindTheGuards(scene: Scene, { root }: Intruder, act: ActOf): void {
  const { company } = scene;
  const there = { ...root, region: company.home };
  const trail = (account: string, name: string) =>
    `arn:aws:cloudtrail:${company.home}:${account}:trail/${name}`;
  const own = trail(company.accountId, company.trail);
  const organization = trail(company.accounts.organization, 'organization-trail');
  const byPolicy = (action: string, resource: string) =>
    `User: ${rootArn(scene)} is not authorized to perform: ${action} on resource: ${resource} with an explicit deny in a service control policy`;
  act('trail-stopped', () => {
    scene.ask(there, 'cloudtrail', 'DescribeTrails', { trailNameList: [] });
    scene.wait(30);
    scene.ask(there, 'cloudtrail', 'StopLogging', { name: own });
  });
  scene.wait(40);
  const noTrail = byPolicy('cloudtrail:DeleteTrail', organization);
  act('trail-deletion-denied', () =>
    scene.ask(there, 'cloudtrail', 'DeleteTrail', { name: organization }, null, {
      error: ['AccessDenied', noTrail],
    }),
  );
  scene.wait(35);
  const detector = `arn:aws:guardduty:${company.home}:${company.accountId}:detector/${company.detector}`;
  const noDetector = byPolicy('guardduty:DeleteDetector', detector);
  act('detector-deletion-denied', () =>
    scene.ask(there, 'guardduty', 'DeleteDetector', { detectorId: company.detector }, null, {
      error: ['AccessDeniedException', noDetector],
    }),
  );
}

/** The intruder's own key and an application's log group go. */
export function clearUp(scene: Scene, { newcomer, newcomerAtWork }: Intruder, act: ActOf): void {
  const { company } = scene;
  const accessKeyId = newcomerAtWork.identity['accessKeyId'];
  const logGroupName = `/aws/lambda/${company.functions[0]}`;
  act('traces-removed', () => {
    scene.ask(newcomerAtWork, 'logs', 'DescribeLogGroups', { limit: 50 });
    scene.ask(newcomerAtWork, 'logs', 'DeleteLogGroup', { logGroupName });
    scene.wait(30);
    scene.ask(newcomerAtWork, 'iam', 'DeleteAccessKey', { userName: newcomer.name, accessKeyId });
  });
}

const rootArn = ({ company }: Scene): string => `arn:aws:iam::${company.accountId}:root`;
