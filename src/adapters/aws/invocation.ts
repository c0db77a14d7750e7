import type { Context } from 'aws-lambda';
import { isObject } from '#core/field-text';

/** What this process works on now. Lambda gives a process one invocation at a time. */
export interface Invocation {
  /** Joins what several functions say about one delivery: that of the event where it has one, else of the invocation. */
  readonly correlationId: string;
  readonly requestId: string;
}

let current: Invocation | undefined;

/** The invocation that goes on; `undefined` outside of Lambda. */
export const currentInvocation = (): Invocation | undefined => current;

/** Notes that an invocation begins. */
export function beginInvocation(
  event: unknown,
  context: Pick<Context, 'awsRequestId'> | undefined,
): Invocation {
  const requestId = context?.awsRequestId ?? '';
  current = { correlationId: correlationIdOf(event) ?? requestId, requestId };
  return current;
}

/** Ids are AWS's own; anything else is no id, and would be somebody's text in every line of the log. */
const ID = /^[A-Za-z0-9=_-]{8,64}$/;

/**
 * Finds the id that a delivery already has: of an EventBridge event, of a call of a function URL, or of the call that a
 * queue's first message was made from.
 */
function correlationIdOf(event: unknown): string | undefined {
  if (!isObject(event)) return undefined;
  const candidates = [
    'detail-type' in event ? event['id'] : undefined,
    isObject(event['requestContext']) ? event['requestContext']['requestId'] : undefined,
    handedOn(event['Records']),
  ];
  return candidates.find((id): id is string => typeof id === 'string' && ID.test(id));
}

/** Name of the message attribute that hands a correlation id on through a queue. */
export const CORRELATION_ATTRIBUTE = 'correlationId';

function handedOn(records: unknown): unknown {
  const first: unknown = Array.isArray(records) ? records[0] : undefined;
  if (!isObject(first) || !isObject(first['messageAttributes'])) return undefined;
  const attribute: unknown = first['messageAttributes'][CORRELATION_ATTRIBUTE];
  return isObject(attribute) ? attribute['stringValue'] : undefined;
}
