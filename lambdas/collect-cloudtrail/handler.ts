import type { Context } from 'aws-lambda';
import type { CollectDeps, CollectRequest } from '#app/collect-region';
import { type CollectReport, collectTrail } from '#app/collect-trail';
import { flushAfter } from '#app/flush-after';
import { type ReconcileReport, reconcile } from '#app/reconcile';
import { TrailhoundError } from '#core/errors';
import { type EpochMs, epochMs } from '#core/time';
import type { Metrics } from '#ports/metrics';
import { scheduleMode } from '../wiring/schedule-mode.ts';

/** What the handler needs: the use case's dependencies and the part of its request that does not change. */
export interface CollectHandlerDeps extends CollectDeps {
  readonly metrics: Metrics;
  /** Triage of what is read a second time, to reconcile: no heartbeat, and events not counted as read again. */
  readonly triageAgain: CollectDeps['triage'];
  readonly request: Pick<CollectRequest, 'regions' | 'writesOnly' | 'cursor'>;
  /** Kept of the time limit for the page in work and the last save. */
  readonly stopMarginMs: number;
}

/**
 * A schedule -> the event history of every configured region, read up to now; or, with `{"mode":"reconcile"}`, compared
 * with what the doors have brought.
 *
 * What does not fit into the time limit is read by the next run. When a region could not be read it throws
 * `TH_TRAIL_READ`, after the others were read: AWS counts an error, and the alarm sees it. An unknown mode is refused
 * with `TH_SETTINGS_REFUSED`: collecting instead would look like reconciling that finds nothing.
 */
export const createHandler = (deps: CollectHandlerDeps) =>
  flushAfter(
    deps.metrics,
    async (
      event: unknown,
      context: Pick<Context, 'getRemainingTimeInMillis'>,
    ): Promise<CollectReport | ReconcileReport> => {
      const mode = scheduleMode(event, MODES);
      const left = context.getRemainingTimeInMillis() - deps.stopMarginMs;
      const report = await run(mode, deps, epochMs(deps.clock.now() + left));
      if (report.failed.length > 0) throw failure(report);
      return report;
    },
  );

const MODES = ['collect', 'reconcile'] as const;
type Mode = (typeof MODES)[number];

function run(
  mode: Mode,
  deps: CollectHandlerDeps,
  deadline: EpochMs,
): Promise<CollectReport | ReconcileReport> {
  if (mode === 'collect') return collectTrail({ ...deps.request, deadline }, deps);
  const { regions, writesOnly, cursor } = deps.request;
  return reconcile(
    { regions, writesOnly, deadline, overlapMs: cursor.overlapMs },
    { ...deps, triage: deps.triageAgain },
  );
}

function failure({ failed, regions }: CollectReport): TrailhoundError {
  const problems = regions
    .filter((one) => one.end === 'failed')
    .map((one) => `${one.region}: ${one.problem}`);
  return new TrailhoundError(
    'TH_TRAIL_READ',
    `${failed.length} of ${regions.length} regions not collected; the next run goes on there\n${problems.join('\n')}`,
  );
}
