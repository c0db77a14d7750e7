import type { CloudTrailRecord } from './event.ts';
import { fieldText, member } from './field-text.ts';

/** What CloudTrail writes for a user name that does not exist: it may be a password typed into the wrong field. */
const HIDDEN_USER = 'HIDDEN_DUE_TO_SECURITY_REASONS';
/** In UTF-16 units: at most 1,920 bytes, below the 2,048 that a key of a DynamoDB index may have. */
const MAX_PRINCIPAL_LENGTH = 640;
/** Twelve digits in truth; bounded because it becomes part of a key. */
const MAX_ACCOUNT_LENGTH = 64;
const ANONYMOUS = 'ANONYMOUS_PRINCIPAL';
const ASSUMED_ROLE_ARN = /^arn:([^:]*):sts::([^:]*):assumed-role\/([^/]+)\/(.*)$/s;
/** Ids of roles, users and groups with what follows the colon: the name of a session, which changes. */
const ID_WITH_SESSION = /^(A[A-Z0-9]{15,}):/;
/** Roles that IAM Identity Center makes; their sessions bear the name of the person who signed in. */
const IDENTITY_CENTER_ROLE = /(?:^|\/)AWSReservedSSO_/;

/**
 * Says who acted, the same for all calls of one actor (CloudTrail User Guide: userIdentity element).
 *
 * | identity | answer |
 * |---|---|
 * | IAM user, root, federated user, role | its ARN, else its user name |
 * | assumed role | ARN of the role without the session, whose name changes from call to call |
 * | assumed role of IAM Identity Center | ARN with the session: there it is the person's user name |
 * | AWS service | the service, `cloudformation.amazonaws.com` |
 * | Identity Center user | user name, else the user's id |
 * | SAML or web identity user | `name@provider` |
 * | sign-in with an unknown name | `unknown user name in account 123456789012` |
 * | unsigned request | `anonymous` |
 * | anything else | ARN, user name, service, principal id, source address, `unknown`: the first that is there |
 *
 * Never empty; never throws, whatever types the record holds.
 */
export function principalOf(record: CloudTrailRecord): string {
  const identity = record.userIdentity;
  const named = byType(identity) || byWhatIsThere(identity);
  return fieldText(named || record.sourceIPAddress, MAX_PRINCIPAL_LENGTH) || 'unknown';
}

function byType(identity: unknown): string {
  const userName = fieldText(member(identity, 'userName'));
  if (userName === HIDDEN_USER)
    return `unknown user name in account ${accountText(member(identity, 'accountId')) || '?'}`;
  switch (member(identity, 'type')) {
    case 'AssumedRole':
      return roleOf(identity);
    case 'AWSService':
      return fieldText(member(identity, 'invokedBy'));
    case 'IdentityCenterUser':
      return userName || fieldText(member(member(identity, 'onBehalfOf'), 'userId'));
    case 'SAMLUser':
    case 'WebIdentityUser':
      return atProvider(userName, fieldText(member(identity, 'identityProvider')));
    case 'Root':
      return (
        fieldText(member(identity, 'arn')) ||
        `root of ${accountText(member(identity, 'accountId')) || 'unknown account'}`
      );
    case 'AWSAccount':
      return member(identity, 'accountId') === ANONYMOUS ? 'anonymous' : '';
    default:
      return '';
  }
}

function byWhatIsThere(identity: unknown): string {
  const arn = fieldText(member(identity, 'arn'));
  const principalId = fieldText(member(identity, 'principalId'));
  return (
    (ASSUMED_ROLE_ARN.test(arn) ? roleOf(identity) : arn) ||
    fieldText(member(identity, 'userName')) ||
    fieldText(member(identity, 'invokedBy')) ||
    (ID_WITH_SESSION.exec(principalId)?.[1] ?? principalId)
  );
}

/** The issuer's ARN has the role's path, the session's has not: a role with a path and no issuer prints without it. */
function roleOf(identity: unknown): string {
  const arn = fieldText(member(identity, 'arn'));
  const issuer = fieldText(member(member(member(identity, 'sessionContext'), 'sessionIssuer'), 'arn'));
  const [, partition, account, role, session] = ASSUMED_ROLE_ARN.exec(arn) ?? [];
  if (role !== undefined && session && IDENTITY_CENTER_ROLE.test(role)) return arn;
  if (issuer) return issuer;
  return role === undefined ? '' : `arn:${partition}:iam::${account}:role/${role}`;
}

const atProvider = (name: string, provider: string): string =>
  name && provider ? `${name}@${provider}` : name;

/**
 * Prints an account id: a number gets back the zeros that JSON took from its front; a text stays as it is.
 *
 * `''` for what is neither.
 */
export function accountText(value: unknown): string {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? String(value).padStart(12, '0')
    : fieldText(value, MAX_ACCOUNT_LENGTH);
}
