/**
 * Fields of CloudTrail's records, as AWS spells them; behind `.*` anything may follow, because services differ
 * (CloudTrail User Guide: "record contents for management, data and network activity events", "userIdentity element",
 * "record contents for Insights events").
 */
const FIELDS = [
  ...['eventVersion', 'eventTime', 'eventSource', 'eventName', 'eventID', 'eventType', 'eventCategory'],
  ...['awsRegion', 'sourceIPAddress', 'userAgent', 'errorCode', 'errorMessage', 'requestParameters.*'],
  ...[
    'responseElements.*',
    'additionalEventData.*',
    'requestID',
    'apiVersion',
    'managementEvent',
    'readOnly',
  ],
  ...[
    'recipientAccountId',
    'serviceEventDetails.*',
    'sharedEventID',
    'vpcEndpointId',
    'vpcEndpointAccountId',
  ],
  ...['edgeDeviceDetails.*', 'sessionCredentialFromConsole', 'eventContext.*', 'insightDetails.*', 'omitted'],
  ...['addendum.reason', 'addendum.updatedFields', 'addendum.originalRequestID', 'addendum.originalEventID'],
  ...['resources.ARN', 'resources.arn', 'resources.ARNPrefix', 'resources.accountId', 'resources.type'],
  ...['tlsDetails.tlsVersion', 'tlsDetails.cipherSuite', 'tlsDetails.clientProvidedHostHeader'],
  ...['tlsDetails.keyExchange', 'userIdentity.type', 'userIdentity.principalId', 'userIdentity.arn'],
  ...[
    'userIdentity.accountId',
    'userIdentity.accessKeyId',
    'userIdentity.userName',
    'userIdentity.invokedBy',
  ],
  ...['userIdentity.identityProvider', 'userIdentity.credentialId', 'userIdentity.inScopeOf.*'],
  ...['userIdentity.onBehalfOf.userId', 'userIdentity.onBehalfOf.identityStoreArn'],
  ...['userIdentity.invokedByDelegate.accountId', 'userIdentity.sessionContext.sourceIdentity'],
  ...['type', 'principalId', 'arn', 'accountId', 'userName'].map(
    (field) => `userIdentity.sessionContext.sessionIssuer.${field}`,
  ),
  'userIdentity.sessionContext.attributes.creationDate',
  'userIdentity.sessionContext.attributes.mfaAuthenticated',
  'userIdentity.sessionContext.webIdFederationData.federatedProvider',
  'userIdentity.sessionContext.webIdFederationData.attributes.*',
  'userIdentity.sessionContext.ec2RoleDelivery',
  'userIdentity.sessionContext.ec2IssuedInVpc',
  'userIdentity.sessionContext.assumedRoot',
  'userIdentity.sessionContext.sessionCredentialFromConsole',
];

/** A place in the record: what may stand below it; `open` where anything may. */
interface Branch {
  readonly below: Map<string, Branch>;
  open: boolean;
}

const TREE = FIELDS.reduce((root, field) => {
  let at = root;
  for (const part of field.split('.')) {
    if (part === '*') at.open = true;
    else at = child(at, part);
  }
  return root;
}, branch());

function branch(): Branch {
  return { below: new Map(), open: false };
}

function child(at: Branch, part: string): Branch {
  const found = at.below.get(part) ?? branch();
  at.below.set(part, found);
  return found;
}

/** What is wrong with the name of a field. */
export type FieldSlip =
  | {
      /** Only letter case differs. */
      readonly kind: 'case';
      readonly meant: string;
    }
  | {
      /** There is no such field. */
      readonly kind: 'unknown';
      /** What is not there, and what may stand where it stands. */
      readonly part: string;
      readonly allowed: readonly string[];
      /** The field with another name where the unknown part stands. */
      readonly whole: (name: string) => string;
      /** The part that is unknown is below the first. */
      readonly nested: boolean;
    };

/**
 * The field of the record that a field of EventBridge's envelope leads to, spelled as records spell it: `detail.eventName`
 * to `eventName`. Empty: to none. Nothing where it is no `detail…`: the names of the envelope's other fields may be meant otherwise.
 */
export function unwrappedField(field: string): string | undefined {
  const [first = '', ...inner] = field.split('.');
  if (!['detail', 'detail-type'].includes(first.toLowerCase())) return undefined;
  const own = inner.join('.');
  const slip = own === '' ? undefined : fieldSlip(own);
  return slip?.kind === 'case' ? slip.meant : own;
}

/** Compares a dotted field with what records have; nothing where they may have it. */
export function fieldSlip(field: string): FieldSlip | undefined {
  const parts = field.split('.');
  const spelled: string[] = [];
  let at: Branch = TREE;
  for (const [index, part] of parts.entries()) {
    if (at.open) break;
    const allowed = [...at.below.keys()];
    const known = at.below.has(part)
      ? part
      : allowed.find((name) => name.toLowerCase() === part.toLowerCase());
    const next = known === undefined ? undefined : at.below.get(known);
    if (known === undefined || !next) {
      // Letter case of what is known comes first: it is surely wrong.
      if (spelled.join('.') !== parts.slice(0, index).join('.')) break;
      const whole = (name: string): string => parts.with(index, name).join('.');
      return { kind: 'unknown', part, allowed, whole, nested: index > 0 };
    }
    spelled.push(known);
    at = next;
  }
  const meant = [...spelled, ...parts.slice(spelled.length)].join('.');
  return meant === field ? undefined : { kind: 'case', meant };
}

/** Fields that are a single text, number or boolean in every record that has them. */
export const isSingleField = (field: string): boolean => {
  let at: Branch | undefined = TREE;
  if (field.startsWith('resources')) return false;
  for (const part of field.split('.')) {
    if (at.open) return false;
    at = at.below.get(part);
    if (!at) return false;
  }
  return at.below.size === 0 && !at.open;
};
