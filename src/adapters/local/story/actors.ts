import { type EpochMs, isoFromMs } from '#core/time';
import { type Company, exampleId, type Named, type RoleUse } from './company.ts';
import type { Random } from './random.ts';
import type { Fields } from './record.ts';

/** Someone, or something, that makes calls: who it is and where it calls from. */
export interface Actor {
  readonly identity: Fields;
  readonly address: string;
  readonly userAgent: string;
  readonly region: string;
  /** Works in the browser console. */
  readonly console: boolean;
  /** Calls over TLS itself; false where an AWS service calls on its behalf. */
  readonly direct: boolean;
}

/** Programs that call AWS. */
export const AGENTS = {
  browser:
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36',
  macBrowser:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15',
  strangeBrowser: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0',
  cli: 'aws-cli/2.24.11 md/awscrt#0.23.8 ua/2.0 os/linux#6.8.0-55-generic md/arch#x86_64 lang/python#3.12.9 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/prompt#off md/command#configure',
  terraform:
    'APN/1.0 HashiCorp/1.0 Terraform/1.10.5 (+https://www.terraform.io) terraform-provider-aws/5.89.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.36.1 ua/2.1 os/linux lang/go#1.23.5 md/GOOS#linux md/GOARCH#amd64',
  cdk: 'aws-sdk-js/3.750.0 ua/2.1 os/linux#6.1.128 lang/js md/nodejs#20.18.3 api/cloudformation#3.750.0 app/aws-cdk-cli-2.1000.2',
  python: 'Boto3/1.37.4 md/Botocore#1.37.4 ua/2.0 os/linux#5.10.234 md/arch#aarch64 lang/python#3.12.8 md/pyimpl#CPython exec-env/AWS_Lambda_python3.12 cfg/retry-mode#legacy Botocore/1.37.4',
  agent: 'aws-sdk-go/1.55.5 (go1.23.5; linux; arm64) amazon-ssm-agent/3.3.1957.0',
  docker: 'docker/28.0.1 go/go1.23.6 git-commit/bbd0a17 kernel/6.1.128 os/linux arch/amd64',
  kali: 'Boto3/1.34.46 md/Botocore#1.34.46 ua/2.0 os/linux#6.6.15-kali-amd64 md/arch#x86_64 lang/python#3.11.8 md/pyimpl#CPython Botocore/1.34.46',
  kaliCli: 'aws-cli/2.15.22 Python/3.11.8 Linux/6.6.15-kali-amd64 exe/x86_64.kali.2024',
} as const;

/** How a role session comes about and from where it calls. */
export interface SessionOptions {
  readonly address: string;
  readonly userAgent: string;
  readonly console?: boolean;
  readonly region?: string;
  /** The service that calls for the session, `cloudformation.amazonaws.com`. */
  readonly invokedBy?: string;
  /** The role's credentials came from the instance metadata service, version 2. */
  readonly fromInstance?: boolean;
}

/** Makes a session of one of the company's roles. */
export function roleSession(
  company: Company,
  random: Random,
  use: RoleUse,
  session: string,
  since: EpochMs,
  options: SessionOptions,
): Actor {
  const role = company.roles[use];
  const reserved = role.name.startsWith('AWSReservedSSO');
  const path = reserved ? `aws-reserved/sso.amazonaws.com/${company.home}/` : '';
  const context = {
    sessionIssuer: issuer(company, role, path),
    attributes: { creationDate: isoFromMs(since), mfaAuthenticated: 'false' },
    ...(options.fromInstance ? { ec2RoleDelivery: '2.0' } : {}),
  };
  return {
    identity: {
      ...assumed(company, role, session),
      accessKeyId: exampleId(random, 'ASIA'),
      sessionContext: context,
      ...(options.invokedBy === undefined ? {} : { invokedBy: options.invokedBy }),
    },
    address: options.invokedBy ?? options.address,
    userAgent: options.invokedBy ?? options.userAgent,
    region: options.region ?? company.home,
    console: options.console ?? false,
    direct: options.invokedBy === undefined,
  };
}

/** Makes the session of a service-linked role, which AWS itself calls from: `AWSServiceRoleForECS`. */
export function linkedRole(company: Company, service: string, role: Named, session: string, since: EpochMs): Actor {
  const host = `${service}.amazonaws.com`;
  const identity = {
    ...assumed(company, role, session),
    sessionContext: {
      sessionIssuer: issuer(company, role, `aws-service-role/${host}/`),
      attributes: { creationDate: isoFromMs(since), mfaAuthenticated: 'false' },
    },
    invokedBy: host,
  };
  return { identity, address: host, userAgent: host, region: company.home, console: false, direct: false };
}

/** Makes an AWS service that calls for itself. */
export function awsService(company: Company, service: string): Actor {
  const host = `${service}.amazonaws.com`;
  const identity = { type: 'AWSService', invokedBy: host };
  return { identity, address: host, userAgent: host, region: company.home, console: false, direct: false };
}

/** Makes an IAM user with a long-lived key or, with `since`, in the console with or without MFA. */
export function iamUser(
  company: Company,
  random: Random,
  user: Named,
  from: Pick<Actor, 'address' | 'userAgent'>,
  login?: { readonly since: EpochMs; readonly mfa: boolean },
): Actor {
  const identity = {
    ...userIdentity(company, user),
    accessKeyId: exampleId(random, login ? 'ASIA' : 'AKIA'),
    ...(login
      ? { sessionContext: { attributes: { creationDate: isoFromMs(login.since), mfaAuthenticated: String(login.mfa) } } }
      : {}),
  };
  return { identity, ...from, region: company.home, console: login !== undefined, direct: true };
}

/** Makes the root user in the console, signed in without MFA. */
export function rootUser(company: Company, random: Random, since: EpochMs, from: Pick<Actor, 'address' | 'userAgent'>): Actor {
  const identity = {
    type: 'Root',
    principalId: company.accountId,
    arn: `arn:aws:iam::${company.accountId}:root`,
    accountId: company.accountId,
    accessKeyId: exampleId(random, 'ASIA'),
    sessionContext: { attributes: { creationDate: isoFromMs(since), mfaAuthenticated: 'false' } },
  };
  return { identity, ...from, region: 'us-east-1', console: true, direct: true };
}

/** The identity of an IAM user, without key or session. */
export function userIdentity(company: Company, user: Named): Fields {
  const arn = `arn:aws:iam::${company.accountId}:user/${user.name}`;
  return { type: 'IAMUser', principalId: user.id, arn, accountId: company.accountId, userName: user.name };
}

function assumed(company: Company, role: Named, session: string): Fields {
  return {
    type: 'AssumedRole',
    principalId: `${role.id}:${session}`,
    arn: `arn:aws:sts::${company.accountId}:assumed-role/${role.name}/${session}`,
    accountId: company.accountId,
  };
}

function issuer(company: Company, role: Named, path: string): Fields {
  const arn = `arn:aws:iam::${company.accountId}:role/${path}${role.name}`;
  return { type: 'Role', principalId: role.id, arn, accountId: company.accountId, userName: role.name };
}
