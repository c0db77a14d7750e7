import type { Result } from '#core/result';
import type { EpochMs } from '#core/time';

/** An invocation that AWS gave up, as it waits to be tried again. */
export interface WaitingDelivery {
  /** Where it is kept; unique, and the same for as long as it waits. */
  readonly key: string;
  readonly keptAt: EpochMs;
  readonly bytes: number;
}

/** What AWS keeps of invocations that failed for good. Every call may be repeated; two runs at once do no harm. */
export interface FailedDeliveries {
  /** What waits, page by page, in no order that could be relied on. Stop reading to stop asking. */
  readonly list: () => AsyncIterable<readonly WaitingDelivery[]>;
  /** The record as it was written; `undefined` when it is gone by now, a reason when it can't be one. */
  readonly read: (delivery: WaitingDelivery) => Promise<Result<string, string> | undefined>;
  /** Forgets a delivery; nothing happens when it is gone. */
  readonly remove: (key: string) => Promise<void>;
  /** Puts a delivery where nothing takes it up again, with the reason (ASCII); nothing happens when it is gone. */
  readonly giveUp: (key: string, reason: string) => Promise<void>;
}

/** What became of one invocation: `busy` when the function was not even called, because it has too much to do. */
export type Redelivered =
  | { readonly outcome: 'delivered' }
  | { readonly outcome: 'busy' }
  | { readonly outcome: 'failed'; readonly reason: string };

/** Calls a function and waits for its answer. */
export interface Redelivery {
  /** `payload` is JSON. Gives up waiting after `patienceMs`: the function may go on. Never rejects for what AWS refuses. */
  readonly invoke: (functionArn: string, payload: string, patienceMs: number) => Promise<Redelivered>;
}
