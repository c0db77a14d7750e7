import type { DeploymentSettings } from '#config/deployment/defaults';

/** What a function carries that reads application logs: the settings as a file, and where it lies. */
export function appLogFiles({ applicationLogs }: DeploymentSettings): {
  readonly files: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
} {
  if (applicationLogs === undefined) return { files: {}, environment: {} };
  return {
    files: { 'app-logs.json': JSON.stringify(applicationLogs) },
    environment: { TRAILHOUND_APP_LOGS_FILE: 'app-logs.json' },
  };
}
