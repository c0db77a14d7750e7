import type { EnvironmentFacts } from '#adapters/aws/health-functions';
import type { TemplateFilter } from '#adapters/aws/health-stack';
import type { DeployedSettings } from '#app/health/examine';
import { expectedSelf } from '#app/health/expected-self';
import { readSettings, type SettingTable } from '#config/settings';
import { watchSelfSettings } from '#config/watch-self-settings';

/** Only the function that looks at the deployment itself has it. */
const MARK = watchSelfSettings.healthTopicArn.env;
const REGIONS = 'TRAILHOUND_REGIONS';
const STATE_TABLE = watchSelfSettings.stateTable.env;
/** Where global services are recorded; the collector always reads it. */
const GLOBAL_REGION = 'us-east-1';

/**
 * Reads what a stack's functions are configured with: one entry for each deployment in it.
 *
 * Variables that this version does not know are passed over: another version may be deployed. Throws
 * `TH_SETTINGS_REFUSED` when those that it does know are wrong.
 */
export function deploymentsOf(
  functions: readonly EnvironmentFacts[],
  filters: readonly TemplateFilter[],
): readonly DeployedSettings[] {
  const watchers = functions.filter(({ env }) => env[MARK] !== undefined);
  return watchers.map(({ env }) => {
    const settings = readSettings(watchSelfSettings, knownOf(watchSelfSettings, env));
    const expected = expectedSelf(settings);
    const readsHistory = expected.doors.includes('event-history');
    return {
      ...{ expected, stateTable: settings.stateTable },
      regions: readsHistory ? regionsOf(functions, settings.stateTable) : [],
      // Filters of several deployments in one stack can't be told apart.
      patterns: watchers.length === 1 ? patternsOf(filters) : new Map(),
    };
  });
}

function knownOf(table: SettingTable, env: Readonly<Record<string, string>>): Record<string, string> {
  const names = new Set(Object.values(table).map((one) => one.env));
  return Object.fromEntries(Object.entries(env).filter(([name]) => names.has(name)));
}

function regionsOf(functions: readonly EnvironmentFacts[], stateTable: string): readonly string[] {
  const collector = functions.find(
    ({ env }) => env[REGIONS] !== undefined && env[STATE_TABLE] === stateTable,
  );
  const regions = (collector?.env[REGIONS] ?? '').split(',').filter((region) => region !== '');
  return [...new Set([GLOBAL_REGION, ...regions])];
}

function patternsOf(filters: readonly TemplateFilter[]): ReadonlyMap<string, readonly string[]> {
  const patterns = new Map<string, readonly string[]>();
  for (const { logGroup, pattern } of filters) {
    if (logGroup === undefined || pattern === undefined) continue;
    patterns.set(logGroup, [...(patterns.get(logGroup) ?? []), pattern]);
  }
  return patterns;
}
