import type { CloudTrailRecord } from '#core/event';
import type { RuleCard } from '#core/match';
import { isOwnRule } from '#core/own-rules';
import type { Suppression } from '#ports/suppression';
import { compileDetection } from '#sigma/detection/detection';

/** What an entry reaches among the rules that there are. */
export interface SuppressionReach {
  /** Ids or titles in the entry that no rule has. */
  readonly unknown: readonly string[];
  /** No rule has any of its names: it can never apply. */
  readonly coversNothing: boolean;
  /** It is for all rules, and its condition holds for records that have nothing in common: no alert is left. */
  readonly coversEverything: boolean;
}

/** Says what an entry reaches, whether it has expired or not. */
export function suppressionReach(entry: Suppression, cards: readonly RuleCard[]): SuppressionReach {
  const { rules } = entry;
  if (rules === 'all') return { unknown: [], coversNothing: false, coversEverything: holdsForAny(entry) };
  const known = new Set(cards.flatMap((card) => [card.ruleId, card.title]));
  const unknown = rules.filter((name) => !known.has(name) && !isOwnRule(name));
  return { unknown, coversNothing: unknown.length === rules.length, coversEverything: false };
}

/** Asks records that differ in every value: what holds for all of them holds for nearly all there are. */
function holdsForAny({ detection }: Suppression): boolean {
  const matches = compileDetection(detection);
  return DIFFERENT.every((record) => matches(record));
}

const DIFFERENT: readonly CloudTrailRecord[] = [
  {
    eventVersion: '1.08',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLE1',
      arn: 'arn:aws:iam::123456789012:user/alice',
      accountId: '123456789012',
      userName: 'alice',
    },
    eventTime: '2026-03-01T09:00:00Z',
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    awsRegion: 'eu-central-1',
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.31',
    requestParameters: { name: 'main' },
    responseElements: null,
    requestID: 'b1c6a7c2-0000-4000-8000-000000000001',
    eventID: '11111111-2222-4333-8444-555555555555',
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '123456789012',
    eventCategory: 'Management',
  },
  {
    eventVersion: '1.11',
    userIdentity: { type: 'AWSService', invokedBy: 'config.amazonaws.com' },
    eventTime: '2027-11-22T21:40:31Z',
    eventSource: 's3.example.org',
    eventName: 'GetObject',
    awsRegion: 'us-west-2',
    sourceIPAddress: 'config.amazonaws.com',
    userAgent: 'config.amazonaws.com',
    errorCode: 'AccessDenied',
    errorMessage: 'no',
    requestParameters: { bucketName: 'b', key: 'k' },
    responseElements: { x: 1 },
    requestID: 'Z9',
    eventID: 'aaaaaaaa-bbbb-4ccc-9ddd-eeeeeeeeeeee',
    readOnly: true,
    eventType: 'AwsServiceEvent',
    managementEvent: false,
    recipientAccountId: '987654321098',
    eventCategory: 'Data',
  },
];
