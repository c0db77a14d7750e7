// Rebuilds the tables that `trailhound rules lint` knows the calls of AWS from, out of the service models in botocore.
// Needs python3 with pip, which fetches the package from PyPI, and no AWS account:
//   node scripts/event-names.mjs            the newest release
//   node scripts/event-names.mjs 1.44.5     that one
// Not part of any check: run it when AWS has new services, look at the diff, and run the tests.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const HOME = fileURLToPath(new URL('../src/app/lint/', import.meta.url));
const DOMAIN = '.amazonaws.com';

/**
 * Where `eventSource` is not the signing name of the service (nor, without one, the prefix of its endpoint), and where it
 * may be either of two: from the CloudTrail page in the guide of each service, and from recorded logs.
 */
const SOURCES = {
  'application-autoscaling': ['autoscaling', 'application-autoscaling'],
  'autoscaling-plans': ['autoscaling', 'autoscaling-plans'],
  'chime-sdk-voice': ['chime', 'chime-sdk-voice'],
  cloudhsmv2: ['cloudhsm'],
  'cognito-sync': ['cognito-sync', 'cognito-identity'],
  'connect-contact-lens': ['connect', 'contact-lens'],
  connectparticipant: ['connect', 'participant.connect'],
  dynamodbstreams: ['dynamodb', 'dynamodbstreams'],
  'iot-data': ['iot', 'iotdata'],
  'iot-jobs-data': ['iot', 'iot-jobs-data'],
  iotsecuretunneling: ['iot', 'iotsecuredtunneling'],
  'lex-models': ['lex'],
  'lex-runtime': ['lex', 'runtime.lex'],
  'lexv2-models': ['lex', 'lexv2'],
  'lexv2-runtime': ['lex', 'lexv2'],
  'marketplace-agreement': ['aws-marketplace', 'agreement-marketplace'],
  'marketplace-catalog': ['aws-marketplace', 'marketplacecatalog', 'catalog.marketplace'],
  meteringmarketplace: ['aws-marketplace', 'metering-marketplace', 'metering.marketplace'],
  opensearch: ['es'],
  opensearchserverless: ['aoss'],
  pinpoint: ['mobiletargeting', 'pinpoint'],
  s3: ['s3', 's3express'],
  s3control: ['s3', 's3express'],
  sso: ['sso', 'portal.sso'],
  'sso-admin': ['sso'],
  'sso-oidc': ['sso', 'sso-oidc', 'oidc'],
  'timestream-query': ['timestream'],
  'timestream-write': ['timestream'],
};

/** Services whose request parameters are recorded as their model has them, with the first letter small, and which rules look into. */
const WITH_MEMBERS = [
  ...[
    'accessanalyzer',
    'backup',
    'cloudtrail',
    'config',
    'dynamodb',
    'ecr',
    'eks',
    'events',
    'guardduty',
    'iam',
  ],
  ...['kms', 'lambda', 'logs', 'organizations', 'rds', 'rolesanywhere', 'route53resolver', 'secretsmanager'],
  ...['securityhub', 'sns', 'sqs', 'ssm', 'sso-admin', 'sts'],
];
/** Calls that only look things up by the hundred: few rules look into what they ask for, and they would double the table. */
const WITHOUT_MEMBERS = /^(?:List|Describe|Search|Select|BatchGet)/;

/** The first interface of Lambda: nothing calls it any more, and its names look like those of the next, without their date. */
const GIVEN_UP = ['20141113'];

/** Lambda records calls of these versions of its interface with the date behind the name; calls of later ones without. */
const ALWAYS_DATED = ['20150331'];
const SOMETIMES_DATED = ['20160819', '20170331', '20171031', '20181031'];

/** Fetches and unpacks the package; answers its folder of models and its version. */
function fetchModels(folder, version) {
  const wanted = version === undefined ? 'botocore' : `botocore==${version}`;
  execFileSync('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', folder, wanted], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
  execFileSync('python3', ['-m', 'zipfile', '-e', join(folder, wheel), folder]);
  return { data: join(folder, 'botocore', 'data'), version: wheel.split('-')[1] };
}

/** Reads every model there is, older versions of an interface too: their names are still recorded. */
function readModels(data) {
  return readdirSync(data, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: service }) =>
      readdirSync(join(data, service))
        .sort()
        .map((version) => join(data, service, version, 'service-2.json.gz'))
        .filter(existsSync)
        .map((file) => ({ service, model: JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) })),
    );
}

function sourcesOf(service, { signingName, endpointPrefix }) {
  const names = SOURCES[service] ?? [signingName ?? endpointPrefix];
  return names.map((name) => `${name.toLowerCase()}${DOMAIN}`);
}

