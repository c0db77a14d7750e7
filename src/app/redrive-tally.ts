import { sha256Text } from '#core/digest';
import { epochMs, isoFromMs } from '#core/time';
import type { Clock } from '#ports/clock';
import type { WaitingDelivery } from '#ports/failed-deliveries';
import type { StateStore, Versioned } from '#ports/state-store';

/** What is remembered of a delivery that was tried. The count is of tries that were begun. */
export interface Tally {
  readonly delivery: string;
  readonly attempts: number;
  readonly nextAt: string;
  readonly reason?: string;
}

const MINUTE_MS = 60_000;
/** Longer than any function may run, so that a delivery in work is due for nobody else. */
const FIRST_PAUSE_MS = 15 * MINUTE_MS;
const LONGEST_PAUSE_MS = 12 * 60 * MINUTE_MS;
/** Counts outlive the longest wait that the settings allow. */
const REMEMBERED_MS = 30 * 86_400_000;

/** Pauses after the given number of tries: 15 minutes, 1 hour, 4 hours, then 12 hours. */
export const pauseAfter = (attempts: number): number =>
  Math.min(FIRST_PAUSE_MS * 4 ** Math.max(0, attempts - 1), LONGEST_PAUSE_MS);

/** A key of S3 may be longer than a key of DynamoDB. One that a person put back under its old key is another delivery. */
const tallyKey = ({ key, keptAt }: WaitingDelivery): string => `redrive#${sha256Text(`${keptAt} ${key}`)}`;

/** Reads how often a delivery was tried; nothing when it never was. */
export const readTally = (
  state: StateStore,
  delivery: WaitingDelivery,
): Promise<Versioned<Tally> | undefined> => state.read<Tally>(tallyKey(delivery));

/** Notes a number of tries, and when the next is due. Answers `false` when another run has the delivery. */
export function writeTally(
  { state, clock }: { readonly state: StateStore; readonly clock: Clock },
  delivery: WaitingDelivery,
  attempts: number,
  version: number | undefined,
  reason?: string,
): Promise<boolean> {
  const now = clock.now();
  const tally: Tally = {
    delivery: delivery.key,
    attempts,
    nextAt: isoFromMs(epochMs(now + pauseAfter(attempts))),
    ...(reason === undefined ? {} : { reason }),
  };
  return state.write(tallyKey(delivery), tally, version, epochMs(now + REMEMBERED_MS));
}
