import { TrailhoundError } from '#core/errors';
import { type EpochMs, epochMs } from '#core/time';
import type { LogGroups } from '#ports/log-groups';
import { type AppLogCounts, addAppLogs } from './app-log-deps.ts';
import { chooseGroups } from './choose-groups.ts';
import { type FilterDeps, placeFilters } from './place-filters.ts';
import { type GroupReport, type PullDeps, pullGroup } from './pull-group.ts';
import { flushSilent } from './watch-entries.ts';

export interface PullLogsDeps
  extends PullDeps,
    Omit<FilterDeps, keyof PullDeps | 'logGroups' | 'hasOwnRules'> {
  readonly logGroups: LogGroups;
  /** Log groups that hold a trail: they are never application logs. */
  readonly trailGroups: readonly string[];
}

/** What one run did. */
export interface PullReport {
  readonly subscribed: number;
  readonly pulled: number;
  readonly groups: readonly GroupReport[];
  readonly counts: AppLogCounts;
  readonly resumes: boolean;
  /** Log groups that could not be read, or whose findings could not be stored. */
  readonly failed: readonly string[];
}

/** What a group may take at least, before it has to give way to the others. */
const LEAST_SHARE_MS = 15_000;

/**
 * Looks after all log groups that are watched: subscribes to those that have a free slot, pulls the others, and gives
 * out what waits in streams that fell silent.
 *
 * A group that fails does not keep the others from being read; what does not fit into the time is read by the next run,
 * and every group gets its share of the time.
 */
export async function pullLogs(deadline: EpochMs, deps: PullLogsDeps): Promise<PullReport> {
  const flushed = await flushSilent(deps, { deadline });
  const { groups, leftOut } = await chooseGroups(deps.appLogs, deps.trailGroups, deps.logGroups);
  if (leftOut > 0) deps.log.warn('more log groups than are watched at most', { leftOut });
  const hasOwnRules = deps.detector.cards.length > 0;
  const placed = await placeFilters(groups, { ...deps, hasOwnRules });
  const reports = await pullAll(placed.pulled, deadline, deps);
  const counts = addAppLogs(flushed, ...reports.map((report) => report.counts));
  deps.log.info('log groups looked after', {
    ...{ subscribed: placed.subscribed.length, pulled: placed.pulled.length, gone: placed.gone.length },
    ...{ entries: counts.entries, errors: counts.errors },
  });
  return {
    subscribed: placed.subscribed.length,
    pulled: placed.pulled.length,
    groups: reports,
    counts,
    resumes: reports.some(({ resumes }) => resumes),
    failed: reports.filter(({ end }) => end === 'failed').map(({ group }) => group),
  };
}

async function pullAll(
  groups: readonly string[],
  deadline: EpochMs,
  deps: PullLogsDeps,
): Promise<readonly GroupReport[]> {
  const reports: GroupReport[] = [];
  for (const [index, group] of inTurn(groups, deadline, deps).entries()) {
    const now = deps.clock.now();
    const share = Math.max(LEAST_SHARE_MS, (deadline - now) / (groups.length - index));
    reports.push(await pullOne(group, epochMs(Math.min(deadline, now + share)), deps));
  }
  return reports;
}

/** Where the time may not do for all, a run begins anywhere: else the last groups would never be reached. */
function inTurn(groups: readonly string[], deadline: EpochMs, deps: PullLogsDeps): readonly string[] {
  if (deps.clock.now() + groups.length * LEAST_SHARE_MS <= deadline) return groups;
  const start = Math.floor(deps.random() * groups.length);
  return [...groups.slice(start), ...groups.slice(0, start)];
}

async function pullOne(group: string, deadline: EpochMs, deps: PullLogsDeps): Promise<GroupReport> {
  try {
    return await pullGroup(group, deadline, deps);
  } catch (error) {
    deps.log.error('a log group could not be pulled', { group }, error);
    const problem = error instanceof TrailhoundError ? `${error.code}: ${error.message}` : 'an unknown error';
    return { group, end: 'failed', counts: addAppLogs(), resumes: true, problem };
  }
}
