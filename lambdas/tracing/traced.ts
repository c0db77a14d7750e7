import { Tracer } from '@aws-lambda-powertools/tracer';

/** What this module exports; it is built apart from the functions, and so knows nothing of theirs. */
export interface Tracing {
  readonly traced: typeof traced;
}

/**
 * Wraps a handler in a subsegment of AWS X-Ray, annotated with the function, the correlation id and whether it was a cold
 * start; calls of AWS services appear below it.
 *
 * Neither answers nor texts of errors are put into the trace: they may quote what was read.
 */
export function traced<Arguments extends readonly unknown[], Answer>(
  service: string,
  handler: (...args: Arguments) => Promise<Answer>,
  correlationId: () => string,
): (...args: Arguments) => Promise<Answer> {
  const tracer = new Tracer({ serviceName: service });
  return async (...args) => {
    const parent = tracer.getSegment();
    if (!tracer.isTracingEnabled() || parent === undefined) return handler(...args);
    const segment = parent.addNewSubsegment(`## ${service}`);
    tracer.setSegment(segment);
    tracer.annotateColdStart();
    tracer.addServiceNameAnnotation();
    tracer.putAnnotation('correlationId', correlationId());
    try {
      return await handler(...args);
    } catch (error) {
      segment.addFaultFlag();
      throw error;
    } finally {
      segment.close();
      tracer.setSegment(parent);
    }
  };
}
