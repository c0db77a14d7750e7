import { compileRulePack } from '#packing/compile-rules';
import type { PushDown } from '#packing/push-down';
import { buildEngine, type SigmaEngine } from '#sigma/match/engine';
import { fc } from '../support/property.ts';

/** A rule file's `detection`, as JSON, and one for a filter that applies to it. */
export interface GeneratedRule {
  readonly detection: object;
  readonly filter?: object;
}

/** Rules and what is pushed down of them; nothing where a generated one does not load. */
export function packOf(
  rules: readonly GeneratedRule[],
): { readonly engine: SigmaEngine; readonly pushDown: PushDown } | undefined {
  const logsource = { product: 'aws', service: 'cloudtrail' };
  const documents = rules.flatMap(({ detection, filter }, index) => [
    { title: `Rule ${index}`, name: `rule_${index}`, logsource, detection },
    ...(filter
      ? [{ title: `Filter ${index}`, logsource, filter: { rules: [`rule_${index}`], ...filter } }]
      : []),
  ]);
  const pack = compileRulePack(
    documents.map((one, index) => ({ file: `${index}.yml`, text: JSON.stringify(one) })),
  );
  if (!pack.ok) return undefined;
  return { engine: buildEngine(pack.value.ruleSet.rules), pushDown: pack.value.pushDown };
}

const NAMES = ['StopLogging', 'PutRule', 'GetObject', 'ListUsers', 'AssumeRole', 'DescribeTrails', 'Invoke'];
const SOURCES = ['iam.amazonaws.com', 's3.amazonaws.com', 'lambda.amazonaws.com'];
const TYPES = ['Root', 'IAMUser', 'AWSService'];
const ERRORS = ['AccessDenied', 'Client.UnauthorizedOperation', 'NoSuchBucket'];
const ADDRESSES = ['192.0.2.7', '198.51.100.9', '2001:db8::1', 'AWS Internal', 'iam.amazonaws.com'];
const AGENTS = ['aws-cli/2.1 kali', 'aws-cli/2.1 Linux/5.4 KALI-x', 'Boto3/1.2', 'S3Console/0.4', ''];
const ARNS = ['arn:aws:iam::123456789012:root', 'arn:aws:sts::123456789012:assumed-role/Kit/s'];
const FREE = [
  'public-read',
  'Public-Read',
  'kms',
  '\u212ams',
  '0.0.0.0/0',
  'AdminAcceſs',
  'AdminAccess',
  '443',
  '',
];
const SCALARS = [443, 443.5, 0, true, false, null, 1e9];

/** A text in a letter case of its own. */
const cased = (texts: readonly string[]) =>
  fc
    .tuple(fc.constantFrom(...texts), fc.constantFrom('as is', 'lower', 'upper'))
    .map(([text, how]) =>
      how === 'as is' ? text : how === 'lower' ? text.toLowerCase() : text.toUpperCase(),
    );

/** The field and values of a rule that fit it now and then. */
const FIELDS: readonly (readonly [string, readonly string[]])[] = [
  ['eventName', NAMES],
  ['eventSource', SOURCES],
  ['userIdentity.type', TYPES],
  ['errorCode', ERRORS],
  ['sourceIPAddress', ADDRESSES],
  ['userAgent', AGENTS],
  ['userIdentity.arn', ARNS],
  ['requestParameters.acl', FREE],
  ['requestParameters.rules.port', ['443', '22', 'true']],
  ['requestParameters.rules.cidr', ['0.0.0.0/0', '192.0.2.0/24']],
  ['readOnly', ['true', 'false']],
];

const piece = (text: string) =>
  fc
    .tuple(fc.nat(text.length), fc.nat(text.length))
    .map(([a, b]) => text.slice(Math.min(a, b), Math.max(a, b)) || text);