/** The names under which a call is recorded. CloudFront's models bear the date in the name already. */
function eventNamesOf(service, { name, http }) {
  const date = /^\/(\d{4})-(\d{2})-(\d{2})\//
    .exec(http?.requestUri ?? '')
    ?.slice(1)
    .join('');
  const bare = service !== 'lambda' || date === undefined || name.startsWith('Invoke');
  if (!bare && GIVEN_UP.includes(date)) return [];
  if (!bare && ALWAYS_DATED.includes(date)) return [`${name}${date}`];
  if (!bare && SOMETIMES_DATED.includes(date)) return [name, `${name}${date}`];
  return [name];
}

/** Members of the input as CloudTrail writes them. */
const membersOf = (model, operation) =>
  Object.keys(model.shapes[operation.input?.shape]?.members ?? {}).map(
    (name) => name.charAt(0).toLowerCase() + name.slice(1),
  );

function collect(models) {
  const events = new Map();
  const members = new Map();
  for (const { service, model } of models) {
    const hasMembers = (name) => WITH_MEMBERS.includes(service) && !WITHOUT_MEMBERS.test(name);
    for (const { source, name, operation } of callsOf(service, model)) {
      add(events, source, name, []);
      if (hasMembers(name)) add(members, source, name, membersOf(model, operation));
    }
  }
  return { events, members };
}

/** Every name under which a call may be recorded, with every source. */
const callsOf = (service, model) =>
  Object.entries(model.operations).flatMap(([key, operation]) =>
    eventNamesOf(service, { name: key, ...operation }).flatMap((name) =>
      sourcesOf(service, model.metadata).map((source) => ({ source, name, operation })),
    ),
  );

function add(table, source, name, values) {
  const ofSource = table.get(source) ?? new Map();
  table.set(source, ofSource.set(name, new Set([...(ofSource.get(name) ?? []), ...values])));
}

const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const sorted = (values) => [...values].sort(byText);

/** One service: its names gathered by their verb, `Add:A,B`, because that halves the table. */
function eventLine([source, names]) {
  const verbs = new Map();
  for (const name of sorted(names.keys())) {
    const verb = /^[A-Z][a-z0-9]*(?=[A-Z])/.exec(name)?.[0] ?? '';
    verbs.set(verb, [...(verbs.get(verb) ?? []), name.slice(verb.length)]);
  }
  return [source, ...sorted(verbs.keys()).map((verb) => `${verb}:${verbs.get(verb).join(',')}`)].join(' ');
}

const memberLine = ([source, names]) =>
  [source, ...sorted(names.keys()).map((name) => `${name}:${sorted(names.get(name)).join(',')}`)].join(' ');

function write(file, constant, what, lines, version) {
  const day = new Date().toISOString().slice(0, 10);
  const text = [
    '/**',
    ` * ${what}`,
    ' *',
    ` * Made by scripts/event-names.mjs on ${day}, never by hand: facts (names alone) from the service models in botocore ${version},`,
    ' * the SDK of AWS for Python (Apache-2.0, copyright Amazon.com, Inc. or its affiliates).',
    ' */',
    `export const ${constant}: readonly string[] = [`,
    ...lines.map((line) => `  '${line}',`),
    '];',
    '',
  ].join('\n');
  writeFileSync(join(HOME, file), text);
  return text.length;
}

const folder = mkdtempSync(join(tmpdir(), 'event-names-'));
try {
  const { data, version } = fetchModels(folder, process.argv[2]);
  const models = readModels(data);
  const { events, members } = collect(models);
  const lines = sorted(events.keys()).map((source) => eventLine([source, events.get(source)]));
  const memberLines = sorted(members.keys()).map((source) => memberLine([source, members.get(source)]));
  const sizes = [
    write(
      'event-names-table.ts',
      'EVENT_NAME_TABLE',
      'Event sources, and the calls that each records: `source Verb:Rest,Rest …`.',
      lines,
      version,
    ),
    write(
      'request-members-table.ts',
      'REQUEST_MEMBER_TABLE',
      'Request parameters of the calls of some services: `source Call:member,member …`.',
      memberLines,
      version,
    ),
  ];
  const count = (table) => [...table.values()].reduce((sum, names) => sum + names.size, 0);
  console.log(`botocore ${version}: ${models.length} models`);
  console.log(`${events.size} event sources, ${count(events)} event names, ${sizes[0]} bytes`);
  console.log(`${members.size} of them with the parameters of ${count(members)} calls, ${sizes[1]} bytes`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
