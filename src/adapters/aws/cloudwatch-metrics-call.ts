import { TrailhoundError } from '#core/errors';
import { errorKind } from './error-kind.ts';

/** Runs a call about metrics. Throws `TH_METRICS_READ` with the kind of the error: services quote what they were sent. */
export async function metricsCall<T>(doing: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (cause) {
    throw new TrailhoundError('TH_METRICS_READ', `${doing} failed with ${errorKind(cause)}`, { cause });
  }
}
