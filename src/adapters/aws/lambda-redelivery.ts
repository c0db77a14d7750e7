import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Redelivered, Redelivery } from '#ports/failed-deliveries';

/** Refused before the function was called: at its concurrency, or Lambda itself is short of something. */
const BUSY =
  /^(TooManyRequests|Throttling|EC2Throttled|ENILimitReached|Service|ResourceNotReady|ResourceConflict)\w*$/;
const DECODER = new TextDecoder();
/** Names of error classes only: texts of errors may quote what was logged. */
const ERROR_TYPE = /^[\w.:]{1,80}$/;

/**
 * Invokes functions synchronously (`RequestResponse`: at most 6 MB, where an asynchronous payload has at most 1 MB).
 *
 * Needs `lambda:InvokeFunction` on the functions that may be named. The client must not retry by itself: a repeated
 * invocation is a try like any other.
 */
export const lambdaRedelivery = (lambda: LambdaClient): Redelivery => ({
  invoke: async (FunctionName, payload, patienceMs) => {
    const patience = AbortSignal.timeout(Math.max(1, patienceMs));
    const invoke = new InvokeCommand({
      ...{ FunctionName, InvocationType: 'RequestResponse', Payload: new TextEncoder().encode(payload) },
    });
    try {
      const { FunctionError, Payload } = await lambda.send(invoke, { abortSignal: patience });
      if (FunctionError === undefined) return { outcome: 'delivered' };
      return { outcome: 'failed', reason: `${FunctionError} error ${errorType(Payload)}`.trim() };
    } catch (cause) {
      return refusal(cause, patience.aborted);
    }
  },
});

function refusal(cause: unknown, isLate: boolean): Redelivered {
  if (isLate) return { outcome: 'failed', reason: 'no answer in time' };
  const kind = cause instanceof Error ? cause.name : typeof cause;
  return BUSY.test(kind) ? { outcome: 'busy' } : { outcome: 'failed', reason: `Lambda refused: ${kind}` };
}

/** The class of the error, such as `Sandbox.Timedout`; nothing of its text. */
function errorType(answer: Uint8Array | undefined): string {
  try {
    const { errorType: type } = JSON.parse(DECODER.decode(answer)) as { readonly errorType?: unknown };
    return typeof type === 'string' && ERROR_TYPE.test(type) ? type : '';
  } catch {
    return '';
  }
}
