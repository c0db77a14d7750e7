import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { flushAfter } from '#app/flush-after';
import { refusal } from '#app/intake/http-exchange';
import { type TakeHttpDeps, takeHttp } from '#app/intake/take-http';
import { isObject } from '#core/field-text';
import type { HttpAnswer, IntakeHead } from '#ports/intake-http';
import type { Metrics } from '#ports/metrics';

export interface TakeHttpHandlerDeps extends TakeHttpDeps {
  readonly metrics: Pick<Metrics, 'flush'>;
}

/**
 * Requests of a function URL (payload format 2.0) -> records in the queue.
 *
 * Answers 200 when every record is in the queue, and never throws: a shipper that gets no answer of ours sends again.
 */
export const createHandler = (deps: TakeHttpHandlerDeps) =>
  flushAfter(deps.metrics, async (event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> => {
    const head = headOf(event);
    if (!head) return resultOf(refusal(400, 'no request of a function URL'));
    const given = await takeHttp(head, async () => bodyOf(event), deps);
    if (given.status >= 500) deps.log.warn('a request was not answered', { status: given.status });
    return resultOf(given);
  });

const resultOf = ({ status, headers, body }: HttpAnswer): LambdaFunctionURLResult => ({
  statusCode: status,
  headers: { ...headers },
  body,
});

/** `undefined` for what has no method and path. Names of headers come in lower case. */
function headOf(event: unknown): IntakeHead | undefined {
  if (!isObject(event) || !isObject(event.requestContext)) return undefined;
  const { http } = event.requestContext;
  const { rawPath, rawQueryString, headers } = event;
  if (!isObject(http) || typeof http.method !== 'string' || typeof rawPath !== 'string') return undefined;
  const given = isObject(headers) ? headers : {};
  return {
    method: http.method,
    path: rawPath,
    query: typeof rawQueryString === 'string' ? rawQueryString : '',
    header: (name) => {
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      return typeof value === 'string' ? value : undefined;
    },
  };
}

const bodyOf = ({ body = '', isBase64Encoded }: LambdaFunctionURLEvent): Uint8Array =>
  Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
