import { FUNCTION_ARN } from './arn-forms.ts';
import { BUCKET_NAME } from './name-forms.ts';
import { listOf, orNone, type SettingTable, setting, textOf, wholeNumber } from './settings.ts';
import { commonSettings, triageSettings } from './triage-settings.ts';

/** The bucket where AWS puts invocations that failed for good. */
export const failuresBucket = setting({
  env: 'TRAILHOUND_FAILURES_BUCKET',
  unit: 'bucket name',
  description: 'S3 bucket that is the on-failure destination of the functions.',
  schema: textOf(BUCKET_NAME, 'no name of a bucket'),
});

/** What the function takes that delivers failures again. */
export const redriveSettings = {
  ...commonSettings,
  stateTable: triageSettings.stateTable,
  failuresBucket,
  attempts: setting({
    env: 'TRAILHOUND_REDRIVE_ATTEMPTS',
    unit: 'times, 1 to 20',
    default: '5',
    description:
      'How often a failed delivery is tried again, further and further apart, before it is given up.',
    schema: wholeNumber(1, 20),
  }),
  functions: setting({
    env: 'TRAILHOUND_REDRIVE_FUNCTIONS',
    unit: 'ARNs of functions, separated by commas, or none',
    description:
      'The only functions that a failed delivery is given to; a record that names another one is given up.',
    schema: orNone(listOf(FUNCTION_ARN, 'no ARN of a function without version'), []),
  }),
  repeating: setting({
    env: 'TRAILHOUND_REDRIVE_REPEATING',
    unit: 'ARNs of functions, separated by commas, or none',
    default: 'none',
    description:
      'Functions on a schedule: a failed run of theirs is forgotten, because the next one does the same work.',
    schema: orNone(listOf(FUNCTION_ARN, 'no ARN of a function without version'), []),
  }),
  stopMarginSeconds: setting({
    env: 'TRAILHOUND_STOP_MARGIN_SECONDS',
    unit: 'seconds, 5 to 900',
    default: '90',
    description:
      'How long before its time limit a run begins nothing new: as long as the functions may take that it invokes, and a little more.',
    schema: wholeNumber(5, 900),
  }),
} satisfies SettingTable;
