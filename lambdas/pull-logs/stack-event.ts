import { setTimeout as wait } from 'node:timers/promises';
import type {
  CloudFormationCustomResourceEvent,
  CloudFormationCustomResourceResponse,
  Context,
} from 'aws-lambda';
import { placeFilters } from '#app/logs/place-filters';
import { type PullLogsDeps, pullLogs } from '#app/logs/pull-logs';
import { TrailhoundError } from '#core/errors';
import { isObject } from '#core/field-text';
import { fail } from '#core/result';
import { epochMs } from '#core/time';
import type { LogGroups } from '#ports/log-groups';

export type StackEventDeps = Omit<PullLogsDeps, 'accountId'>;
type CallContext = Pick<Context, 'getRemainingTimeInMillis' | 'invokedFunctionArn'>;

/** What a request of CloudFormation came to. */
export interface StackReport {
  readonly request: CloudFormationCustomResourceEvent['RequestType'];
  readonly status: 'SUCCESS' | 'FAILED';
}

/** Grants and permissions that came with the same stack may take some seconds until they hold. */
const ATTEMPTS = 4;
const PAUSE_MS = 5_000;
/** A deployment does not wait for old lines: what is not read within this is read on the schedule. */
const READING_MS = 20_000;
/** Kept of the time limit for the answer. */
const ANSWER_MS = 10_000;
/** The same for good: another one would have CloudFormation delete the one before. */
const PHYSICAL_ID = 'trailhound-log-subscriptions';
const PUTS = 3;

/** Whether CloudFormation sent it for a custom resource (CloudFormation User Guide, "Custom resource request objects"). */
export const isStackEvent = (event: unknown): event is CloudFormationCustomResourceEvent =>
  isObject(event) && typeof event['RequestType'] === 'string' && typeof event['ResponseURL'] === 'string';

/**
 * A stack that is made, changed or removed -> log groups subscribed at once, or set free; and an answer, always.
 *
 * Only a stack that is being made fails, and only when no log group could be looked after: one that is changed might fail
 * to go back, and one that is removed must go. What went wrong then is thrown after the answer, so that AWS counts an error.
 */
export async function answerStack(
  event: CloudFormationCustomResourceEvent,
  context: CallContext,
  deps: StackEventDeps,
): Promise<StackReport> {
  const work = event.RequestType === 'Delete' ? setFree(deps) : lookAfterGroups(context, deps);
  const problem = await inTime(work, context.getRemainingTimeInMillis() - ANSWER_MS);
  const status = problem !== undefined && event.RequestType === 'Create' ? 'FAILED' : 'SUCCESS';
  await answer(event, { status, problem }, deps);
  if (problem === undefined) return { request: event.RequestType, status };
  throw problem;
}

/** What went wrong; too little time is nothing wrong: the schedule goes on. */
async function inTime(work: Promise<void>, ms: number): Promise<Error | undefined> {
  const over = new AbortController();
  const late = wait(Math.max(0, ms), undefined, { signal: over.signal });
  const done = work.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error('what was thrown is no error')),
  );
  try {
    return await Promise.race([done, late]);
  } finally {
    over.abort();
    // It ends with the abort, and that is no news.
    late.catch(() => {});
  }
}

async function lookAfterGroups(context: CallContext, deps: StackEventDeps): Promise<void> {
  const accountId = context.invokedFunctionArn.split(':')[4] ?? '';
  for (let attempt = 1; ; attempt += 1) {
    const refused: string[] = [];
    const logGroups = forgiving(deps, refused);
    try {
      const deadline = epochMs(deps.clock.now() + READING_MS);
      await pullLogs(deadline, { ...deps, accountId, logGroups });
      if (refused.length === 0 || attempt === ATTEMPTS) return;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      deps.log.warn('log groups not looked after; once more', { attempt });
    }
    await deps.clock.sleep(PAUSE_MS);
  }
}

/** A group that can't be subscribed is pulled until it can: one must not keep the stack from being made. */
function forgiving({ logGroups, log }: StackEventDeps, refused: string[]): LogGroups {
  const note = (group: string, error: unknown): void => {
    refused.push(group);
    log.error('a log group could not be subscribed; the next run tries again', { group }, error);
  };
  return {
    ...logGroups,
    filtersOf: async (group) => {
      try {
        return await logGroups.filtersOf(group);
      } catch (error) {
        note(group, error);
        return [];
      }
    },
    putFilter: async (group, filter) => {
      try {
        return await logGroups.putFilter(group, filter);
      } catch (error) {
        note(group, error);
        return fail('no-slot');
      }
    },
  };
}

/** Removes every filter of ours. One that can't be removed does not keep the others. */
async function setFree(deps: StackEventDeps): Promise<void> {
  const { logGroups, log } = deps;
  const stuck: string[] = [];
  const removeFilter: LogGroups['removeFilter'] = async (group, name) => {
    try {
      await logGroups.removeFilter(group, name);
    } catch (error) {
      stuck.push(group);
      log.error('a subscription filter could not be removed: remove it by hand', { group, name }, error);
    }
  };
  await placeFilters([], {
    ...deps,
    logGroups: { ...logGroups, removeFilter },
    hasOwnRules: false,
  });
  log.info('log groups set free', { stuck: stuck.length });
}

/** PUTs what CloudFormation waits for (User Guide, "Custom resource response objects"). */
async function answer(
  event: CloudFormationCustomResourceEvent,
  { status, problem }: { readonly status: 'SUCCESS' | 'FAILED'; readonly problem: Error | undefined },
  { log, clock }: StackEventDeps,
): Promise<void> {
  const { StackId, RequestId, LogicalResourceId } = event;
  const PhysicalResourceId = 'PhysicalResourceId' in event ? event.PhysicalResourceId : PHYSICAL_ID;
  const response: CloudFormationCustomResourceResponse = {
    ...{ Status: status, Reason: reasonOf(problem) },
    ...{ PhysicalResourceId, StackId, RequestId, LogicalResourceId },
  };
  // Bytes, because a text would be sent with a content type, which the signature of the address does not cover.
  const body = Buffer.from(JSON.stringify(response));
  for (let attempt = 1; ; attempt += 1) {
    const said = await put(event.ResponseURL, body);
    if (said === 'taken') return;
    log.error('CloudFormation did not take the answer', { attempt, said });
    if (attempt === PUTS) throw new TrailhoundError('TH_LOGS_READ', `CloudFormation not answered: ${said}`);
    await clock.sleep(attempt * 1_000);
  }
}

async function put(url: string, body: Buffer): Promise<string> {
  try {
    const answered = await fetch(url, { method: 'PUT', body, signal: AbortSignal.timeout(3_000) });
    return answered.ok ? 'taken' : `status ${answered.status}`;
  } catch (error) {
    return error instanceof Error ? error.name : 'an unknown error';
  }
}

/** Shown in the events of the stack; only messages of ours, which quote nothing secret. */
function reasonOf(problem: Error | undefined): string {
  if (problem === undefined) return 'Log groups looked after.';
  const what = problem instanceof TrailhoundError ? `${problem.code}: ${problem.message}` : problem.name;
  return `${what.slice(0, 500)} (more in the log of the function pull-logs)`;
}
