import { type SettingTable, setting, textOf } from './settings.ts';
import { triageSettings } from './triage-settings.ts';

/** What the notifier takes. */
export const notifySettings = {
  logLevel: triageSettings.logLevel,
  findingsTable: triageSettings.findingsTable,
  stateTable: triageSettings.stateTable,
  topicArn: setting({
    env: 'TRAILHOUND_TOPIC_ARN',
    unit: 'ARN of an SNS topic',
    description: 'Where alerts are published.',
    schema: textOf(/^arn:[\w-]+:sns:[\w-]*:\d{12}:[\w.-]{1,256}$/, 'no ARN of a topic'),
  }),
} satisfies SettingTable;
