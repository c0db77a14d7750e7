import { type SignIn, UNKNOWN_USER } from './sign-in.ts';

/** Milliseconds of an hour and of a day. */
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** What is known about everybody, looked up while single rows are judged. */
export interface SignInHistory {
  /** Times of failures, ascending, by user and by address. */
  readonly failures: ReadonlyMap<string, readonly number[]>;
  /** Users who failed from one address on one day. */
  readonly failedUsers: ReadonlyMap<string, ReadonlySet<string>>;
  /** Successes by user, with how often each address and browser was seen. */
  readonly habits: ReadonlyMap<string, Habits>;
}

/** Where, with what and when a user signs in. */
export interface Habits {
  readonly addresses: Tally;
  readonly agents: Tally;
  readonly times: number[];
}

/** How often each value was seen, and how often the most frequent one. */
export interface Tally {
  readonly seen: Map<string, number>;
  most: number;
}

const userKey = (one: SignIn): string => `u\u0000${one.accountId}\u0000${one.kind}\u0000${one.user}`;
const addressKey = (one: SignIn): string => `a\u0000${one.sourceIp}`;
const addressDayKey = (one: SignIn): string => `${one.sourceIp}\u0000${Math.floor(one.at / DAY_MS)}`;

/** The browser without the numbers in it: an update is not a new browser. */
export const agentFamily = (userAgent: string): string => userAgent.replace(/\d[\d._]*/g, '#');

/** Learns from all sign-ins; their order does not matter. Each attempt must occur once. */
export function learnHistory(signIns: readonly SignIn[]): SignInHistory {
  const failures = new Map<string, number[]>();
  const failedUsers = new Map<string, Set<string>>();
  const habits = new Map<string, Habits>();
  for (const one of signIns) {
    if (one.outcome === 'failure' && one.timed) {
      if (one.user !== UNKNOWN_USER) entry(failures, userKey(one), () => []).push(one.at);
      if (one.sourceIp !== '') {
        entry(failures, addressKey(one), () => []).push(one.at);
        entry(failedUsers, addressDayKey(one), () => new Set()).add(userKey(one));
      }
    }
    if (one.outcome === 'success') learnHabit(entry(habits, userKey(one), newHabits), one);
  }
  for (const times of failures.values()) times.sort((a, b) => a - b);
  return { failures, failedUsers, habits };
}

const newTally = (): Tally => ({ seen: new Map(), most: 0 });
const newHabits = (): Habits => ({ addresses: newTally(), agents: newTally(), times: [] });

function learnHabit(habits: Habits, one: SignIn): void {
  tally(habits.addresses, one.sourceIp);
  tally(habits.agents, agentFamily(one.userAgent));
  if (one.timed) habits.times.push(one.at);
}

function tally(into: Tally, value: string): void {
  const count = (into.seen.get(value) ?? 0) + 1;
  into.seen.set(value, count);
  into.most = Math.max(into.most, count);
}

function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** What is known of the user behind an attempt. */
export const habitsOf = (one: SignIn, history: SignInHistory): Habits =>
  history.habits.get(userKey(one)) ?? newHabits();

/** How many users failed from the address of this attempt on its day. */
export const usersFailingWith = (one: SignIn, history: SignInHistory): number =>
  one.timed ? (history.failedUsers.get(addressDayKey(one))?.size ?? 0) : 0;

/** How many failures, and what they have in common with an attempt. */
export interface RelatedFailures {
  readonly count: number;
  readonly of: 'of this user' | 'from this address';
}

/** The larger of: failures of this user, failures from this address, in the hour up to this success. */
export const failuresBefore = (success: SignIn, history: SignInHistory): RelatedFailures =>
  failuresIn(success, history, success.at - HOUR_MS, success.at);

/** The larger of: failures of this user, failures from this address, on the day of this attempt. */
export function failuresOnDay(one: SignIn, history: SignInHistory): RelatedFailures {
  const begin = Math.floor(one.at / DAY_MS) * DAY_MS;
  return failuresIn(one, history, begin, begin + DAY_MS - 1);
}

/** Both ends belong to the span. */
function failuresIn(one: SignIn, history: SignInHistory, from: number, to: number): RelatedFailures {
  const counted = (key: string): number => {
    const times = history.failures.get(key) ?? [];
    return one.timed ? firstAbove(times, to) - firstAbove(times, from - 1) : 0;
  };
  const ofUser = one.user === UNKNOWN_USER ? 0 : counted(userKey(one));
  const fromAddress = one.sourceIp === '' ? 0 : counted(addressKey(one));
  return fromAddress > ofUser
    ? { count: fromAddress, of: 'from this address' }
    : { count: ofUser, of: 'of this user' };
}

/** Index of the first element above a value in an ascending list. */
function firstAbove(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
