import { listOf, mapped, type SettingTable, setting, wholeNumber } from './settings.ts';
import { triageSettings } from './triage-settings.ts';

/** Global services are recorded here and nowhere else (aws.amazon.com, "Global service events"). */
const GLOBAL_REGION = 'us-east-1';
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** What the collector of the event history takes. */
export const collectSettings = {
  ...triageSettings,
  regions: setting({
    env: 'TRAILHOUND_REGIONS',
    unit: 'AWS regions, separated by commas',
    default: GLOBAL_REGION,
    description: `Regions whose event history is read. ${GLOBAL_REGION}, where IAM and sign-ins are recorded, always is.`,
    schema: mapped(listOf(REGION, 'a name that is no region'), (regions) => [
      ...new Set([GLOBAL_REGION, ...regions]),
    ]),
  }),
  overlapMinutes: setting({
    env: 'TRAILHOUND_OVERLAP_MINUTES',
    unit: 'minutes, 20 to 1440',
    default: '20',
    description:
      'How far back each run reads again, because events appear in the history some time after they happened.',
    schema: wholeNumber(20, 1_440),
  }),
  lookBackMinutes: setting({
    env: 'TRAILHOUND_LOOK_BACK_MINUTES',
    unit: 'minutes, 1 to 129600 (90 days)',
    default: '60',
    description: 'How far back the very first run reads.',
    schema: wholeNumber(1, 129_600),
  }),
  stopMarginSeconds: setting({
    env: 'TRAILHOUND_STOP_MARGIN_SECONDS',
    unit: 'seconds, 5 to 300',
    default: '20',
    description:
      'How long before its time limit a run begins nothing new: enough for one page to be read and stored.',
    schema: wholeNumber(5, 300),
  }),
} satisfies SettingTable;
