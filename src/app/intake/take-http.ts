import type { Clock } from '#ports/clock';
import type { IntakeCodec, ShippedRecord } from '#ports/intake';
import type { HttpAnswer, IntakeHead, ReadBytes } from '#ports/intake-http';
import type { Log } from '#ports/log';
import { bulkAnswer } from './bulk-body.ts';
import { checkHead, tooLarge } from './check-head.ts';
import { answer, tryLater, unauthorized } from './http-exchange.ts';
import { type BodyReading, type RefusedItem, readBody } from './read-body.ts';

/** Whether a request may be answered: `unknown` when that can't be found out now. */
export type Permission = 'granted' | 'denied' | 'unknown';

export interface TakeHttpDeps {
  readonly codec: IntakeCodec;
  readonly clock: Clock;
  readonly log: Log;
  readonly maxBytes: number;
  /** Looks at the `Authorization` header. */
  readonly permit: (authorization: string | undefined) => Promise<Permission>;
  /** Keeps the records; nothing is acknowledged before it resolves. Rejects when they are not kept. */
  readonly store: (records: readonly ShippedRecord[]) => Promise<void>;
}

/** At most so many refused lines are named in an answer. */
const MOST_NAMED = 20;

/**
 * Answers one request of a shipper: looks at its head, then at its secret, reads the body and has its records stored.
 *
 * 200 means that every record in it is kept. 400 comes with the lines that are no JSON; all the others of the batch are
 * kept. 503 means that nothing was acknowledged: the same request may come again and changes nothing. Never rejects.
 */
export async function takeHttp(head: IntakeHead, read: ReadBytes, deps: TakeHttpDeps): Promise<HttpAnswer> {
  const delivery = checkHead(head, deps.maxBytes);
  if (!delivery.ok && delivery.error.status !== 413 && delivery.error.status !== 415) return delivery.error;
  const permission = await deps.permit(head.header('authorization'));
  if (permission === 'denied') return unauthorized();
  if (permission === 'unknown') return tryLater('the secret can not be checked now');
  if (!delivery.ok) return delivery.error;
  const body = await read();
  const { codec, clock, maxBytes } = deps;
  const began = clock.now();
  if (body === 'too-large') return tooLarge(maxBytes);
  if (body === 'busy') return tryLater('too much is under way');
  const found = readBody(body, delivery.value, { codec, now: began, maxBytes });
  if (!found.ok) return found.error;
  try {
    if (found.value.records.length > 0) await deps.store(found.value.records);
  } catch (cause) {
    deps.log.error('records of a request could not be kept', { records: found.value.records.length }, cause);
    return tryLater('the records could not be kept; send them again');
  }
  if (found.value.refused.length > 0)
    deps.log.warn('lines of a request were refused', {
      ...{ tag: delivery.value.tag, refused: found.value.refused.length, taken: found.value.records.length },
      first: found.value.refused[0]?.reason,
    });
  return answerTo(found.value, clock.now() - began);
}

function answerTo({ records, refused, actions }: BodyReading, tookMs: number): HttpAnswer {
  if (actions) return answer(200, bulkAnswer(actions, tookMs));
  if (refused.length === 0) return answer(200, { taken: records.length });
  return answer(400, {
    error: `${refused.length} refused, ${records.length} taken: ${worded(refused)}`,
    taken: records.length,
    refused: refused.length,
    lines: refused.slice(0, MOST_NAMED),
  });
}

const worded = (refused: readonly RefusedItem[]): string =>
  refused
    .slice(0, 3)
    .map(({ line, reason }) => `line ${line}: ${reason}`)
    .join('; ');
