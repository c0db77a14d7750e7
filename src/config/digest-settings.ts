import { ok } from '#core/result';
import { TOPIC_ARN } from './arn-forms.ts';
import { collectSettings } from './collect-settings.ts';
import { BUCKET_NAME } from './name-forms.ts';
import {
  listOf,
  mapped,
  oneOf,
  orNone,
  type SettingSchema,
  type SettingTable,
  setting,
  textOf,
  wholeNumber,
} from './settings.ts';
import { commonSettings, triageSettings } from './triage-settings.ts';
import { watchSelfSettings } from './watch-self-settings.ts';

const WATCHED = /^(logs|metrics)$/;

const watchedKinds = orNone<readonly string[], readonly string[]>(
  listOf(WATCHED, 'neither logs nor metrics'),
  [],
);
/** `undefined` where nobody says. */
const knownOrNot: SettingSchema<readonly string[] | undefined> = (text) =>
  text === 'unknown' ? ok(undefined) : watchedKinds(text);

/** What the function takes that writes the daily digest. */
export const digestSettings = {
  ...commonSettings,
  findingsTable: triageSettings.findingsTable,
  stateTable: triageSettings.stateTable,
  suppressionsFile: triageSettings.suppressionsFile,
  reportsBucket: setting({
    env: 'TRAILHOUND_REPORTS_BUCKET',
    unit: 'bucket name',
    description: 'S3 bucket that keeps the digests, under digests/.',
    schema: textOf(BUCKET_NAME, 'no name of a bucket'),
  }),
  topicArn: setting({
    env: 'TRAILHOUND_ALERT_TOPIC_ARN',
    unit: 'ARN of an SNS topic',
    description: 'Where the digest is published as text, with the attribute kind: digest.',
    schema: textOf(TOPIC_ARN, 'no ARN of a topic'),
  }),
  hours: setting({
    env: 'TRAILHOUND_DIGEST_HOURS',
    unit: 'hours, 1 to 744',
    default: '24',
    description: 'How long before its time a digest begins.',
    schema: wholeNumber(1, 744),
  }),
  tellsQuietDays: setting({
    env: 'TRAILHOUND_DIGEST_QUIET_DAYS',
    unit: 'one of yes, no',
    default: 'yes',
    description:
      'Whether one line is sent on a day without news; silence could also mean that nothing works.',
    schema: mapped(oneOf(['yes', 'no']), (word) => word === 'yes'),
  }),
  watched: setting({
    env: 'TRAILHOUND_DIGEST_WATCHED',
    unit: 'some of logs, metrics, separated by commas; none; or unknown',
    default: 'unknown',
    description: 'Whether application logs and metrics are watched: the digest says which are not.',
    schema: knownOrNot,
  }),
  doors: setting({
    ...watchSelfSettings.doors,
    description:
      'The sources that are switched on; without them those are listed that have shown a heartbeat.',
  }),
  foreignDoors: watchSelfSettings.foreignDoors,
  heartbeatMinutes: setting({
    ...watchSelfSettings.heartbeatMinutes,
    description: 'How often a heartbeat is sent; a source without one for three times as long is a problem.',
  }),
  regions: setting({
    ...collectSettings.regions,
    default: 'none',
    unit: `${collectSettings.regions.unit}, or none`,
    description: 'Regions whose event history is read; without them those are listed that have a checkpoint.',
    schema: orNone<readonly string[], readonly string[]>(collectSettings.regions.schema, []),
  }),
} satisfies SettingTable;
