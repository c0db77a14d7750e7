import { oneOf, orNone, type SettingTable, setting, textOf, wholeNumber } from './settings.ts';
import { commonSettings, triageSettings } from './triage-settings.ts';

const QUEUE_URL = /^https?:\/\/[\w.:-]{1,255}\/[\w./-]{1,300}$/;
/** Secrets Manager API Reference, GetSecretValue: an ARN, or the name of a secret. */
const SECRET = /^(?:arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:)?[\w/+=.@-]{1,512}$/;

/** What the function takes that receives logs over HTTP. */
export const takeHttpSettings = {
  ...commonSettings,
  stateTable: triageSettings.stateTable,
  queueUrl: setting({
    env: 'TRAILHOUND_INTAKE_QUEUE_URL',
    unit: 'URL of an SQS queue',
    description: 'Queue that records wait in until they are processed.',
    schema: textOf(QUEUE_URL, 'no URL of a queue'),
  }),
  auth: setting({
    env: 'TRAILHOUND_INTAKE_AUTH',
    unit: 'iam or secret',
    default: 'secret',
    description:
      'Who may send: `iam` leaves it to the function URL, which takes signed requests only; `secret` asks for a bearer token or password.',
    schema: oneOf(['iam', 'secret']),
  }),
  secretArn: setting({
    env: 'TRAILHOUND_INTAKE_SECRET_ARN',
    unit: 'ARN of a secret, or none',
    default: 'none',
    description: 'Secret that requests must bring; its current and its previous version are taken.',
    schema: orNone(textOf(SECRET, 'no ARN of a secret'), 'none'),
  }),
  maxBytes: setting({
    env: 'TRAILHOUND_INTAKE_MAX_BYTES',
    unit: 'bytes, 65536 to 64000000',
    default: '4000000',
    description: 'Bytes of one request, as it comes and unpacked; a function URL takes no more than 6 MB.',
    schema: wholeNumber(65_536, 64_000_000),
  }),
} satisfies SettingTable;
