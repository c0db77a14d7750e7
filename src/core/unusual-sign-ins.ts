import type { SignIn } from './sign-in.ts';
import {
  agentFamily,
  DAY_MS,
  failuresBefore,
  failuresOnDay,
  type Habits,
  HOUR_MS,
  habitsOf,
  type SignInHistory,
  type Tally,
  usersFailingWith,
} from './sign-in-history.ts';

/** How loudly a reason speaks. */
export type UnusualLevel = 'high' | 'medium' | 'low';

/** What counts as unusual, in the words that the report prints below its table. */
export const UNUSUAL = {
  root: { level: 'high', means: 'the root user signed in' },
  'no-mfa': {
    level: 'high',
    means: 'root or an IAM user signed in without MFA (federated sign-ins are not judged)',
  },
  'after-failures': {
    level: 'high',
    means: 'signed in within an hour of 3 or more failures of the same user or from the same address',
  },
  'many-users': { level: 'medium', means: 'one address failed with 3 or more user names on one day' },
  'root-failed': { level: 'medium', means: 'somebody failed to sign in as root' },
  'many-failures': {
    level: 'medium',
    means: '5 or more failures of one user or from one address on one day',
  },
  'mfa-failed': {
    level: 'medium',
    means: '2 or more failures with MFA used: the password may be known to somebody',
  },
  'new-address': {
    level: 'medium',
    means: 'the only sign-in from this address, while another address of the user was seen 3 times or more',
  },
  'new-agent': {
    level: 'low',
    means: 'the only sign-in with this browser (versions aside), while another one was seen 3 times or more',
  },
  'unusual-hour': {
    level: 'low',
    means: 'no sign-in on any other day within 2 hours of this time of day (UTC), out of 10 or more',
  },
} as const satisfies Readonly<Record<string, { level: UnusualLevel; means: string }>>;
export type UnusualCode = keyof typeof UNUSUAL;

/** One reason why a row is unusual, with its figures. */
export interface Reason {
  readonly code: UnusualCode;
  readonly level: UnusualLevel;
  readonly text: string;
}

const FAILURES_BEFORE = 3;
const USERS_A_DAY = 3;
const FAILURES_A_DAY = 5;
const MFA_FAILURES = 2;
const SEEN_OFTEN = 3;
const HISTORY = 10;
const USUAL_WITHIN_MS = 2 * HOUR_MS;

/** Says what is unusual about the attempts of one user from one address on one day; loudest first. */
export function reasonsFor(row: readonly SignIn[], history: SignInHistory): readonly Reason[] {
  const first = row[0];
  if (!first) return [];
  const successes = row.filter((one) => one.outcome === 'success');
  const failures = row.filter((one) => one.outcome === 'failure');
  const found = [...ofSuccesses(successes, first, history), ...ofFailures(failures, first, history)];
  return found.sort((a, b) => levelRank(b.level) - levelRank(a.level));
}

/** 3 for high, 2 for medium, 1 for low. */
export const levelRank = (level: UnusualLevel): number => ({ high: 3, medium: 2, low: 1 })[level];

const reason = (code: UnusualCode, text: string): Reason => ({ code, level: UNUSUAL[code].level, text });

function ofSuccesses(successes: readonly SignIn[], first: SignIn, history: SignInHistory): Reason[] {
  if (successes.length === 0) return [];
  const withoutMfa = successes.filter((one) => one.mfa === 'no').length;
  const before = successes
    .map((one) => failuresBefore(one, history))
    .reduce((a, b) => (b.count > a.count ? b : a));
  const habits = habitsOf(first, history);
  const reasons: Reason[] = [];
  if (first.kind === 'root') reasons.push(reason('root', 'the root user signed in'));
  if (withoutMfa > 0) reasons.push(reason('no-mfa', 'signed in without MFA'));
  if (before.count >= FAILURES_BEFORE) {
    const text = `signed in after ${before.count} failures ${before.of} within an hour`;
    reasons.push(reason('after-failures', text));
  }
  reasons.push(...unfamiliar(successes, habits));
  if (successes.some((one) => isUnusualHour(one, habits))) {
    reasons.push(reason('unusual-hour', 'signed in at an hour when this user never does'));
  }
  return reasons;
}

function unfamiliar(successes: readonly SignIn[], habits: Habits): Reason[] {
  const isNew = (known: Tally, value: string): boolean =>
    known.seen.get(value) === 1 && known.most >= SEEN_OFTEN;
  const reasons: Reason[] = [];
  if (successes.some((one) => one.sourceIp !== '' && isNew(habits.addresses, one.sourceIp))) {
    const others = habits.addresses.seen.size - 1;
    reasons.push(
      reason(
        'new-address',
        `the only sign-in from this address; the user has ${others} other${others === 1 ? '' : 's'}`,
      ),
    );
  }
  if (successes.some((one) => one.userAgent !== '' && isNew(habits.agents, agentFamily(one.userAgent)))) {
    reasons.push(reason('new-agent', 'the only sign-in of the user with this browser'));
  }
  return reasons;
}

function isUnusualHour(success: SignIn, habits: Habits): boolean {
  if (!success.timed) return false;
  const day = Math.floor(success.at / DAY_MS);
  let others = 0;
  for (const time of habits.times) {
    if (Math.floor(time / DAY_MS) === day) continue;
    const apart = Math.abs((time % DAY_MS) - (success.at % DAY_MS));
    if (Math.min(apart, DAY_MS - apart) <= USUAL_WITHIN_MS) return false;
    others += 1;
  }
  return others >= HISTORY;
}

function ofFailures(failures: readonly SignIn[], first: SignIn, history: SignInHistory): Reason[] {
  if (failures.length === 0) return [];
  const users = usersFailingWith(first, history);
  const onDay = failuresOnDay(first, history);
  const withMfa = failures.filter((one) => one.mfa === 'yes').length;
  const reasons: Reason[] = [];
  if (users >= USERS_A_DAY)
    reasons.push(reason('many-users', `this address failed with ${users} user names on that day`));
  if (first.kind === 'root')
    reasons.push(reason('root-failed', `failed to sign in as root${times(failures.length)}`));
  if (onDay.count >= FAILURES_A_DAY) {
    reasons.push(reason('many-failures', `${onDay.count} failures ${onDay.of} on that day`));
  }
  if (withMfa >= MFA_FAILURES) reasons.push(reason('mfa-failed', `${withMfa} failures with MFA used`));
  return reasons;
}

const times = (count: number): string => (count === 1 ? '' : ` ${count} times`);
