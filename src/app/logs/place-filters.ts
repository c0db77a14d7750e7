import { type AppLogSettings, settingsOfGroup } from '#core/logs/app-log-settings';
import type { Log } from '#ports/log';
import type { LogGroups } from '#ports/log-groups';
import { type CellDeps, changeCell } from '../versioned-cell.ts';
import { filterPattern } from './filter-pattern.ts';

export interface FilterDeps extends CellDeps {
  readonly logGroups: Pick<LogGroups, 'filtersOf' | 'putFilter' | 'removeFilter'>;
  readonly log: Log;
  readonly appLogs: AppLogSettings;
  /** Own rules look at every line. */
  readonly hasOwnRules: boolean;
  /** Name of our filter, the same in every log group; none of another deployment has it. */
  readonly filterName: string;
  /** Function that filters point at; without one nothing is subscribed. */
  readonly destinationArn: string | undefined;
}

/** Groups by how their lines come. */
export interface PlacedFilters {
  readonly subscribed: readonly string[];
  readonly pulled: readonly string[];
  /** Log groups that are not there. */
  readonly gone: readonly string[];
}

/** Where our filters are, or may be: the name stands here before the filter is put. */
interface Placed {
  readonly groups: readonly string[];
}

const KEY = 'log-filters#placed';
const KEPT_MS = 3_650 * 86_400_000;
/** Most subscription filters that a log group takes. */
const SLOTS = 2;

/**
 * Puts our subscription filter on the log groups that are to be subscribed and have a free slot, and removes it from all
 * others that have it. What can't be subscribed is pulled. To repeat it changes nothing.
 */
export async function placeFilters(groups: readonly string[], deps: FilterDeps): Promise<PlacedFilters> {
  const before = await placedBefore(deps);
  const wanted =
    deps.destinationArn === undefined ? [] : groups.filter((group) => doorOf(group, deps) === 'auto');
  const others = before.filter((group) => !wanted.includes(group));
  const left: string[] = [];
  for (const group of others) if (!(await isRemoved(group, deps))) left.push(group);
  if (wanted.length > 0 || others.length > 0) await note([...wanted, ...left], deps);
  const [subscribed, gone]: [string[], string[]] = [[], []];
  for (const group of wanted) {
    const outcome = await subscribeOrPull(group, deps);
    if (outcome === 'subscribed') subscribed.push(group);
    if (outcome === 'gone') gone.push(group);
  }
  const rest = groups.filter((group) => !subscribed.includes(group) && !gone.includes(group));
  return { subscribed, pulled: rest, gone };
}

const doorOf = (group: string, { appLogs }: FilterDeps): 'auto' | 'pull' =>
  settingsOfGroup(group, appLogs).door;

async function placedBefore(deps: FilterDeps): Promise<readonly string[]> {
  return changeCell<Placed, readonly string[]>(
    KEY,
    deps,
    async (placed) => ({ next: undefined, result: placed?.groups ?? [] }),
    { keptMs: KEPT_MS },
  );
}

const note = (wanted: readonly string[], deps: FilterDeps): Promise<undefined> =>
  changeCell<Placed, undefined>(
    KEY,
    deps,
    async (placed) => {
      const isSame = JSON.stringify(placed?.groups ?? []) === JSON.stringify(wanted);
      return { next: isSame ? undefined : { groups: wanted }, result: undefined };
    },
    { keptMs: KEPT_MS },
  );

/** A filter that could not be removed stays in the list: the next run tries again. */
async function isRemoved(group: string, { logGroups, filterName, log }: FilterDeps): Promise<boolean> {
  try {
    await logGroups.removeFilter(group, filterName);
    return true;
  } catch (error) {
    log.error('a subscription filter could not be removed', { group }, error);
    return false;
  }
}

/** A group that can't be subscribed to is pulled, so that nothing of it is lost meanwhile. */
async function subscribeOrPull(group: string, deps: FilterDeps): Promise<'subscribed' | 'pulled' | 'gone'> {
  try {
    return await subscribe(group, deps);
  } catch (error) {
    deps.log.error('a log group could not be subscribed to', { group }, error);
    return 'pulled';
  }
}

async function subscribe(group: string, deps: FilterDeps): Promise<'subscribed' | 'pulled' | 'gone'> {
  const { logGroups, filterName, destinationArn = '', appLogs, hasOwnRules, log } = deps;
  const filters = await logGroups.filtersOf(group);
  if (filters === undefined) {
    log.warn('a log group that should be watched is not there', { group });
    return 'gone';
  }
  const pattern = filterPattern(settingsOfGroup(group, appLogs), hasOwnRules);
  const ours = filters.find(({ name }) => name === filterName);
  if (ours && ours.pattern === pattern && ours.destinationArn === destinationArn) return 'subscribed';
  if (!ours && filters.length >= SLOTS) return 'pulled';
  const put = await logGroups.putFilter(group, { name: filterName, pattern, destinationArn });
  if (put.ok) {
    log.info('subscribed to a log group', { group, characters: pattern.length });
    return 'subscribed';
  }
  return put.error === 'gone' ? 'gone' : 'pulled';
}
