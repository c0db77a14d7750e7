import { type SettingTable, setting, textOf, wholeNumber } from './settings.ts';
import { commonSettings, triageSettings } from './triage-settings.ts';

const { findingsTable, stateTable, suppressionsFile, alertFloor, retentionDays } = triageSettings;

/** What the function takes that watches metrics. */
export const watchMetricsSettings = {
  ...commonSettings,
  ...{ findingsTable, stateTable, suppressionsFile, alertFloor, retentionDays },
  metricsFile: setting({
    env: 'TRAILHOUND_METRICS_FILE',
    unit: 'path',
    default: 'metrics.json',
    description: 'Which metrics are watched, as JSON; a relative path starts beside the function code.',
    schema: textOf(/^[^\0]{1,1000}$/, 'no path'),
  }),
  stopMarginSeconds: setting({
    env: 'TRAILHOUND_STOP_MARGIN_SECONDS',
    unit: 'seconds, 5 to 300',
    default: '20',
    description:
      'How long before its time limit a run begins nothing new: enough for one batch of series to be read and stored.',
    schema: wholeNumber(5, 300),
  }),
} satisfies SettingTable;
