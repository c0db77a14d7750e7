import type { Context } from 'aws-lambda';
import { beginInvocation, currentInvocation } from '#adapters/aws/invocation';
import type { Tracing } from '../tracing/traced.ts';

type Handler<Event, Answer> = (event: Event, context: Context) => Promise<Answer>;

/**
 * Makes a function's handler so that every line of its log can be joined to the delivery that caused it, and, where the
 * stack asked for tracing, to a trace.
 *
 * Wires once per cold start, so that a bad setting stops the function and not a batch half-way.
 */
export async function observed<Event, Answer>(
  service: string,
  make: () => Handler<Event, Answer>,
): Promise<Handler<Event, Answer>> {
  const handler = make();
  const inner = process.env['TRAILHOUND_TRACING'] === 'on' ? await withTrace(service, handler) : handler;
  return (event, context) => {
    beginInvocation(event, context);
    return inner(event, context);
  };
}

/** The tracer lies beside the code only where it is wanted: every function would be a quarter larger with it. */
async function withTrace<Event, Answer>(
  service: string,
  handler: Handler<Event, Answer>,
): Promise<Handler<Event, Answer>> {
  const beside = (await import(new URL('./tracing.mjs', import.meta.url).href)) as Tracing;
  return beside.traced(service, handler, () => currentInvocation()?.correlationId ?? '');
}
