import type { Metrics } from '#ports/metrics';

/** Wraps a handler so that its metrics are written at the end of every invocation, also of one that throws. */
export const flushAfter =
  <Arguments extends readonly unknown[], Answer>(
    metrics: Pick<Metrics, 'flush'>,
    work: (...args: Arguments) => Promise<Answer>,
  ) =>
  async (...args: Arguments): Promise<Answer> => {
    try {
      return await work(...args);
    } finally {
      metrics.flush();
    }
  };
