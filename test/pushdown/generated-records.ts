import { fc } from '../support/property.ts';

/** Texts that records hold, and that rules look for whole, in part and in another letter case. */
export const TEXTS = {
  names: ['StopLogging', 'PutRule', 'GetObject', 'ListUsers', 'AssumeRole', 'DescribeTrails', 'Invoke'],
  sources: ['iam.amazonaws.com', 's3.amazonaws.com', 'lambda.amazonaws.com'],
  types: ['Root', 'IAMUser', 'AWSService'],
  errors: ['AccessDenied', 'Client.UnauthorizedOperation', 'NoSuchBucket'],
  addresses: ['192.0.2.7', '198.51.100.9', '2001:db8::1', 'AWS Internal', 'iam.amazonaws.com'],
  agents: ['aws-cli/2.1 kali', 'aws-cli/2.1 Linux/5.4 KALI-x', 'Boto3/1.2', 'S3Console/0.4', ''],
  arns: ['arn:aws:iam::123456789012:root', 'arn:aws:sts::123456789012:assumed-role/Kit/s'],
  accounts: ['123456789012', '012345678901', '000000000000'],
  versions: ['1.08', '1.1', '1.10', '1.11'],
  words: ['public-read', 'Public-Read', 'kms', '\u212ams', '0.0.0.0/0', 'AdminAcceſs', 'AdminAccess', ''],
  digits: ['443', '443.0', '4.43e2', '+443', '0443', '-0', '12345678901234567890', 'true', 'Infinity'],
  odd: ['{"a":1}', 'a"b\\c', 'a*b', 'a?b', 'ÉLODIE', 'élodie', 'ΣΑΣ', 'σας', 'İ', 'straße', ' ', '😀'],
} as const;

/** A text in a letter case of its own. */
export const cased = (texts: readonly string[]) =>
  fc
    .tuple(fc.constantFrom(...texts), fc.constantFrom('as is', 'lower', 'upper'))
    .map(([text, how]) =>
      how === 'as is' ? text : how === 'lower' ? text.toLowerCase() : text.toUpperCase(),
    );

const SCALARS = [443, 443.5, 0, -0, 1.1, true, false, null, 1e9, 1e21, 12_345_678_901_234_567_000, 5e-7];
const free = fc.oneof(
  fc.constantFrom<unknown>(...TEXTS.words, ...TEXTS.digits, ...TEXTS.odd, ...SCALARS),
  fc.constantFrom<unknown>({ a: 1 }, { acl: 'public-read' }, {}, [], [[]], [['kms'], 443], [null]),
);
/** A value, a list of some, or a list in a list. */
const freely = fc.oneof(
  { weight: 4, arbitrary: free },
  { weight: 2, arbitrary: fc.array(free, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(fc.array(free, { maxLength: 2 }), { maxLength: 2 }) },
);
/** What stands alone, in a list, or in a list of lists. */
const listed = <T>(one: fc.Arbitrary<T>) =>
  fc.oneof(one, fc.array(one, { maxLength: 2 }), fc.array(fc.array(one, { maxLength: 2 }), { maxLength: 2 }));

const item = fc.record({ name: free, value: free }, { requiredKeys: [] });
const rule = fc.record(
  {
    port: fc.constantFrom<unknown>(443, '443', 22, 443.5, true, null),
    cidr: fc.constantFrom('0.0.0.0/0', '192.0.2.9', '192.0.2.0/24', '::1', 'fe80::1%eth0'),
    items: listed(item),
  },
  { requiredKeys: [] },
);
const parameters = fc.record(
  {
    acl: freely,
    rules: listed(rule),
    // Keys with dots stand for themselves before they stand for a path.
    'a.b': freely,
    a: fc.oneof(free, listed(fc.record({ b: freely, 'b.c': free }, { requiredKeys: [] }))),
    'odd-name "x"': free,
    Acl: free,
    prefix: free,
  },
  { requiredKeys: [] },
);
const orNull = <T>(one: fc.Arbitrary<T>) => fc.oneof({ weight: 4, arbitrary: one }, fc.constant(null));

/** Records in the shape that CloudTrail gives them; `spell` says whether names are as AWS spells them. */
export const generatedRecords = (spell: 'aws' | 'any'): fc.Arbitrary<Readonly<Record<string, unknown>>> => {
  const constant = (texts: readonly string[]) => (spell === 'aws' ? fc.constantFrom(...texts) : cased(texts));
  const issuer = fc.record(
    { type: constant(TEXTS.types), userName: cased(TEXTS.words) },
    { requiredKeys: [] },
  );
  const session = fc.record(
    {
      attributes: fc.record({ mfaAuthenticated: fc.constantFrom('true', 'false') }, { requiredKeys: [] }),
      sessionIssuer: issuer,
    },
    { requiredKeys: [] },
  );
  const identity = fc.record(
    { type: constant(TEXTS.types), arn: cased(TEXTS.arns), sessionContext: session },
    { requiredKeys: [] },
  );
  return fc.record(
    {
      eventName: constant([...TEXTS.names, 'PutObject', 'ListTrails']),
      eventSource: constant(TEXTS.sources),
      eventVersion: fc.constantFrom(...TEXTS.versions),
      userIdentity: identity,
      errorCode: orNull(constant(TEXTS.errors)),
      errorMessage: orNull(cased([...TEXTS.words, ...TEXTS.odd])),
      sourceIPAddress: constant(TEXTS.addresses),
      userAgent: cased(TEXTS.agents),
      recipientAccountId: fc.constantFrom(...TEXTS.accounts),
      requestParameters: orNull(parameters),
      responseElements: orNull(fc.record({ list: freely }, { requiredKeys: [] })),
      additionalEventData: orNull(
        fc.record({ bytesTransferredOut: fc.constantFrom(0, 5, 443, 443.5, 1e9, 6e9) }, { requiredKeys: [] }),
      ),
      readOnly: fc.boolean(),
    },
    { requiredKeys: [] },
  );
};
