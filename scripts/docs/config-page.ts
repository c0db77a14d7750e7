import { collectSettings } from '#config/collect-settings';
import type { FunctionName } from '#config/deployment/input';
import { digestSettings } from '#config/digest-settings';
import { indexSearchSettings } from '#config/index-search-settings';
import { notifySettings } from '#config/notify-settings';
import { pullLogsSettings, watchLogsSettings } from '#config/pull-logs-settings';
import { redriveSettings } from '#config/redrive-settings';
import type { SettingTable } from '#config/settings';
import { takeHttpSettings } from '#config/take-http-settings';
import { triageSettings } from '#config/triage-settings';
import { watchIntakeSettings } from '#config/watch-intake-settings';
import { watchMetricsSettings } from '#config/watch-metrics-settings';
import { watchSelfSettings } from '#config/watch-self-settings';
import { heading, markdownTable } from './markdown.ts';

const FUNCTIONS: Readonly<Record<FunctionName, SettingTable>> = {
  'collect-cloudtrail': collectSettings,
  digest: digestSettings,
  'index-search': indexSearchSettings,
  notify: notifySettings,
  'pull-logs': pullLogsSettings,
  redrive: redriveSettings,
  'take-http': takeHttpSettings,
  'watch-events': triageSettings,
  'watch-intake': watchIntakeSettings,
  'watch-logs': watchLogsSettings,
  'watch-metrics': watchMetricsSettings,
  'watch-objects': triageSettings,
  'watch-self': watchSelfSettings,
};

/** Settings of every function. */
export const configPage = (): string =>
  [
    heading(
      'Settings of the functions',
      'Environment variables. A missing, wrong or unknown `TRAILHOUND_` variable stops the function when it starts, and every problem is named at once.',
    ),
    ...Object.entries(FUNCTIONS).map(([name, table]) => {
      const rows = Object.values(table).map((one) => [
        `\`${one.env}\``,
        one.unit,
        one.default === undefined ? 'must be given' : `\`${one.default}\``,
        one.description,
      ]);
      return `## ${name}\n\n${markdownTable(['Variable', 'Value', 'Default', 'What it does'], rows)}`;
    }),
    '',
  ].join('\n\n');
