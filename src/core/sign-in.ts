import type { CloudTrailRecord, WatchedEvent } from './event.ts';
import { fieldText, member } from './field-text.ts';
import type { EpochMs } from './time.ts';

/** Who signs in: root and IAM users give a password to AWS; federated people prove themselves elsewhere. */
export type SignInKind = 'root' | 'iam-user' | 'federated' | 'unknown';

/**
 * `federated`: AWS records no MFA for these sign-ins, because the identity provider (or Identity Center) asks for it;
 * so that "No" there is not a lack. `unknown`: the record does not say.
 */
export type MfaUse = 'yes' | 'no' | 'federated' | 'unknown';

/** One attempt to sign in to the console, as far as the report goes into it. Texts are as the record has them. */
export interface SignIn {
  /** Equal for two deliveries of one attempt. */
  readonly key: string;
  readonly at: EpochMs;
  /** `false` when the record has no usable time: such attempts count, but are never part of a sequence. */
  readonly timed: boolean;
  readonly accountId: string;
  readonly region: string;
  readonly kind: SignInKind;
  /** `root`, the user name, role and session, or `UNKNOWN_USER`. */
  readonly user: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly outcome: 'success' | 'failure' | 'unclear';
  readonly mfa: MfaUse;
}

/** Shown where AWS hides the name: somebody typed a name that the account does not have, perhaps a password. */
export const UNKNOWN_USER = '(unknown user name)';
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';
/** `Role/session` of an assumed role, the name of a federated user. */
const SESSION = /^arn:[^:]*:sts::[^:]*:(?:assumed-role|federated-user)\/(.+)$/s;
const SIGN_IN_SOURCE = /^signin\.amazonaws\.com(\.cn)?$/;
/** `userIdentity.type` values of people who come from an identity provider (CloudTrail User Guide, userIdentity element). */
const FEDERATED = new Set([
  'AssumedRole',
  'Role',
  'FederatedUser',
  'SAMLUser',
  'WebIdentityUser',
  'IdentityCenterUser',
  'Directory',
]);

/** Whether a call of this name and service is a sign-in to the console. */
export const isSignIn = (eventName: string, eventSource: string): boolean =>
  eventName === 'ConsoleLogin' && SIGN_IN_SOURCE.test(eventSource);

/** Reads a sign-in out of an event; `undefined` for any event that is not a `ConsoleLogin`. */
export function signInOf(event: WatchedEvent): SignIn | undefined {
  if (!isSignIn(event.eventName, event.eventSource)) return undefined;
  const identity = event.record.userIdentity;
  const kind = kindOf(identity);
  return {
    key: event.key,
    at: event.at,
    timed: event.timeNote !== 'missing',
    accountId: event.accountId,
    region: event.region,
    kind,
    user: userOf(kind, identity, event.principal),
    sourceIp: event.sourceIp,
    userAgent: event.userAgent,
    outcome: outcomeOf(event.record),
    mfa: mfaOf(kind, event.record.additionalEventData),
  };
}

function kindOf(identity: unknown): SignInKind {
  const type = member(identity, 'type');
  if (type === 'Root') return 'root';
  if (type === 'IAMUser') return 'iam-user';
  return typeof type === 'string' && FEDERATED.has(type) ? 'federated' : 'unknown';
}

function userOf(kind: SignInKind, identity: unknown, principal: string): string {
  // With an account alias the user name of root is the alias.
  if (kind === 'root') return 'root';
  const name = fieldText(member(identity, 'userName'));
  if (name === HIDDEN) return UNKNOWN_USER;
  // A user who is called root must not pass for the root of the account.
  if (kind === 'iam-user' && name !== '') return /^root$/i.test(name) ? `user/${name}` : name;
  // The session bears the person's name; the principal leaves it out, because it changes from call to call.
  return SESSION.exec(fieldText(member(identity, 'arn')))?.[1] ?? principal;
}

/** A failed sign-in carries `errorMessage` and no `errorCode`, so neither alone decides. */
function outcomeOf(record: CloudTrailRecord): SignIn['outcome'] {
  const answer = member(record.responseElements, 'ConsoleLogin');
  if (answer === 'Failure') return 'failure';
  if (fieldText(record.errorMessage) !== '' || fieldText(record.errorCode) !== '') return 'failure';
  return answer === 'Success' ? 'success' : 'unclear';
}

function mfaOf(kind: SignInKind, data: unknown): MfaUse {
  const used = member(data, 'MFAUsed');
  if (used === 'Yes' || used === true) return 'yes';
  if (kind === 'federated') return 'federated';
  return (used === 'No' || used === false) && kind !== 'unknown' ? 'no' : 'unknown';
}
