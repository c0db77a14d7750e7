import type { Context } from 'aws-lambda';
import { flushAfter } from '#app/flush-after';
import { type PullLogsDeps, type PullReport, pullLogs } from '#app/logs/pull-logs';
import { type AppLogCounts, flushSilent } from '#app/logs/watch-entries';
import { TrailhoundError } from '#core/errors';
import { epochMs } from '#core/time';
import { scheduleMode } from '../wiring/schedule-mode.ts';
import { answerStack, isStackEvent, type StackReport } from './stack-event.ts';

export interface PullHandlerDeps extends Omit<PullLogsDeps, 'accountId'> {
  /** Kept of the time limit for the page in work and the last save. */
  readonly stopMarginMs: number;
}

/**
 * A schedule -> all watched log groups subscribed or pulled; or, with `{"mode":"flush"}`, only what waits in streams that
 * fell silent is given out, which is meant for every minute. CloudFormation is answered, see `answerStack`.
 *
 * Throws `TH_LOGS_READ` after everything else was done when a log group could not be read: AWS counts an error, and the
 * alarm sees it. An unknown mode is refused with `TH_SETTINGS_REFUSED`.
 */
export const createHandler = (deps: PullHandlerDeps) =>
  flushAfter(
    deps.metrics,
    async (
      event: unknown,
      context: Pick<Context, 'getRemainingTimeInMillis' | 'invokedFunctionArn'>,
    ): Promise<PullReport | AppLogCounts | StackReport> => {
      if (isStackEvent(event)) return answerStack(event, context, deps);
      const mode = scheduleMode(event, MODES);
      const left = context.getRemainingTimeInMillis() - deps.stopMarginMs;
      const deadline = epochMs(deps.clock.now() + left);
      if (mode === 'flush') return flushSilent(deps, { deadline });
      const accountId = context.invokedFunctionArn.split(':')[4] ?? '';
      const report = await pullLogs(deadline, { ...deps, accountId });
      if (report.failed.length > 0) throw failure(report);
      return report;
    },
  );

const MODES = ['pull', 'flush'] as const;

function failure({ failed, groups }: PullReport): TrailhoundError {
  const problems = groups
    .filter(({ end }) => end === 'failed')
    .map(({ group, problem }) => `${group}: ${problem}`);
  return new TrailhoundError(
    'TH_LOGS_READ',
    `${failed.length} of ${groups.length} log groups not read; the next run goes on there\n${problems.join('\n')}`,
  );
}
