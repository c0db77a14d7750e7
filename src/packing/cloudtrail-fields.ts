import { awsBeginning, isAwsSpelling } from './aws-spelling.ts';

/**
 * What is known of a field of CloudTrail's own ("CloudTrail record contents", "CloudTrail userIdentity element"): a single
 * value, never a list or an object, written by AWS and not by a caller.
 */
export interface FieldFacts {
  readonly kind: 'text' | 'number' | 'boolean';
  /** Whether AWS writes it in ASCII only. */
  readonly isAscii: boolean;
  /** The one spelling that AWS gives a text, or the beginning of one; `undefined` where it may have several. */
  readonly spell: (text: string, isWhole: boolean) => string | undefined;
  /** Whether most events lack it: then that it is there says much. */
  readonly isRare: boolean;
}

/** Answers what is known of a field; nothing for those that services fill, such as `requestParameters.bucketName`. */
export const factsOf = (field: string): FieldFacts | undefined => FIELDS.get(field);

/**
 * Whether what stands at a path is an object or missing, never a list: then conditions on two fields below it are about
 * the same thing for every filter.
 */
export const isPlainObject = (path: string): boolean => OBJECTS.has(path);

const text = (spell: FieldFacts['spell'], more: Partial<FieldFacts> = {}): FieldFacts => ({
  ...{ kind: 'text', isAscii: true, isRare: false, spell },
  ...more,
});
/** Texts that callers and their identity providers choose. */
const FREE: Partial<FieldFacts> = { isAscii: false };
const RARE: Partial<FieldFacts> = { isRare: true };

const lower: FieldFacts['spell'] = (value) => value.toLowerCase();
const upper: FieldFacts['spell'] = (value) => value.toUpperCase();
/** Without letters there is nothing to spell in two ways. */
const unspelled: FieldFacts['spell'] = (value) => (/^[^A-Za-z\x80-\uffff]*$/.test(value) ? value : undefined);
const named: FieldFacts['spell'] = (value, isWhole) =>
  isWhole ? (isAwsSpelling(value) ? value : undefined) : awsBeginning(value);

const oneOf =
  (...known: readonly string[]): FieldFacts['spell'] =>
  (value, isWhole) =>
    isWhole ? known.find((one) => one.toLowerCase() === value.toLowerCase()) : undefined;

const IDENTITIES = oneOf(
  ...['Root', 'IAMUser', 'AssumedRole', 'Role', 'FederatedUser', 'Directory', 'AWSAccount', 'AWSService'],
  ...['IdentityCenterUser', 'SAMLUser', 'WebIdentityUser', 'Unknown'],
);
const BOOLEAN = text(lower, { kind: 'boolean' });
const NUMBER = text(unspelled, { kind: 'number' });
const ISSUER = 'userIdentity.sessionContext.sessionIssuer';

const FIELDS: ReadonlyMap<string, FieldFacts> = new Map([
  ['eventName', text(named)],
  ['eventSource', text(lower)],
  ['awsRegion', text(lower)],
  ['eventVersion', text(unspelled)],
  [
    'eventType',
    text(
      oneOf(
        ...['AwsApiCall', 'AwsServiceEvent', 'AwsConsoleAction', 'AwsConsoleSignIn', 'AwsVpceEvent'],
        'AwsCloudTrailInsight',
      ),
    ),
  ],
  ['eventCategory', text(oneOf('Management', 'Data', 'NetworkActivity', 'Insight'))],
  ['recipientAccountId', text(unspelled)],
  ['vpcEndpointId', text(lower, RARE)],
  ['readOnly', BOOLEAN],
  ['managementEvent', BOOLEAN],
  // Services choose these texts.
  ['errorCode', text(unspelled, RARE)],
  ['errorMessage', text(unspelled, { ...FREE, ...RARE })],
  ['sourceIPAddress', text(unspelled)],
  ['userAgent', text(unspelled, FREE)],
  ['userIdentity.type', text(IDENTITIES)],
  ['userIdentity.accountId', text(unspelled)],
  ['userIdentity.invokedBy', text(unspelled, RARE)],
  ['userIdentity.accessKeyId', text(upper)],
  ['userIdentity.arn', text(unspelled, FREE)],
  ['userIdentity.userName', text(unspelled, FREE)],
  ['userIdentity.principalId', text(unspelled, FREE)],
  ['userIdentity.sessionContext.attributes.mfaAuthenticated', text(lower)],
  [`${ISSUER}.type`, text(IDENTITIES)],
  [`${ISSUER}.accountId`, text(unspelled)],
  [`${ISSUER}.arn`, text(unspelled, FREE)],
  [`${ISSUER}.userName`, text(unspelled, FREE)],
  ['additionalEventData.bytesTransferredIn', NUMBER],
  ['additionalEventData.bytesTransferredOut', NUMBER],
]);

const OBJECTS: ReadonlySet<string> = new Set([
  ...['', 'userIdentity', 'userIdentity.sessionContext', 'userIdentity.sessionContext.attributes', ISSUER],
  ...['requestParameters', 'responseElements', 'additionalEventData', 'tlsDetails'],
]);
