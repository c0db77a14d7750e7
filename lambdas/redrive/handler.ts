import type { Context } from 'aws-lambda';
import { flushAfter } from '#app/flush-after';
import { type RedriveDeps, type RedriveReport, redrive } from '#app/redrive';
import { epochMs } from '#core/time';

/** What the handler needs: the use case's dependencies and how long an invocation that it begins may take. */
export interface RedriveHandlerDeps extends RedriveDeps {
  readonly stopMarginMs: number;
}

/** Kept for the note of what became of the last try. */
const END_MARGIN_MS = 3_000;

/**
 * A schedule -> failed deliveries tried again.
 *
 * The event itself says nothing. What does not fit into the time limit is tried by the next run. Throws `TH_REDRIVE`
 * when something could not be dealt with, after the others were: AWS counts an error, and the alarm sees it.
 */
export const createHandler = (deps: RedriveHandlerDeps) =>
  flushAfter(
    deps.metrics,
    async (_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<RedriveReport> => {
      const now = deps.clock.now();
      const left = context.getRemainingTimeInMillis();
      return redrive(deps, {
        // Where functions may take longer than this one, trying in half of its time is better than never.
        deadline: epochMs(now + Math.max(left - deps.stopMarginMs, left / 2)),
        end: epochMs(now + left - END_MARGIN_MS),
      });
    },
  );
