import { TrailhoundError } from '#core/errors';

/** Runs a call about metrics. Throws `TH_METRICS_READ` with the kind of the error: services quote what they were sent. */
export async function metricsCall<T>(doing: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (cause) {
    const kind = cause instanceof Error ? cause.name : 'an unknown error';
    throw new TrailhoundError('TH_METRICS_READ', `${doing} failed with ${kind}`, { cause });
  }
}
