import { SEVERITIES } from '#core/severity';
import { oneOf, type SettingTable, setting, share, textOf, wholeNumber } from './settings.ts';
import { shipEventsSettings } from './ship-events-settings.ts';

/** DynamoDB Developer Guide, "Naming rules": 3 to 255 letters, digits, `_ - .`; an ARN names a table elsewhere. */
const TABLE_NAME = /^([\w.-]{3,255}|arn:[\w:./-]{10,1000})$/;
const tableName = textOf(TABLE_NAME, 'no table name and no ARN');

/** What CloudWatch takes as a dimension, and less: printable ASCII that does not begin with a colon or a blank. */
const DEPLOYMENT = /^[\w./-][\w ./:-]{0,254}$/;
/** Systems Manager API Reference, PutParameter: letters, digits, `_ . - /`, at most 1,011 characters. */
const PARAMETER = /^[\w./-]{1,1011}$/;

/** What every function takes. */
export const commonSettings = {
  logLevel: setting({
    env: 'TRAILHOUND_LOG_LEVEL',
    unit: 'one of debug, info, warn, error',
    default: 'info',
    description: 'The mildest messages that are written to the log.',
    schema: oneOf(['debug', 'info', 'warn', 'error']),
  }),
  logSampleRate: setting({
    env: 'TRAILHOUND_LOG_SAMPLE_RATE',
    unit: 'share of invocations, 0 to 1',
    default: '0',
    description: 'Share of invocations that write everything to the log, whatever the level.',
    schema: share,
  }),
  tracing: setting({
    env: 'TRAILHOUND_TRACING',
    unit: 'on or off',
    default: 'off',
    description: 'Writes traces to AWS X-Ray; the stack lays the code for it beside the function.',
    schema: oneOf(['on', 'off']),
  }),
  deployment: setting({
    env: 'TRAILHOUND_DEPLOYMENT',
    unit: 'text, 1 to 255 characters',
    default: 'trailhound',
    description:
      'Tells the metrics of this deployment from those of others in the account: their only dimension.',
    schema: textOf(DEPLOYMENT, 'no plain text'),
  }),
} satisfies SettingTable;

/** What every function takes that turns events into findings. */
export const triageSettings = {
  ...commonSettings,
  ...shipEventsSettings,
  findingsTable: setting({
    env: 'TRAILHOUND_FINDINGS_TABLE',
    unit: 'table name',
    description: 'DynamoDB table that holds the findings.',
    schema: tableName,
  }),
  stateTable: setting({
    env: 'TRAILHOUND_STATE_TABLE',
    unit: 'table name',
    description: 'DynamoDB table that holds checkpoints, counts and quarantined input.',
    schema: tableName,
  }),
  rulesFile: setting({
    env: 'TRAILHOUND_RULES_FILE',
    unit: 'path',
    default: 'rules.json',
    description: 'Compiled rules, as the build writes them; a relative path starts beside the function code.',
    schema: textOf(/^[^\0]{1,1000}$/, 'no path'),
  }),
  suppressionsFile: setting({
    env: 'TRAILHOUND_SUPPRESSIONS_FILE',
    unit: 'path, or none',
    default: 'none',
    description: 'Allow-list as the build writes it; a relative path starts beside the function code.',
    schema: textOf(/^[^\0]{1,1000}$/, 'no path'),
  }),
  alertFloor: setting({
    env: 'TRAILHOUND_ALERT_FLOOR',
    unit: `one of ${SEVERITIES.join(', ')}`,
    default: 'medium',
    description: 'Findings below this severity are kept, and raise no alert.',
    schema: oneOf(SEVERITIES),
  }),
  retentionDays: setting({
    env: 'TRAILHOUND_RETENTION_DAYS',
    unit: 'days, 1 to 3650',
    default: '90',
    description: 'How long a finding is kept after its last change.',
    schema: wholeNumber(1, 3650),
  }),
  latenessHours: setting({
    env: 'TRAILHOUND_LATENESS_HOURS',
    unit: 'hours, 1 to 168',
    default: '24',
    description: 'How late an event may come and still meet those before it in a correlation.',
    schema: wholeNumber(1, 168),
  }),
  heartbeat: setting({
    env: 'TRAILHOUND_HEARTBEAT',
    unit: 'name of a Parameter Store parameter, or none',
    default: 'none',
    description:
      'Parameter that the stack overwrites every few minutes; the recorded call is looked for among the events and measured.',
    schema: textOf(PARAMETER, 'no name of a parameter'),
  }),
} satisfies SettingTable;
