import type { WatchedEvent } from './event.ts';
import { fieldText, member } from './field-text.ts';
import type { Evidence } from './finding.ts';
import { parseJson } from './json-text.ts';
import { isSignIn, type MfaUse, type SignIn, type SignInKind, signInOf } from './sign-in.ts';
import { epochMs, parseTime } from './time.ts';

/** What evidence keeps of a sign-in, because its request parameters are empty; `undefined` for any other event. */
export function signInFacts(event: WatchedEvent): object | undefined {
  const signIn = signInOf(event);
  if (!signIn) return undefined;
  const { kind, user, outcome, mfa } = signIn;
  return { signIn: { kind, user, outcome, mfa } };
}

const KINDS: readonly unknown[] = ['root', 'iam-user', 'federated', 'unknown'] satisfies SignInKind[];
const OUTCOMES: readonly unknown[] = ['success', 'failure', 'unclear'] satisfies SignIn['outcome'][];
const MFA_USES: readonly unknown[] = ['yes', 'no', 'federated', 'unknown'] satisfies MfaUse[];

/** Reads a sign-in back out of a finding's evidence; what the evidence does not say is `unclear` or `unknown`. */
export function signInOfEvidence(evidence: Evidence): SignIn | undefined {
  if (!isSignIn(evidence.eventName, evidence.eventSource)) return undefined;
  const { key, accountId, region, sourceIp, userAgent, principal } = evidence;
  const parsed = parseJson(evidence.request);
  const facts = parsed.ok ? member(parsed.value, 'signIn') : undefined;
  const oneOf = <T>(known: readonly unknown[], name: string, other: T): T =>
    known.includes(member(facts, name)) ? (member(facts, name) as T) : other;
  const at = parseTime(evidence.eventTime) ?? epochMs(0);
  return {
    key,
    at,
    timed: at > 0,
    accountId,
    region,
    sourceIp,
    userAgent,
    kind: oneOf<SignInKind>(KINDS, 'kind', kindOfArn(principal)),
    user: fieldText(member(facts, 'user')) || principal.replace(/^arn:[^:]*:iam::\d*:(?:user\/)?/, ''),
    outcome: oneOf<SignIn['outcome']>(OUTCOMES, 'outcome', evidence.errorCode === '' ? 'unclear' : 'failure'),
    mfa: oneOf<MfaUse>(MFA_USES, 'mfa', 'unknown'),
  };
}

function kindOfArn(principal: string): SignInKind {
  if (/^arn:[^:]*:iam::\d*:root$/.test(principal)) return 'root';
  if (/^arn:[^:]*:iam::\d*:user\//.test(principal)) return 'iam-user';
  return /^arn:[^:]*:(iam|sts)::\d*:(role|assumed-role|federated-user)\//.test(principal)
    ? 'federated'
    : 'unknown';
}
