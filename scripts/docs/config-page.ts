import { collectSettings } from '#config/collect-settings';
import { notifySettings } from '#config/notify-settings';
import { redriveSettings } from '#config/redrive-settings';
import type { SettingTable } from '#config/settings';
import { triageSettings } from '#config/triage-settings';
import { watchSelfSettings } from '#config/watch-self-settings';
import { heading, markdownTable } from './markdown.ts';

const FUNCTIONS: Readonly<Record<string, SettingTable>> = {
  'collect-cloudtrail': collectSettings,
  notify: notifySettings,
  redrive: redriveSettings,
  'watch-events': triageSettings,
  'watch-logs': triageSettings,
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