const item = fc.constantFrom(...FIELDS).chain(([field, texts]) => {
  const whole = cased(texts);
  const part = whole.chain(piece);
  const plain = (value: string): string => value.replace(/[\\*?]/g, '');
  const one = (modifier: string, value: fc.Arbitrary<unknown>) =>
    value.map((some): Readonly<Record<string, unknown>> => ({ [`${field}${modifier}`]: some }));
  return fc.oneof(
    { weight: 4, arbitrary: one('', whole) },
    { weight: 3, arbitrary: one('', fc.array(whole, { minLength: 1, maxLength: 3 })) },
    ...[
      '|startswith',
      '|endswith',
      '|contains',
      '|startswith|cased',
      '|contains|cased',
      '|endswith|cased',
    ].map((modifier) => one(modifier, part)),
    one(
      '',
      part.map((value) => `${plain(value)}*${plain(value).slice(-1)}`),
    ),
    one('|cased', whole),
    one('|contains|all', fc.array(part, { minLength: 1, maxLength: 2 })),
    one('|exists', fc.boolean()),
    one('', fc.constant(null)),
    one('', fc.constantFrom(443, 0, 443.5, 22)),
    one('', fc.boolean()),
    one('|gte', fc.constantFrom(1, 443)),
    one('|cidr', fc.constantFrom('192.0.2.0/24', '198.0.0.0/7', '2001:db8::/32', '0.0.0.0/0')),
    one(
      '|re',
      part.map((value) => `^?${value.replace(/[^a-zA-Z0-9]/g, '.')}`.replace('^?', '')),
    ),
    one(
      '|re|i',
      part.map((value) => `^${value.replace(/[^a-zA-Z0-9]/g, '.')}|x+yz?`),
    ),
    one('|neq', whole),
    one('|fieldref', fc.constantFrom('eventName', 'userAgent')),
  );
});
const group = fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => Object.assign({}, ...items));
const search = fc.oneof(
  { weight: 4, arbitrary: group },
  { weight: 1, arbitrary: fc.array(group, { minLength: 1, maxLength: 2 }) },
  { weight: 1, arbitrary: fc.constant(['kali', 'Root']) },
);
const conditions = fc.constantFrom(
  ...['a', 'a', 'a or b', 'a and b', 'a and b', 'a and not b', 'not a', '1 of them', 'all of them'],
  ...['not (a or b)', 'a and not (b or not a)', 'not (not a and b)'],
);
const detection = fc
  .tuple(search, search, conditions)
  .map(([a, b, condition]) => (/b|them/.test(condition) ? { a, b, condition } : { a, condition }));

/** Rules of all kinds, some with a filter. */
export const generatedRules: fc.Arbitrary<readonly GeneratedRule[]> = fc.array(
  fc.record({ detection, filter: detection }, { requiredKeys: ['detection'] }),
  { minLength: 1, maxLength: 4 },
);

const free = fc.oneof(fc.constantFrom<unknown>(...FREE, ...SCALARS), fc.constant({ a: 1 }), fc.constant([]));
const port = fc.record(
  {
    port: fc.constantFrom<unknown>(443, '443', 22, 443.5, true, null),
    cidr: fc.constantFrom('0.0.0.0/0', '192.0.2.9'),
  },
  { requiredKeys: [] },
);
const parameters = fc.record(
  {
    acl: fc.oneof(free, fc.array(free, { maxLength: 2 })),
    rules: fc.oneof(port, fc.array(port, { maxLength: 2 })),
  },
  { requiredKeys: [] },
);

/** Records in the shape that CloudTrail gives them; `spell` says whether names are as AWS spells them. */
export const generatedRecords = (spell: 'aws' | 'any'): fc.Arbitrary<Readonly<Record<string, unknown>>> => {
  const constant = (texts: readonly string[]) => (spell === 'aws' ? fc.constantFrom(...texts) : cased(texts));
  return fc.record(
    {
      eventName: constant([...NAMES, 'PutObject', 'ListTrails']),
      eventSource: constant(SOURCES),
      userIdentity: fc.record({ type: constant(TYPES), arn: cased(ARNS) }, { requiredKeys: [] }),
      errorCode: fc.oneof(constant(ERRORS), fc.constant(null)),
      sourceIPAddress: constant(ADDRESSES),
      userAgent: cased(AGENTS),
      requestParameters: fc.oneof(parameters, fc.constant(null)),
      readOnly: fc.boolean(),
    },
    { requiredKeys: [] },
  );
};
