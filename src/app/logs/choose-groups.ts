import { type AppLogSettings, refusalOf } from '#core/logs/app-log-settings';
import type { LogGroups } from '#ports/log-groups';

/** Log groups that are watched by one deployment; more are a mistake of the settings. */
export const MOST_GROUPS = 1_000;

/** What the settings come to now. */
export interface ChosenGroups {
  /** In order of their names. */
  readonly groups: readonly string[];
  /** Found, and left out because the list is full. */
  readonly leftOut: number;
}

/**
 * Finds the log groups that the settings name, by name, by how they begin and by tag, without those that may not be
 * watched: own ones, excluded ones, and those that hold a trail.
 */
export async function chooseGroups(
  settings: AppLogSettings,
  trailGroups: readonly string[],
  logGroups: Pick<LogGroups, 'beginningWith' | 'tagged'>,
): Promise<ChosenGroups> {
  const found = new Set(settings.groups);
  for (const prefix of settings.prefixes) {
    for (const name of await logGroups.beginningWith(prefix)) found.add(name);
  }
  for (const { key, values } of settings.tags) {
    for (const name of await logGroups.tagged(key, values)) found.add(name);
  }
  const groups = [...found]
    .filter((name) => refusalOf(name, settings) === undefined && !trailGroups.includes(name))
    .sort();
  return { groups: groups.slice(0, MOST_GROUPS), leftOut: Math.max(0, groups.length - MOST_GROUPS) };
}
