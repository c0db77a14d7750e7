import { ruleCard } from '#app/rule-cards';
import type { Detection } from '#sigma/detection/detection';
import { applies } from '#sigma/log-source';
import type { SigmaRule } from '#sigma/rule';
import { nearest } from '#sigma/suggest';

const CLOUDTRAIL = { product: 'aws', service: 'cloudtrail' } as const;

/**
 * Fields that records of CloudTrail have whatever the call (CloudTrail User Guide, "record contents" and "userIdentity
 * element"), as AWS spells them.
 */
const ENVELOPE = [
  ...['eventVersion', 'eventTime', 'eventSource', 'eventName', 'eventID', 'eventType', 'eventCategory'],
  ...['awsRegion', 'sourceIPAddress', 'userAgent', 'errorCode', 'errorMessage', 'requestParameters'],
  ...['responseElements', 'additionalEventData', 'requestID', 'apiVersion', 'managementEvent', 'readOnly'],
  ...['resources', 'recipientAccountId', 'serviceEventDetails', 'sharedEventID', 'vpcEndpointId'],
  ...['vpcEndpointAccountId', 'addendum', 'edgeDeviceDetails', 'tlsDetails', 'sessionCredentialFromConsole'],
  ...['userIdentity', 'userIdentity.type', 'userIdentity.principalId', 'userIdentity.arn'],
  ...[
    'userIdentity.accountId',
    'userIdentity.accessKeyId',
    'userIdentity.userName',
    'userIdentity.invokedBy',
  ],
  ...['userIdentity.sessionContext', 'userIdentity.identityProvider', 'userIdentity.onBehalfOf'],
];
const SPELLING = new Map(ENVELOPE.map((field) => [field.toLowerCase(), field]));

/** Says what of a rule loads, and most likely is not what was meant: each a sentence. */
export function ruleSlips(rule: SigmaRule): readonly string[] {
  const named = Object.keys(rule.custom).filter(
    (key) => key !== 'trailhound' && nearest(key, ['trailhound']) !== undefined,
  );
  const slips = named.map((key) => `${key} changes nothing here; did you mean trailhound?`);
  if (!applies(rule.logsource, CLOUDTRAIL)) return slips;
  const card = ruleCard(rule);
  return [
    ...slips,
    ...caseSlips(fieldsOf(rule.detection)),
    ...caseSlips(card.ok ? card.value.dedupFields : []),
  ];
}

/** The same of the fields of a detection alone. */
export const detectionSlips = (detection: Detection): readonly string[] => caseSlips(fieldsOf(detection));

const fieldsOf = ({ searches }: Detection): readonly string[] =>
  searches.flatMap((search) => search.anyOf.flat().flatMap((item) => item.field ?? []));

function caseSlips(fields: readonly string[]): readonly string[] {
  return [...new Set(fields)].flatMap((field) => {
    const meant = asSpelled(field);
    return meant === field
      ? []
      : [`no record has the field ${field}: CloudTrail spells it ${meant}, and case counts in field names`];
  });
}

/** The field with as much of its beginning as is known spelled as AWS does. */
function asSpelled(field: string): string {
  const parts = field.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const known = SPELLING.get(parts.slice(0, length).join('.').toLowerCase());
    if (known !== undefined) return [known, ...parts.slice(length)].join('.');
  }
  return field;
}
