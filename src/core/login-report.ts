import type { MfaUse, SignIn, SignInKind } from './sign-in.ts';
import { learnHistory, type SignInHistory } from './sign-in-history.ts';
import { dayOf, type EpochMs, isoFromMs } from './time.ts';
import { levelRank, type Reason, reasonsFor } from './unusual-sign-ins.ts';

/** Attempts by outcome. `unclear`: the record does not say whether it worked. */
export interface Attempts {
  readonly successes: number;
  readonly failures: number;
  readonly unclear: number;
}

/** The attempts of one user from one address on one day. */
export interface LoginRow extends Attempts {
  readonly accountId: string;
  readonly user: string;
  readonly kind: SignInKind;
  readonly sourceIp: string;
  /** UTC day, or `''` where the records have no usable time. */
  readonly day: string;
  /** Of the successes only: a failure may have ended before MFA was asked for. */
  readonly mfa: Readonly<Record<MfaUse, number>>;
  /** ISO 8601 UTC; `''` without a usable time. */
  readonly first: string;
  readonly last: string;
  readonly regions: readonly string[];
  /** The first few in alphabetical order; see `userAgentCount`. */
  readonly userAgents: readonly string[];
  readonly userAgentCount: number;
  /** What is unusual, loudest first; empty for an ordinary row. */
  readonly reasons: readonly Reason[];
}

/** Attempts of one user, from one address or on one day. */
export interface LoginTotal extends Attempts {
  readonly name: string;
}

export interface LoginReport {
  readonly totals: Attempts & {
    readonly users: number;
    readonly addresses: number;
    readonly unusualRows: number;
    /** First and last attempt, ISO 8601 UTC; `''` when there is none. */
    readonly first: string;
    readonly last: string;
  };
  /** Unusual ones first, then the newest. */
  readonly rows: readonly LoginRow[];
  /** Most attempts first. The account is named where more than one occurs. */
  readonly byUser: readonly LoginTotal[];
  readonly byAddress: readonly LoginTotal[];
  /** In order of time; days without attempts are left out. */
  readonly byDay: readonly LoginTotal[];
}

const AGENTS_KEPT = 3;

/**
 * Sums sign-ins up and says what is unusual about them.
 *
 * The order of the input does not matter, and an attempt that was delivered twice (equal `key`) counts once.
 */
export function loginReport(input: Iterable<SignIn>): LoginReport {
  const distinct = new Map<string, SignIn>();
  for (const one of input) distinct.set(one.key, one);
  // One order for all that follows, whatever order the attempts came in.
  const signIns = [...distinct.values()].sort((a, b) => a.at - b.at || compare(a.key, b.key));
  const history = learnHistory(signIns);
  const severalAccounts = new Set(signIns.map((one) => one.accountId)).size > 1;
  const userName = (one: SignIn): string => (severalAccounts ? `${one.user} @ ${one.accountId}` : one.user);
  const rows = groupBy(signIns, rowKey).map((attempts) => loginRow(attempts, history));
  const byUser = totalsBy(signIns, userName).sort(mostFirst);
  const byAddress = totalsBy(signIns, (one) => one.sourceIp).sort(mostFirst);
  const timed = signIns.filter((one) => one.timed);
  return {
    totals: {
      ...attemptsOf(signIns),
      users: byUser.length,
      addresses: byAddress.length,
      unusualRows: rows.filter((row) => row.reasons.length > 0).length,
      first: isoOf(timed[0]?.at),
      last: isoOf(timed.at(-1)?.at),
    },
    rows: rows.sort(unusualFirst),
    byUser,
    byAddress,
    byDay: totalsBy(signIns, day).sort((a, b) => compare(a.name, b.name)),
  };
}

const isoOf = (at: EpochMs | undefined): string => (at === undefined ? '' : isoFromMs(at));
const day = (one: SignIn): string => (one.timed ? dayOf(one.at) : '');
const rowKey = (one: SignIn): string =>
  [one.accountId, one.kind, one.user, one.sourceIp, day(one)].join('\u0000');

function groupBy(signIns: readonly SignIn[], key: (one: SignIn) => string): SignIn[][] {
  const groups = new Map<string, SignIn[]>();
  for (const one of signIns) {
    const name = key(one);
    const group = groups.get(name);
    if (group) group.push(one);
    else groups.set(name, [one]);
  }
  return [...groups.values()];
}

function totalsBy(signIns: readonly SignIn[], name: (one: SignIn) => string): LoginTotal[] {
  return groupBy(signIns, name).flatMap((group) =>
    group.slice(0, 1).map((one) => ({ name: name(one), ...attemptsOf(group) })),
  );
}

function attemptsOf(signIns: readonly SignIn[]): Attempts {
  const counted = (outcome: SignIn['outcome']): number =>
    signIns.filter((one) => one.outcome === outcome).length;
  return { successes: counted('success'), failures: counted('failure'), unclear: counted('unclear') };
}

/** `attempts` is not empty and in order of time. */
function loginRow(attempts: readonly SignIn[], history: SignInHistory): LoginRow {
  const [first, last] = [attempts[0] as SignIn, attempts.at(-1) as SignIn];
  const agents = sortedSet(attempts.map((one) => one.userAgent));
  const mfa = { yes: 0, no: 0, federated: 0, unknown: 0 };
  for (const one of attempts) if (one.outcome === 'success') mfa[one.mfa] += 1;
  return {
    accountId: first.accountId,
    user: first.user,
    kind: first.kind,
    sourceIp: first.sourceIp,
    day: day(first),
    ...attemptsOf(attempts),
    mfa,
    first: first.timed ? isoFromMs(first.at) : '',
    last: last.timed ? isoFromMs(last.at) : '',
    regions: sortedSet(attempts.map((one) => one.region)),
    userAgents: agents.slice(0, AGENTS_KEPT),
    userAgentCount: agents.length,
    reasons: reasonsFor(attempts, history),
  };
}

const sortedSet = (texts: readonly string[]): string[] =>
  [...new Set(texts.filter((text) => text !== ''))].sort(compare);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const all = (one: Attempts): number => one.successes + one.failures + one.unclear;
const mostFirst = (a: LoginTotal, b: LoginTotal): number => all(b) - all(a) || compare(a.name, b.name);

/** By the loudest reason, then the number of reasons, then newest; the rest only makes the order complete. */
function unusualFirst(a: LoginRow, b: LoginRow): number {
  const loudest = (row: LoginRow): number => (row.reasons[0] ? levelRank(row.reasons[0].level) : 0);
  return (
    loudest(b) - loudest(a) ||
    b.reasons.length - a.reasons.length ||
    compare(b.last, a.last) ||
    compare(
      `${a.accountId} ${a.user} ${a.sourceIp} ${a.kind}`,
      `${b.accountId} ${b.user} ${b.sourceIp} ${b.kind}`,
    )
  );
}
