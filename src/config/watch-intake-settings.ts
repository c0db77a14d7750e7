import { watchLogsSettings } from './pull-logs-settings.ts';
import type { SettingTable } from './settings.ts';
import { triageSettings } from './triage-settings.ts';

/** What the function takes that processes records of the HTTP intake. */
export const watchIntakeSettings = {
  ...triageSettings,
  ownLogGroups: watchLogsSettings.ownLogGroups,
  appLogsFile: {
    ...watchLogsSettings.appLogsFile,
    description:
      'How lines of application logs are watched, as the build writes it; a relative path starts beside the function code. `none`: with the defaults.',
  },
} satisfies SettingTable;
