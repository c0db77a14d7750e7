import type { EpochMs } from '#core/time';
import { iamUser, userIdentity } from './actors.ts';
import { AGENTS } from './agents.ts';
import type { Actor } from './call.ts';
import { type Company, exampleId } from './company.ts';
import type { Random } from './random.ts';
import { awsDate, denial } from './record.ts';
import type { Scene } from './scene.ts';
import { consoleLogin } from './signin.ts';

/** The scientist mistypes the password twice, then signs in with MFA. */
export function scientistLogin(scene: Scene, address: string): void {
  const { company } = scene;
  const who = { address, userAgent: AGENTS.macBrowser };
  const { arn, ...nameless } = userIdentity(company, company.users.scientist);
  for (const pause of [9, 21]) {
    consoleLogin(scene, who, { ...nameless, accessKeyId: '' }, { success: false, mfa: true });
    scene.wait(pause);
  }
  const checked = {
    ...who,
    identity: { ...nameless, accessKeyId: '' },
    region: 'us-east-1',
    console: true,
    direct: true,
  };
  scene.ask(
    checked,
    'signin',
    'CheckMfa',
    null,
    { CheckMfa: 'Success' },
    { more: { additionalEventData: { MfaType: 'U2F MFA' }, eventType: 'AwsConsoleSignIn' } },
  );
  consoleLogin(scene, who, { ...nameless, arn }, { success: true, mfa: true });
}

/** Makes the scientist's console session. */
export function scientistAt(company: Company, random: Random, since: EpochMs, address: string): Actor {
  const from = { address, userAgent: AGENTS.macBrowser };
  return iamUser(company, random, company.users.scientist, from, { since, mfa: true });
}

/** The scientist replaces the old access key by a new one: a user's own business. */
export function rotateOwnKey(scene: Scene, scientist: Actor): void {
  const { company, random } = scene;
  const userName = company.users.scientist.name;
  const fresh = exampleId(random, 'AKIA');
  const old = { userName, accessKeyId: exampleId(random, 'AKIA') };
  const accessKey = { userName, accessKeyId: fresh, status: 'Active', createDate: awsDate(scene.now()) };
  scene.ask(scientist, 'iam', 'ListAccessKeys', { userName });
  scene.ask(scientist, 'iam', 'CreateAccessKey', { userName }, { accessKey });
  scene.wait(300);
  scene.ask(scientist, 'iam', 'UpdateAccessKey', { ...old, status: 'Inactive' });
  scene.ask(scientist, 'iam', 'DeleteAccessKey', old);
}

/** The scientist queries the lake. */
export function lakeQuery(scene: Scene, scientist: Actor): void {
  const { company, random } = scene;
  const queryExecutionId = random.uuid();
  const database = 'lake';
  const bucket = company.buckets[2];
  scene.ask(scientist, 'glue', 'GetTables', { databaseName: database, maxResults: 100 });
  const request = {
    queryString: '***OMITTED***',
    clientRequestToken: random.uuid(),
    queryExecutionContext: { database, catalog: 'AwsDataCatalog' },
    resultConfiguration: { outputLocation: `s3://${bucket}/athena-results/` },
    workGroup: 'analysts',
  };
  scene.ask(scientist, 'athena', 'StartQueryExecution', request, { queryExecutionId });
  for (let i = random.int(2, 5); i > 0; i--) {
    scene.ask(scientist, 'athena', 'GetQueryExecution', { queryExecutionId });
  }
  scene.ask(scientist, 'athena', 'GetQueryResults', { queryExecutionId, maxResults: 100 });
  if (!random.chance(0.3)) return;
  const error = denial(scientist, 'sagemaker', 'ListNotebookInstances');
  scene.ask(scientist, 'sagemaker', 'ListNotebookInstances', null, null, { error });
}
