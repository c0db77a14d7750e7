import { TOPIC_ARN } from './arn-forms.ts';
import { orNone, type SettingTable, setting, textOf } from './settings.ts';
import { commonSettings, triageSettings } from './triage-settings.ts';

/** What the notifier takes. */
export const notifySettings = {
  ...commonSettings,
  findingsTable: triageSettings.findingsTable,
  stateTable: triageSettings.stateTable,
  topicArn: setting({
    env: 'TRAILHOUND_TOPIC_ARN',
    unit: 'ARN of an SNS topic',
    description: 'Where alerts are published.',
    schema: textOf(TOPIC_ARN, 'no ARN of a topic'),
  }),
  chatTopicArn: setting({
    env: 'TRAILHOUND_CHAT_TOPIC_ARN',
    unit: 'ARN of an SNS topic, or none',
    default: 'none',
    description:
      'Where alerts are published for Amazon Q Developer in chat applications, in its format for custom notifications.',
    schema: orNone(textOf(TOPIC_ARN, 'no ARN of a topic'), 'none'),
  }),
} satisfies SettingTable;
