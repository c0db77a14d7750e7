import { flushAfter } from '#app/flush-after';
import { type SelfReport, type WatchSelfDeps, watchSelf } from '#app/health/watch-self';

/**
 * A schedule -> one look at the deployment itself, and a message when a problem came, lasts or went.
 *
 * The event itself says nothing. Throws when the message was not taken or there is no memory: AWS counts an error, and
 * the alarm sees it, which has a way to people of its own.
 */
export const createHandler = (deps: WatchSelfDeps) =>
  flushAfter(deps.metrics, (): Promise<SelfReport> => watchSelf(deps));
