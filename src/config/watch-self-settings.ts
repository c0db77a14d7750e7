import { FUNCTION_ARN, TOPIC_ARN } from './arn-forms.ts';
import { LOG_GROUP_NAME } from './name-forms.ts';
import { notifySettings } from './notify-settings.ts';
import { failuresBucket } from './redrive-settings.ts';
import { listOf, orNone, type SettingTable, setting, textOf, wholeNumber } from './settings.ts';
import { commonSettings, triageSettings } from './triage-settings.ts';

const QUEUE_URL = /^https?:\/\/[\w.:/-]{1,300}$/;
const DOOR = /^(event-history|logs|eventbridge|objects)$/;

/** What the function takes that looks at the deployment itself. */
export const watchSelfSettings = {
  ...commonSettings,
  findingsTable: triageSettings.findingsTable,
  stateTable: triageSettings.stateTable,
  alertTopicArn: setting({
    env: 'TRAILHOUND_ALERT_TOPIC_ARN',
    unit: 'ARN of an SNS topic',
    description: 'Topic of the alerts, whose subscriptions are watched.',
    schema: textOf(TOPIC_ARN, 'no ARN of a topic'),
  }),
  healthTopicArn: setting({
    env: 'TRAILHOUND_HEALTH_TOPIC_ARN',
    unit: 'ARN of an SNS topic',
    description:
      'Where problems with the deployment itself are published; its subscriptions are watched too.',
    schema: textOf(TOPIC_ARN, 'no ARN of a topic'),
  }),
  chatTopicArn: notifySettings.chatTopicArn,
  subscribers: setting({
    env: 'TRAILHOUND_SUBSCRIBERS',
    unit: 'e-mail addresses, 0 to 1000',
    default: '0',
    description: 'How many confirmed e-mail subscriptions each of the two topics should have.',
    schema: wholeNumber(0, 1_000),
  }),
  logGroups: setting({
    env: 'TRAILHOUND_LOG_GROUPS',
    unit: 'names of log groups, separated by commas, or none',
    default: 'none',
    description:
      'Log groups that should have a subscription filter which calls the function that watches logs.',
    schema: orNone(listOf(LOG_GROUP_NAME, 'a name that no log group has'), []),
  }),
  watchLogsArn: setting({
    env: 'TRAILHOUND_WATCH_LOGS_ARN',
    unit: 'ARN of a function, or none',
    default: 'none',
    description: 'The function that those filters should call.',
    schema: orNone(textOf(FUNCTION_ARN, 'no ARN of a function without version'), 'none'),
  }),
  doors: setting({
    env: 'TRAILHOUND_DOORS',
    unit: 'some of event-history, logs, eventbridge, objects, separated by commas, or none',
    default: 'none',
    description: 'The sources that are switched on; each should show a heartbeat.',
    schema: orNone(listOf(DOOR, 'an unknown source'), []),
  }),
  foreignDoors: setting({
    env: 'TRAILHOUND_FOREIGN_DOORS',
    unit: 'some of event-history, logs, eventbridge, objects, separated by commas, or none',
    default: 'none',
    description: 'Sources of other accounts only, in which no heartbeat of this one shows.',
    schema: orNone(listOf(DOOR, 'an unknown source'), []),
  }),
  heartbeatMinutes: setting({
    env: 'TRAILHOUND_HEARTBEAT_MINUTES',
    unit: 'minutes, 5 to 60; 0: no heartbeat',
    default: '0',
    description: 'How often a heartbeat is sent; a source without one for three times as long is a problem.',
    schema: wholeNumber(0, 60),
  }),
  failuresBucket,
  deadLettersUrl: setting({
    env: 'TRAILHOUND_DEAD_LETTERS_URL',
    unit: 'URLs of queues, separated by commas, or none',
    default: 'none',
    description: 'Queues where events and batches end that could not be delivered at all.',
    schema: orNone(listOf(QUEUE_URL, 'no URL of a queue'), []),
  }),
} satisfies SettingTable;
