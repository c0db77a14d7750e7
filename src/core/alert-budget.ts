import { type EpochMs, epochMs } from './time.ts';

/**
 * A token bucket: how many alerts may be sent now. Shared by all notifiers through the state store.
 *
 * More than 10 mails a second make SNS suspend an e-mail subscription and later delete it.
 */
export interface AlertBudget {
  /** Whole tokens at `at`, 0 to the burst. */
  readonly tokens: number;
  readonly at: EpochMs;
}

export interface BudgetLimits {
  /** Alerts that may be sent at once after a quiet time. */
  readonly burst: number;
  /** Tokens that come back a second. */
  readonly perSecond: number;
}

/** Default: 8 at once, then 1 a second. */
export const DEFAULT_BUDGET: BudgetLimits = { burst: 8, perSecond: 1 };

export interface Spending {
  /** 0 to what was wanted. */
  readonly granted: number;
  readonly budget: AlertBudget;
  /** Milliseconds until the next token; 0 when there is one left. */
  readonly waitMs: number;
}

/** How far ahead another notifier's clock may be before its time is taken for a mistake. */
const MAX_SKEW_MS = 60_000;

/**
 * Takes up to `want` tokens. Over any stretch of time it grants at most the burst and the seconds elapsed, as long as
 * the clocks of those who share it agree within a minute.
 *
 * `known` undefined means a full bucket. A clock that went back refills nothing until it has caught up; when it is
 * more than a minute behind, counting starts again from now with the tokens that were left.
 */
export function spendBudget(
  known: AlertBudget | undefined,
  now: EpochMs,
  want: number,
  limits: BudgetLimits,
): Spending {
  const filled = refill(known ?? { tokens: limits.burst, at: now }, now, limits);
  const granted = Math.max(0, Math.min(Math.floor(want), filled.tokens));
  const budget = { tokens: filled.tokens - granted, at: filled.at };
  const waitMs = budget.tokens > 0 ? 0 : Math.max(1, Math.ceil(budget.at + 1000 / limits.perSecond - now));
  return { granted, budget, waitMs };
}

function refill(known: AlertBudget, now: EpochMs, { burst, perSecond }: BudgetLimits): AlertBudget {
  const tokens = Math.min(burst, known.tokens);
  if (known.at > now + MAX_SKEW_MS) return { tokens, at: now };
  if (known.at >= now) return { tokens, at: known.at };
  const back = Math.floor(((now - known.at) * perSecond) / 1000);
  if (tokens + back >= burst) return { tokens: burst, at: now };
  // Time moves on by whole tokens only: no fraction is lost, and none is rounded into a token.
  return { tokens: tokens + back, at: epochMs(known.at + (back * 1000) / perSecond) };
}
