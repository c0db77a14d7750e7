import type { HttpAnswer } from '#ports/intake-http';

/** Makes an answer. */
export const answer = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: `${JSON.stringify(body)}\n`,
});

/** Makes an answer that says what is wrong; `reason` must quote nothing of the body. */
export const refusal = (
  status: number,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer => answer(status, { error: reason }, headers);

/** How long a shipper is asked to wait. */
const RETRY_SECONDS = 5;

/** Says that nothing was kept, and that the same may be sent again. */
export const tryLater = (reason: string): HttpAnswer =>
  refusal(503, reason, { 'retry-after': String(RETRY_SECONDS) });

/** Says that the secret is missing or wrong, and which kinds are taken. */
export const unauthorized = (): HttpAnswer =>
  refusal(401, 'the secret is missing or wrong', {
    'www-authenticate': 'Bearer realm="trailhound", Basic realm="trailhound"',
  });
