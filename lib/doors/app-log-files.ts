import type { DeploymentSettings } from '#config/deployment/defaults';

/** What a function needs to remember open traces of streams, besides what triage needs of the state table. */
export const OPEN_STREAM_ACTIONS = ['Query', 'DeleteItem'] as const;

/** What a function carries that reads application logs: the settings as a file, and where it lies. */
export function appLogFiles({ applicationLogs, intake }: DeploymentSettings): {
  readonly files: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
} {
  if (applicationLogs === undefined && intake === undefined) return { files: {}, environment: {} };
  return {
    files: { 'app-logs.json': JSON.stringify(applicationLogs ?? {}) },
    environment: { TRAILHOUND_APP_LOGS_FILE: 'app-logs.json' },
  };
}
