import type * as z from 'zod';
import { SEVERITIES } from '#core/severity';
import {
  either,
  type Fields,
  field,
  flag,
  list,
  map,
  off,
  oneNumberOf,
  oneWordOf,
  text,
  whole,
} from './fields.ts';
import { LEAST_SECONDS } from './function-sizes.ts';
import { type DeploymentInput, FUNCTION_NAMES, type FunctionInput, type FunctionName } from './input.ts';
import { REGION, sourcesField } from './source-schema.ts';
import { telemetryFields } from './telemetry-schema.ts';

/** Periods that CloudWatch Logs keeps logs for (CloudWatch Logs API Reference, PutRetentionPolicy). */
export const LOG_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/;
/** Addresses that SNS can send mail to. */
export const E_MAIL = /^[A-Za-z0-9._%+'&/=?^{|}~!#$*-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;
const TEXT = /\S/;

const ruleFields = {
  builtin: field(flag(), 'The rules that come with Trailhound.', true),
  folders: field(
    list(text(TEXT, 'the path of a folder'), 'a list of folders'),
    'Folders of more rules: every .yml file below them but cases.yml. Paths are relative to this file.',
    [],
  ),
  disable: field(
    list(text(TEXT, 'the id or title of a rule'), 'a list of ids or titles of rules'),
    'Ids or titles of rules that are left out.',
    [],
  ),
  placeholders: field(
    text(TEXT, 'the path of a file'),
    'Path of a file with values for the modifier expand, relative to this file. Left out: placeholders.yml beside this file, if it is there.',
  ),
  latenessHours: field(
    whole(1, 168, 'whole hours'),
    'How late an event may come and still meet those before it in a correlation.',
    24,
  ),
} satisfies Fields<NonNullable<DeploymentInput['rules']>>;

const alertFields = {
  minSeverity: field(
    oneWordOf(SEVERITIES),
    'Findings below this severity are kept and raise no alert.',
    'medium',
  ),
  email: field(
    list(text(E_MAIL, 'an e-mail address'), 'a list of e-mail addresses'),
    "Addresses that are told of alerts and of Trailhound's own health. AWS sends each a mail to confirm.",
    [],
  ),
  chat: field(
    flag(),
    'One more topic, in the format of custom notifications for Amazon Q Developer in chat applications.',
    false,
  ),
} satisfies Fields<NonNullable<DeploymentInput['alerts']>>;

const retentionFields = {
  findingDays: field(whole(1, 3650, 'whole days'), 'How long a finding is kept after its last change.', 90),
  logDays: field(
    oneNumberOf(LOG_DAYS, 'days that CloudWatch Logs knows'),
    "How long Trailhound's own logs and failed deliveries are kept.",
    30,
  ),
} satisfies Fields<NonNullable<DeploymentInput['retention']>>;

const functionFields = (name: FunctionName) =>
  ({
    memoryMb: field(
      whole(128, 10_240, 'whole megabytes'),
      'Memory of the function, and with it its share of a processor.',
    ),
    timeoutSeconds: field(
      whole(LEAST_SECONDS[name], 900, 'whole seconds'),
      'How long one invocation may take.',
    ),
    reservedConcurrency: field(
      whole(1, 1_000, 'whole executions (0 would stop the function)'),
      'Executions at once that are kept for this function, and that it cannot exceed.',
    ),
  }) satisfies Fields<FunctionInput>;

const functionsFields = Object.fromEntries(
  FUNCTION_NAMES.map((name) => [name, field(map(functionFields(name)), `Size of the function ${name}.`)]),
) as { readonly [Name in FunctionName]: z.ZodOptional<z.ZodObject<ReturnType<typeof functionFields>>> };

const fields = {
  regions: field(
    list(text(REGION, 'a region such as eu-central-1'), 'a list of regions'),
    'Regions that are watched besides that of the stack and us-east-1, where global services are recorded: both always are.',
    [],
  ),
  sources: sourcesField,
  rules: field(map(ruleFields), 'Which rules run.'),
  suppressions: field(
    either([text(TEXT, 'a path'), off()], 'the path of an allow-list, or false'),
    'Path of the allow-list, relative to this file; false: none. Left out: suppressions.yml beside this file, if it is there.',
  ),
  alerts: field(map(alertFields), 'Who is told of findings, and of which.'),
  retention: field(map(retentionFields), 'How long things are kept.'),
  encryptionKeyArn: field(
    text(KEY_ARN, 'the ARN of a KMS key, arn:aws:kms:<region>:<account>:key/<id>'),
    'A customer-managed key for tables, topics, queues, buckets and logs. Left out: keys that AWS owns or manages, which cost nothing.',
  ),
  functions: field(
    map(functionsFields),
    'Sizes of the functions, where they should differ from what comes with Trailhound.',
  ),
  alarms: field(flag(), 'CloudWatch alarms on Trailhound itself, at most 10.', true),
  dashboard: field(flag(), 'A CloudWatch dashboard.', true),
  heartbeat: field(
    either([whole(5, 60, 'whole minutes'), off()], 'whole minutes, 5 to 60, or false'),
    "Minutes between two heartbeats: a call of Trailhound's own that must come in through every source. false: none, and no alarm on silent sources.",
    15,
  ),
  keepData: field(
    flag(),
    'Keeps the tables when the stack is deleted, and protects the stack from being deleted.',
    true,
  ),
  ...telemetryFields,
} satisfies Fields<DeploymentInput>;

/** What `trailhound.yml` may say, and what the construct takes. It judges; defaults are filled in by `settings.ts`. */
export const deploymentSchema = map(fields);
