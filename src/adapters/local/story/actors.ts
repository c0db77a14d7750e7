import { type EpochMs, isoFromMs } from '#core/time';
import type { Actor, Fields } from './call.ts';
import { type Company, exampleId, type Named, type RoleUse } from './company.ts';
import type { Random } from './random.ts';

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

/** The same session when an AWS service calls with it: address and user agent are the service's name. */
export function throughService(actor: Actor, service: string): Actor {
  const identity = { ...actor.identity, invokedBy: service };
  return { ...actor, identity, address: service, userAgent: service, direct: false };
}

/** Makes the session of a service-linked role, which AWS itself calls from: `AWSServiceRoleForECS`. */
export function linkedRole(
  company: Company,
  service: string,
  name: string,
  session: string,
  since: EpochMs,
): Actor {
  const unique = name.replace('AWSServiceRoleFor', '').toUpperCase().padEnd(10, 'X').slice(0, 10);
  const role = { name, id: `AROA${unique}EXAMPLE` };
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
      ? {
          sessionContext: {
            attributes: { creationDate: isoFromMs(login.since), mfaAuthenticated: String(login.mfa) },
          },
        }
      : {}),
  };
  return { identity, ...from, region: company.home, console: login !== undefined, direct: true };
}

/** Makes the root user in the console, signed in without MFA. */
export function rootUser(
  company: Company,
  random: Random,
  since: EpochMs,
  from: Pick<Actor, 'address' | 'userAgent'>,
): Actor {
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
