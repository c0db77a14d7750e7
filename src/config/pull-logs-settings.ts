import { ok } from '#core/result';
import { FUNCTION_ARN } from './arn-forms.ts';
import { collectSettings } from './collect-settings.ts';
import { LOG_GROUP_NAME } from './name-forms.ts';
import { listOf, orNone, type SettingSchema, type SettingTable, setting, textOf } from './settings.ts';
import { triageSettings } from './triage-settings.ts';

const someNames = listOf(LOG_GROUP_NAME, 'a name that no log group can have');
const allOrNames: SettingSchema<'all' | readonly string[]> = (text) =>
  text === 'all' ? ok('all') : orNone(someNames, [])(text);

/** What the function takes that CloudWatch Logs delivers to. */
export const watchLogsSettings = {
  ...triageSettings,
  trailLogGroups: setting({
    env: 'TRAILHOUND_TRAIL_LOG_GROUPS',
    unit: 'names of log groups, separated by commas; none; or all',
    default: 'all',
    description: 'Log groups that hold CloudTrail; what comes from any other is an application log.',
    schema: allOrNames,
  }),
  ownLogGroups: setting({
    env: 'TRAILHOUND_OWN_LOG_GROUPS',
    unit: 'names of log groups, separated by commas, or none',
    default: 'none',
    description: "Log groups of this deployment's own functions: never watched, whatever the settings say.",
    schema: orNone(someNames, []),
  }),
  appLogsFile: setting({
    env: 'TRAILHOUND_APP_LOGS_FILE',
    unit: 'path, or none',
    default: 'none',
    description:
      'Settings of application logs as the build writes them; a relative path starts beside the function code.',
    schema: textOf(/^[^\0]{1,1000}$/, 'no path'),
  }),
} satisfies SettingTable;

/** What the function takes that looks after log groups and pulls those without a subscription. */
export const pullLogsSettings = {
  ...watchLogsSettings,
  watchLogsArn: setting({
    env: 'TRAILHOUND_WATCH_LOGS_ARN',
    unit: 'ARN of a function, or none',
    default: 'none',
    description: 'Function that subscription filters point at; without one every log group is pulled.',
    schema: orNone(textOf(FUNCTION_ARN, 'no ARN of a function'), undefined),
  }),
  stopMarginSeconds: collectSettings.stopMarginSeconds,
} satisfies SettingTable;
