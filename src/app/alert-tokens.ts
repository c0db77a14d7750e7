import { type AlertBudget, type BudgetLimits, spendBudget } from '#core/alert-budget';
import { epochMs } from '#core/time';
import type { Clock } from '#ports/clock';
import type { StateStore } from '#ports/state-store';

const KEY = 'alert-budget';
/** A bucket that nobody touched for a day is full, whatever it said. */
const KEPT_MS = 86_400_000;
const TRIES = 10;
const BUSY_WAIT_MS = 250;

/** Takes up to `want` tokens from the budget that all notifiers share; 0 with the time to wait when there are none. */
export async function takeTokens(
  state: StateStore,
  clock: Clock,
  want: number,
  limits: BudgetLimits,
): Promise<{ readonly granted: number; readonly waitMs: number }> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const known = await state.read<AlertBudget>(KEY);
    const now = clock.now();
    const { granted, budget, waitMs } = spendBudget(known?.value, now, want, limits);
    if (granted === 0) return { granted, waitMs };
    if (await state.write(KEY, budget, known?.version, epochMs(now + KEPT_MS))) return { granted, waitMs };
  }
  // Others take tokens all the time: sending none is always right, sending one too many is not.
  return { granted: 0, waitMs: BUSY_WAIT_MS };
}
