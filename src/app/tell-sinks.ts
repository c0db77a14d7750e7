import { pendingSince } from '#core/alert-age';
import type { Finding } from '#core/finding';
import type { AlertMessage, AlertSink } from '#ports/alert-sink';
import type { Clock } from '#ports/clock';
import type { Log } from '#ports/log';
import type { Metrics } from '#ports/metrics';

/** Sends to every sink; answers whether one of them refused, and logs which kind of message that was. */
export async function isRefused(
  message: AlertMessage,
  sinks: readonly AlertSink[],
  log: Log,
): Promise<boolean> {
  const outcomes = await Promise.allSettled(sinks.map((sink) => sink.send(message)));
  const refusals = outcomes.filter((outcome) => outcome.status === 'rejected');
  for (const { reason } of refusals)
    log.error('alert not sent; it stays pending', { kind: message.kind }, reason);
  return refusals.length > 0;
}

/** What is done once an alert is out. */
export interface BesidesDeps {
  readonly besides?: readonly AlertSink[];
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Measures how long the alerts took to get out, and tells who is told besides. Never rejects. */
export async function tellBesides(
  { besides = [], clock, log, metrics }: BesidesDeps,
  message: AlertMessage,
  findings: readonly Finding[],
): Promise<void> {
  measureLatency({ clock, log, metrics }, findings);
  const outcomes = await Promise.allSettled(besides.map((sink) => sink.send(message)));
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected')
      log.error('alert sent, but not to everybody besides', { kind: message.kind }, outcome.reason);
  }
}

/** An item that was edited by hand may hold anything, and its alert is out by now: thrown, it would be sent again. */
function measureLatency(
  { clock, log, metrics }: Pick<BesidesDeps, 'clock' | 'log' | 'metrics'>,
  findings: readonly Finding[],
): void {
  const now = clock.now();
  for (const finding of findings) {
    try {
      const since = pendingSince(finding);
      if (since !== undefined) metrics.add('AlertLatency', Math.max(0, now - since));
    } catch (cause) {
      log.warn('the latency of an alert is not known', { findingId: finding.findingId, kind: kindOf(cause) });
    }
  }
}

const kindOf = (cause: unknown): string => (cause instanceof Error ? cause.name : typeof cause);
