import type { EpochMs } from '#core/time';
import type { Actor, Call, Fields } from './call.ts';
import type { Company } from './company.ts';
import { awsDate } from './record.ts';
import type { Scene } from './scene.ts';

/** How a console sign-in went. */
export interface SignIn {
  readonly success: boolean;
  readonly mfa: boolean;
  /** @default 'us-east-1', where the global sign-in endpoint is recorded */
  readonly region?: string;
}

/** Writes a `ConsoleLogin`; a refused one has an `errorMessage` and no `errorCode`. */
export function consoleLogin(
  scene: Scene,
  who: Pick<Actor, 'address' | 'userAgent'>,
  identity: Fields,
  how: SignIn,
): void {
  const region = how.region ?? 'us-east-1';
  const actor = { ...who, identity, region, console: true, direct: true };
  const host = region === 'us-east-1' ? 'console.aws.amazon.com' : `${region}.console.aws.amazon.com`;
  scene.call(actor, {
    source: 'signin',
    name: 'ConsoleLogin',
    region,
    response: { ConsoleLogin: how.success ? 'Success' : 'Failure' },
    more: {
      ...(how.success ? {} : { errorMessage: 'Failed authentication' }),
      additionalEventData: {
        LoginTo: `https://${host}/console/home?hashArgs=%23&isauthcode=true&state=hashArgsFromTB_${region}_${scene.random.hex(16)}`,
        MobileVersion: 'No',
        MFAUsed: how.mfa ? 'Yes' : 'No',
      },
      eventType: 'AwsConsoleSignIn',
      tlsDetails: signinTls(
        region === 'us-east-1' ? 'signin.aws.amazon.com' : `${region}.signin.aws.amazon.com`,
      ),
    },
  });
}

/** Signs an engineer in through IAM Identity Center: SAML, a sign-in token, the console. `MFAUsed` reads `No`. */
export function federatedLogin(scene: Scene, person: string, actor: Actor): void {
  const { company, random } = scene;
  const role = company.roles.platform;
  const arn = `arn:aws:iam::${company.accountId}:role/aws-reserved/sso.amazonaws.com/${company.home}/${role.name}`;
  const provider = `arn:aws:iam::${company.accountId}:saml-provider/AWSSSO_9a4f1c70de35b268_DO_NOT_DELETE`;
  const saml = {
    type: 'SAMLUser',
    principalId: `${random.letters(27)}=:${person}@fernhollow.example`,
    userName: `${person}@fernhollow.example`,
    identityProvider: `${random.letters(27)}=`,
  };
  const broker = {
    ...actor,
    identity: saml,
    console: false,
    userAgent: 'aws-internal/3 aws-sdk-java/1.12.780 Linux/5.10.234',
  };
  scene.call(broker, {
    source: 'sts',
    name: 'AssumeRoleWithSAML',
    request: {
      sAMLAssertionID: `_${random.uuid()}`,
      roleSessionName: `${person}@fernhollow.example`,
      roleArn: arn,
      principalArn: provider,
      durationSeconds: 28800,
    },
    response: {
      ...stsAnswer(actor, scene.now(), 8),
      subjectType: 'persistent',
      audience: `https://${company.home}.signin.aws.amazon.com/platform/saml/acs/${random.uuid()}`,
    },
    resources: [
      { accountId: company.accountId, type: 'AWS::IAM::Role', ARN: arn },
      { accountId: company.accountId, type: 'AWS::IAM::SAMLProvider', ARN: provider },
    ],
  });
  // Not a template: the tool's own name really reads so.
  // biome-ignore lint/suspicious/noTemplateCurlyInString: see above
  const jersey = 'Jersey/${project.version} (HttpUrlConnection 17.0.14)';
  const token = { ...actor, console: false, userAgent: jersey };
  scene.call(token, {
    source: 'signin',
    name: 'GetSigninToken',
    response: { credentials: null, GetSigninToken: 'Success' },
    more: { additionalEventData: { MobileVersion: 'No', MFAUsed: 'No' }, eventType: 'AwsConsoleSignIn' },
  });
  const { invokedBy: _, accessKeyId: __, ...identity } = actor.identity;
  consoleLogin(scene, actor, identity, { success: true, mfa: false, region: company.home });
}

/** The `AssumeRole` by which somebody got a session, and what STS answered: the session's own key. */
export function assumeRole(scene: Scene, session: Actor, request: Fields = {}): Call {
  const { accountId } = scene.company;
  const [, roleName, roleSessionName] = String(session.identity['arn']).split('/');
  const arn = `arn:aws:iam::${accountId}:role/${roleName}`;
  return {
    source: 'sts',
    name: 'AssumeRole',
    request: { roleArn: arn, roleSessionName, durationSeconds: 3600, ...request },
    response: stsAnswer(session, scene.now(), 1),
    resources: [{ accountId, type: 'AWS::IAM::Role', ARN: arn }],
  };
}

/** The identity of a sign-in with a user name that does not exist: AWS does not write it down. */
export const unknownUser = (company: Company): Fields => ({
  type: 'IAMUser',
  accountId: company.accountId,
  accessKeyId: '',
  userName: 'HIDDEN_DUE_TO_SECURITY_REASONS',
});

function stsAnswer({ identity }: Actor, at: EpochMs, hours: number): Fields {
  const expiration = awsDate((at + hours * 3_600_000) as EpochMs);
  return {
    credentials: { accessKeyId: identity['accessKeyId'], sessionToken: 'EXAMPLE-SESSION-TOKEN', expiration },
    assumedRoleUser: { assumedRoleId: identity['principalId'], arn: identity['arn'] },
  };
}

const signinTls = (host: string): Fields => ({
  tlsVersion: 'TLSv1.3',
  cipherSuite: 'TLS_AES_128_GCM_SHA256',
  clientProvidedHostHeader: host,
});
