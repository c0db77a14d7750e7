import { TrailhoundError } from '#core/errors';
import { type EpochMs, epochMs } from '#core/time';
import type { Clock } from '#ports/clock';
import { waitMs } from './back-off.ts';
import { type BulkPlace, bulkLines, fatesOf, type ItemFate } from './bulk-items.ts';
import type { Waiting } from './bulk-queue.ts';
import type { SearchHttp } from './search-http.ts';
import { reasonOf } from './search-reason.ts';

export interface BulkSendDeps {
  readonly http: SearchHttp;
  readonly clock: Clock;
  readonly random: () => number;
  /** Where documents of a family go; asked again after `setUpAgain`. */
  readonly placeOf: (waiting: Waiting) => Promise<BulkPlace>;
  /** An index has gone: the next `placeOf` makes it anew. */
  readonly setUpAgain: () => void;
  /** How long a batch is tried. */
  readonly patienceMs: number;
}

/** Times that an index may vanish under one document before it is given up. */
const MOST_SET_UPS = 3;

/**
 * Sends a batch until every document is decided: only those that the server could not take for the moment are sent
 * again; what a mapping refuses is sent once more in its safe form; a request too large is halved.
 *
 * Never rejects: what could not be sent in time is settled as failed.
 */
export async function sendBatch(batch: readonly Waiting[], deps: BulkSendDeps): Promise<void> {
  const deadline = epochMs(deps.clock.now() + deps.patienceMs);
  let left = batch;
  try {
    for (let round = 1; left.length > 0; round += 1) {
      left = await sendOnce(left, deps, deadline);
      const pause = left.length === 0 ? 0 : waitMs(round, deps.random());
      if (deps.clock.now() + pause >= deadline && left.length > 0) throw late(left.length);
      if (pause > 0) await deps.clock.sleep(pause);
    }
  } catch (error) {
    // Also what is decided already: settling twice changes nothing.
    const failed = error instanceof Error ? error : new TrailhoundError('TH_SEARCH_WRITE', 'not written');
    for (const one of batch) one.settle({ kind: 'failed', error: failed });
  }
}

/** Sends once, settles what is decided, and answers what is to be sent again. */
async function sendOnce(
  batch: readonly Waiting[],
  deps: BulkSendDeps,
  deadline: EpochMs,
): Promise<readonly Waiting[]> {
  const lines: string[] = [];
  for (const one of batch) {
    const body = one.isSafe ? one.document.safeBody : undefined;
    lines.push(bulkLines(one.document, await deps.placeOf(one), body));
  }
  const answer = await deps.http({
    ...{ method: 'POST', path: '/_bulk', body: lines.join(''), contentType: 'application/x-ndjson' },
    deadline,
  });
  if (!answer.ok) throw unreachable(answer.error);
  const { status, json } = answer.value;
  if (status === 413 || status === 400) return halved(batch, deps, deadline, `${status}`);
  if (status >= 500 || status === 429) return batch;
  const fates = status === 200 ? fatesOf(json, batch.length) : undefined;
  if (!fates)
    throw new TrailhoundError(
      'TH_SEARCH_WRITE',
      `the search server answers _bulk with ${reasonOf(answer.value)}`,
    );
  return batch.filter((one, index) => isToSendAgain(one, fates[index] ?? { kind: 'again' }, deps));
}

/** The server took none because of the whole: the halves are sent by themselves, down to the one it won't take. */
async function halved(
  batch: readonly Waiting[],
  deps: BulkSendDeps,
  deadline: EpochMs,
  reason: string,
): Promise<readonly Waiting[]> {
  const [only] = batch;
  if (batch.length === 1 && only) return isToSendAgain(only, { kind: 'refused', reason }, deps) ? [only] : [];
  const middle = Math.ceil(batch.length / 2);
  const first = await sendOnce(batch.slice(0, middle), deps, deadline);
  return [...first, ...(await sendOnce(batch.slice(middle), deps, deadline))];
}

function isToSendAgain(one: Waiting, fate: ItemFate, deps: BulkSendDeps): boolean {
  one.tries += 1;
  if (fate.kind === 'again') return true;
  if (fate.kind === 'no-index') {
    if (one.tries > MOST_SET_UPS) one.settle({ kind: 'refused', reason: '404 index_not_found_exception' });
    else deps.setUpAgain();
    return one.tries <= MOST_SET_UPS;
  }
  if (fate.kind === 'refused') {
    if (one.document.safeBody !== undefined && !one.isSafe) {
      one.isSafe = true;
      return true;
    }
    one.settle(fate);
    return false;
  }
  one.settle({ kind: fate.kind });
  return false;
}

const unreachable = (reason: string): TrailhoundError =>
  new TrailhoundError('TH_SEARCH_WRITE', `the search server can't be reached: ${reason}`);

const late = (count: number): TrailhoundError =>
  new TrailhoundError('TH_SEARCH_WRITE', `${count} documents were not taken in the time allowed`);
