import type { Context } from 'aws-lambda';
import type { CollectDeps, CollectRequest } from '#app/collect-region';
import { type CollectReport, collectTrail } from '#app/collect-trail';
import { TrailhoundError } from '#core/errors';
import { epochMs } from '#core/time';

/** What the handler needs: the use case's dependencies and the part of its request that does not change. */
export interface CollectHandlerDeps extends CollectDeps {
  readonly request: Omit<CollectRequest, 'deadline'>;
  /** Kept of the time limit for the page in work and the last save. */
  readonly stopMarginMs: number;
}

/**
 * A schedule -> the event history of every configured region, read up to now.
 *
 * The event itself says nothing. What does not fit into the time limit is read by the next run. When a region could not be
 * read it throws `TH_TRAIL_READ`, after the others were read: AWS counts an error, and the alarm sees it.
 */
export const createHandler =
  (deps: CollectHandlerDeps) =>
  async (_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<CollectReport> => {
    const left = context.getRemainingTimeInMillis() - deps.stopMarginMs;
    const report = await collectTrail({ ...deps.request, deadline: epochMs(deps.clock.now() + left) }, deps);
    if (report.failed.length > 0) throw failure(report);
    return report;
  };

function failure({ failed, regions }: CollectReport): TrailhoundError {
  const problems = regions
    .filter((one) => one.end === 'failed')
    .map((one) => `${one.region}: ${one.problem}`);
  return new TrailhoundError(
    'TH_TRAIL_READ',
    `${failed.length} of ${regions.length} regions not collected; the next run goes on there\n${problems.join('\n')}`,
  );
}
