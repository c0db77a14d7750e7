import { filledLists } from './fill.ts';
import { mayOnlyRead, type PushDown } from './push-down.ts';

/** Reads that EventBridge should deliver: none but those it always does, those that a rule asks for by name, or all. */
export type WantedReads = 'none' | 'named' | 'all';

/** State of a rule: with the longer one it also gets calls that only read (EventBridge API Reference, PutRule). */
export type EventRuleState = 'ENABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

/** One EventBridge rule. */
export interface EventBridgePattern {
  readonly state: EventRuleState;
  readonly pattern: Readonly<Record<string, unknown>>;
}

/** Characters of a pattern (Amazon EventBridge quotas). */
export const MAX_PATTERN_LENGTH = 2_048;
/**
 * Patterns, and so EventBridge rules, at most. Each rule adds a statement to the function's policy, twice where events
 * are also forwarded, and a policy ends at 20 KB (AWS Lambda quotas); statements have up to some 600 characters.
 */
export const MAX_PATTERNS = 15;

/** Every kind of event that CloudTrail delivers. Sign-ins carry another spelling than the guide has: both are named. */
const DETAIL_TYPES = [
  'AWS API Call via CloudTrail',
  'AWS Service Event via CloudTrail',
  'AWS Console Action via CloudTrail',
  'AWS Console Sign In via CloudTrail',
  'AWS Console Signin via CloudTrail',
  'AWS Insight via CloudTrail',
  'AWS Network Activity Event via CloudTrail',
];

/** Only AWS may send events whose source begins so: without it anybody who may call PutEvents could forge a record. */
const FROM_AWS = { source: [{ prefix: 'aws.' }], 'detail-type': DETAIL_TYPES };

/**
 * Writes the patterns of the EventBridge rules: as few as fit, and together a superset of what the rules can match, among
 * the events that EventBridge delivers for `reads`.
 *
 * Names are compared ignoring letter case, as Sigma does. With `none`, names of reads are asked for all the same: some
 * are delivered to every rule. Where they would be more than `MAX_PATTERNS`, one that lets everything through.
 */
export function eventBridgePatterns(
  pushDown: PushDown,
  { reads }: { readonly reads: WantedReads },
): readonly EventBridgePattern[] {
  const isOpen = pushDown.anyName.length > 0;
  if (reads === 'all' && isOpen) return [{ state: WITH_READS, pattern: FROM_AWS }];
  const asked = conditionsOf(pushDown);
  const inState = (conditions: readonly Condition[], state: EventRuleState): EventBridgePattern[] =>
    FIELDS.flatMap((field) =>
      packed(
        conditions.filter((one) => one.field === field).map(({ value }) => value),
        field,
      ),
    ).map((pattern) => ({ state, pattern }));
  const others = reads === 'none' ? asked : asked.filter((one) => !one.mayRead);
  const patterns = [
    ...(isOpen ? [{ state: 'ENABLED' as const, pattern: FROM_AWS }] : inState(others, 'ENABLED')),
    // A rule in this state gets what the plain one gets, too.
    ...inState(reads === 'none' ? [] : asked.filter((one) => one.mayRead), WITH_READS),
  ];
  if (patterns.length <= MAX_PATTERNS) return patterns;
  return [{ state: reads === 'none' ? 'ENABLED' : WITH_READS, pattern: FROM_AWS }];
}

const WITH_READS = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
const FIELDS = ['eventName', 'identity'] as const;

interface Condition {
  readonly field: (typeof FIELDS)[number];
  readonly value: unknown;
  readonly mayRead: boolean;
}

/** Prefixes and identities fit calls that read and others. */
function conditionsOf({ eventNames, namePrefixes, identityTypes }: PushDown): readonly Condition[] {
  const types = identityTypes.map(
    (type) => ({ field: 'identity', value: anyCase(type), mayRead: true }) as const,
  );
  const prefixes = foldedOnce(namePrefixes).map(
    (prefix) => ({ field: 'eventName', value: { prefix: anyCase(prefix) }, mayRead: true }) as const,
  );
  const names = foldedOnce(eventNames).map(
    (name) => ({ field: 'eventName', value: anyCase(name), mayRead: mayOnlyRead(name) }) as const,
  );
  return [...types, ...prefixes, ...names];
}

const anyCase = (text: string) => ({ 'equals-ignore-case': text });

const foldedOnce = (texts: readonly string[]): readonly string[] => [
  ...new Map(texts.map((text) => [text.toLowerCase(), text])).values(),
];

type Pattern = EventBridgePattern['pattern'];

const packed = (values: readonly unknown[], field: Condition['field']): readonly Pattern[] =>
  filledLists(values, (some) => JSON.stringify(patternOf(some, field)).length <= MAX_PATTERN_LENGTH).map(
    (some) => patternOf(some, field),
  );

const patternOf = (values: readonly unknown[], field: Condition['field']): Pattern => ({
  ...FROM_AWS,
  detail: field === 'eventName' ? { eventName: values } : { userIdentity: { type: values } },
});
