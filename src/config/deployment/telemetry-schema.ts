import type * as z from 'zod';
import { LOG_LEVELS } from '#core/logs/log-entry';
import { SEVERITIES } from '#core/severity';
import { LOG_GROUP_NAME } from '../name-forms.ts';
import {
  anyMap,
  either,
  type Fields,
  field,
  flag,
  list,
  map,
  mapOf,
  off,
  oneWordOf,
  share,
  text,
  whole,
} from './fields.ts';
import type {
  ApplicationLogsInput,
  DigestInput,
  IntakeInput,
  LoggingInput,
  MetricsInput,
  SearchInput,
} from './telemetry-input.ts';

const GROUP_OR_PREFIX = /^[\w./#-]{0,512}\*?$/;
const WORD = /^[\w./-]{1,64}$/;
const SECRET_ARN = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+$/;
const RESOURCE_ARN =
  /^arn:aws[a-z-]*:(es:[a-z0-9-]+:\d{12}:domain\/[a-z0-9-]+|aoss:[a-z0-9-]+:\d{12}:collection\/[a-z0-9]+)$/;
const ENDPOINT = /^https:\/\/[A-Za-z0-9.-]+(:\d{1,5})?\/?$/;
const INDEX = /^[a-z0-9][a-z0-9_-]{0,63}$/;

const severity = (what: string, byDefault: string) => field(oneWordOf(SEVERITIES), what, byDefault);

const levelFields = {
  fatal: severity('Of a new kind of error at this level.', 'high'),
  error: severity('Of a new kind of error at this level.', 'medium'),
  warn: severity('Of a new kind of message at this level, where it counts.', 'low'),
  info: severity('Of a new kind of message at this level, where it counts.', 'informational'),
  debug: severity('Of a new kind of message at this level, where it counts.', 'informational'),
  trace: severity('Of a new kind of message at this level, where it counts.', 'informational'),
};

const kindFields = {
  log: field(oneWordOf(SEVERITIES), 'Of lines at an error level, whatever the level.'),
  exception: field(oneWordOf(SEVERITIES), 'Of exceptions and stack traces, whatever the level.'),
  timeout: severity('Of functions that ran out of time.', 'medium'),
  'out-of-memory': severity('Of processes that ran out of memory.', 'high'),
  init: severity('Of functions that could not start.', 'high'),
  crash: severity('Of processes that ended unasked.', 'high'),
  http: field(oneWordOf(SEVERITIES), 'Of access lines with a status of 500 or more.'),
};

const groupFields = {
  level: field(
    oneWordOf(LOG_LEVELS),
    'The mildest level that counts; exceptions, crashes and the like count in any case.',
    'error',
  ),
  door: field(
    oneWordOf(['auto', 'pull']),
    'auto: a subscription filter where the group has a slot free, else a pull; pull: always a pull.',
    'auto',
  ),
  lines: field(
    oneWordOf(['all', 'errors']),
    'What is asked for. all: every line, so that stack traces are joined; errors: lines with a word that errors have, which is cheaper.',
    'all',
  ),
  rate: field(
    map({
      count: field(whole(2, 250, 'whole errors'), 'So many errors of one kind …').unwrap(),
      minutes: field(whole(1, 60, 'whole minutes'), '… in so many minutes are a finding.').unwrap(),
    }),
    'When many errors of one kind in a short time are a finding. Default: 100 in 5 minutes.',
  ),
  spike: field(
    map({
      least: field(whole(2, 1_000_000, 'whole errors'), 'Fewer in an hour are no spike.').unwrap(),
      score: field(
        whole(1, 1_000, 'a whole score'),
        'How far above its own history an hour must be.',
      ).unwrap(),
    }),
    'When an hour with more errors of one kind than usual is a finding. Default: at least 20, with a score of 6.',
  ),
  severities: field(
    map({
      levels: field(map(levelFields), 'By level.'),
      kinds: field(map(kindFields), 'By kind, which wins over the level.'),
      spike: severity('Of a spike.', 'high'),
      rate: severity('Of a rate.', 'high'),
    }),
    'How severe findings about logs are.',
  ),
  logsource: field(
    map({
      product: field(text(WORD, 'a word'), 'What rules may say as logsource.product.'),
      service: field(text(WORD, 'a word'), 'What rules may say as logsource.service.'),
    }),
    'Which Sigma rules of your own apply, besides those with the category application.',
  ),
};

const logFields = {
  groups: field(
    list(text(LOG_GROUP_NAME, 'the name of a log group'), 'a list of names'),
    'Log groups by name.',
    [],
  ),
  prefixes: field(
    list(text(LOG_GROUP_NAME, 'the beginning of a name'), 'a list of beginnings of names'),
    'Log groups by how their names begin; looked for on the schedule.',
    [],
  ),
  tags: field(
    mapOf(
      list(text(/^[^\0]{0,256}$/, 'a value'), 'a list of values'),
      'a map of tag keys to lists of values',
    ),
    'Log groups by tag: key, and the values it may have (none: any).',
  ),
  exclude: field(
    list(text(GROUP_OR_PREFIX, 'a name, or a beginning that ends in *'), 'a list of names'),
    'Log groups that are left out, whatever else says.',
    [],
  ),
  everyMinutes: field(
    whole(5, 1_440, 'whole minutes'),
    'Minutes between two pulls, and looks for new groups.',
    60,
  ),
  lookBackMinutes: field(
    whole(1, 43_200, 'whole minutes'),
    'How far back the first pull of a group reads.',
    60,
  ),
  ...groupFields,
  overrides: field(
    list(
      map({
        group: field(
          text(GROUP_OR_PREFIX, 'a name, or a beginning that ends in *'),
          'Which groups.',
        ).unwrap(),
        ...groupFields,
      }),
      'a list of maps, each with a group',
    ),
    'What is different for some groups; the first that fits counts.',
    [],
  ),
} satisfies Fields<ApplicationLogsInput>;

const metricFields = {
  everyMinutes: field(
    whole(1, 60, 'whole minutes'),
    'Minutes between two looks: what CloudWatch charges grows with them.',
    15,
  ),
  builtIn: field(
    flag(),
    'The watches that come with Trailhound (CPU, memory, disk, network, databases, functions, queues). Default: true, unless there are watches of your own.',
  ),
  watches: field(
    list(anyMap('a map'), 'a list of maps'),
    'Watches of your own: docs/guides/metrics.md describes their keys.',
    [],
  ),
  maxSeries: field(
    whole(1, 5_000, 'whole series'),
    'Series that are read at most, of all watches together: what CloudWatch charges grows with them.',
    200,
  ),
  lookBackDays: field(
    whole(1, 63, 'whole days'),
    'Days that a baseline learns from when a series is met.',
    14,
  ),
} satisfies Fields<MetricsInput>;

const intakeFields = {
  auth: field(
    oneWordOf(['secret', 'iam']),
    'secret: a token from Secrets Manager, as bearer token or password; iam: requests signed with AWS credentials.',
    'secret',
  ),
  maxBytes: field(whole(65_536, 6_000_000, 'whole bytes'), 'Size of one request, unpacked.', 4_000_000),
} satisfies Fields<IntakeInput>;

const searchFields = {
  endpoint: field(text(ENDPOINT, 'https:// and a host, without a path'), 'Where the server is.').unwrap(),
  auth: field(
    oneWordOf(['iam', 'iam-serverless', 'basic']),
    'iam: signed for Amazon OpenSearch Service; iam-serverless: for OpenSearch Serverless; basic: user and password from a secret.',
    'iam',
  ),
  secretArn: field(
    text(SECRET_ARN, 'the ARN of a secret'),
    'Secret with username and password; for auth: basic.',
  ),
  resourceArn: field(
    text(RESOURCE_ARN, 'the ARN of a domain or of a collection'),
    'The domain or collection that the function may write to; for auth: iam and iam-serverless.',
  ),
  events: field(
    oneWordOf(['none', 'matched', 'all']),
    'Events that are written besides findings: none, those that a rule matched, or all.',
    'none',
  ),
  prefix: field(
    text(INDEX, 'lower-case letters, digits, _ and -'),
    'First part of the names of indexes.',
    'trailhound',
  ),
  retentionDays: field(whole(1, 3_650, 'whole days'), 'Days that events are kept there.', 30),
} satisfies Fields<SearchInput>;

const digestFields = {
  hour: field(whole(0, 23, 'the hour, UTC'), 'When it is made.', 6),
  quietDays: field(flag(), 'Send it on days on which nothing happened, too.', true),
  keepDays: field(whole(1, 3_650, 'whole days'), 'Days that reports are kept in the bucket.', 90),
} satisfies Fields<DigestInput>;

const loggingFields = {
  level: field(
    oneWordOf(['debug', 'info', 'warn', 'error']),
    'The mildest messages that are written.',
    'info',
  ),
  debugSampleRate: field(
    share(),
    'Share of invocations, 0 to 1, that write everything, whatever the level.',
    0,
  ),
  tracing: field(flag(), 'Traces in AWS X-Ray, which charges for them.', false),
} satisfies Fields<LoggingInput>;

const orFlag = <Shape extends z.ZodRawShape>(shape: Shape) =>
  either([flag(), map(shape)], `true, false or a map with ${Object.keys(shape).join(', ')}`);

/** Application logs, metrics and what goes with them. */
export const telemetryFields = {
  applicationLogs: field(
    either([off(), map(logFields)], 'false or a map with groups, prefixes or tags'),
    'Log groups of applications: errors and exceptions become findings, grouped by kind.',
    false,
  ),
  metrics: field(
    orFlag(metricFields),
    'CloudWatch metrics: thresholds, and what is unusual for each.',
    false,
  ),
  intake: field(
    orFlag(intakeFields),
    'A function URL that takes logs over HTTP, from Fluent Bit and others.',
    false,
  ),
  search: field(
    either([off(), map(searchFields)], 'false or a map with endpoint'),
    'OpenSearch or Elasticsearch, which findings and events are written to.',
    false,
  ),
  digest: field(orFlag(digestFields), 'A daily report, in a bucket and to the topic of alerts.', true),
  logging: field(map(loggingFields), "What Trailhound's own functions write."),
};
