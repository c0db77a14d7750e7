import {
  byContext,
  type Clause,
  clausesOf,
  type FieldConditions,
  type OpenRule,
  rulesOf,
  withoutContext,
} from './clauses.ts';
import { isPlainObject } from './cloudtrail-fields.ts';
import { type EventBridgeCondition, eventBridgeConditions } from './event-bridge-conditions.ts';
import { filledLists } from './fill.ts';
import { mayOnlyRead, type NamedRule, type PushDown } from './push-down.ts';

/** Reads that EventBridge should deliver: none but those it always does, those that a rule narrows down, or all. */
export type WantedReads = 'none' | 'named' | 'all';

/** State of a rule: with the longer one it also gets calls that only read (EventBridge API Reference, PutRule). */
export type EventRuleState = 'ENABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

/** One EventBridge rule. */
export interface EventBridgePattern {
  readonly state: EventRuleState;
  readonly pattern: Readonly<Record<string, unknown>>;
}

/** One EventBridge rule, and what it is for. */
export interface ServingPattern extends EventBridgePattern {
  /** Rules that it lets events through for. */
  readonly rules: readonly NamedRule[];
}

/** Characters of a pattern (Amazon EventBridge quotas). */
export const MAX_PATTERN_LENGTH = 2_048;
/**
 * Patterns, and so EventBridge rules, at most. Each rule adds a statement to the function's policy, twice where events
 * are also forwarded, and a policy ends at 20 KB (AWS Lambda quotas); statements have up to some 600 characters.
 */
export const MAX_PATTERNS = 15;
/** Room left beside what may let the own function's invocations through: the stack adds a condition against them. */
const ROOM_FOR_OWN_CALLS = 320;
/** Members of one `$or`: a thousand combinations is the service's limit, and nothing else multiplies them. */
const MOST_MEMBERS = 400;

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

type NameClause = Clause<EventBridgeCondition>;

/** Rules that event patterns cannot narrow; with any of them every event is let through. */
export const openToEventBridge = (pushDown: PushDown): readonly OpenRule[] => translated(pushDown).open;

/**
 * Writes the patterns of the EventBridge rules: as few as fit, and together a superset of what the rules can match, among
 * the events that EventBridge delivers for `reads`.
 *
 * Texts are compared ignoring letter case, as Sigma does. With `none`, names of reads are asked for all the same: some
 * are delivered to every rule. Where they would be more than `MAX_PATTERNS`, one that lets everything through.
 */
export function eventBridgePatterns(
  pushDown: PushDown,
  { reads }: { readonly reads: WantedReads },
): readonly ServingPattern[] {
  const { clauses, open } = translated(pushDown);
  const every = (state: EventRuleState): ServingPattern => ({
    state,
    pattern: FROM_AWS,
    rules: pushDown.rules,
  });
  if (open.length > 0 && reads !== 'named') return [every(reads === 'all' ? WITH_READS : 'ENABLED')];
  const mayRead = (clause: NameClause): boolean => reads !== 'none' && mayBeRead(clause);
  const inStates = (some: readonly NameClause[]): readonly ServingPattern[] => [
    ...(open.length > 0
      ? [every('ENABLED')]
      : packed(
          some.filter((one) => !mayRead(one)),
          'ENABLED',
        )),
    // A rule in this state gets what the plain one gets, too.
    ...packed(some.filter(mayRead), WITH_READS),
  ];
  const candidates = [
    clauses,
    withoutContext(clauses, (name) => !mayOnlyRead(wholeOf(name))),
    withoutContext(clauses, () => true),
  ].map(inStates);
  const fewest = Math.min(...candidates.map(({ length }) => length));
  const best = candidates.find(({ length }) => length === fewest) ?? [];
  return fewest <= MAX_PATTERNS && best.every(isWithinLimit)
    ? best
    : [every(reads === 'none' ? 'ENABLED' : WITH_READS)];
}

const WITH_READS = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

const isWithinLimit = ({ pattern }: ServingPattern): boolean =>
  JSON.stringify(pattern).length <= MAX_PATTERN_LENGTH;

const translated = (pushDown: PushDown) => clausesOf(pushDown, eventBridgeConditions, comparable);

/**
 * Leaves out fields that may stand in a list with another one that is asked for: a pattern wants both in the same element,
 * Sigma does not. Also one that is part of the path to another.
 */
function comparable(
  fields: readonly FieldConditions<EventBridgeCondition>[],
): readonly FieldConditions<EventBridgeCondition>[] {
  const kept: FieldConditions<EventBridgeCondition>[] = [];
  for (const one of fields) if (kept.every((other) => !meet(one.field, other.field))) kept.push(one);
  return kept;
}

function meet(a: string, b: string): boolean {
  if (`${a}.`.startsWith(`${b}.`) || `${b}.`.startsWith(`${a}.`)) return true;
  const [one, other] = [a.split('.'), b.split('.')];
  const shared = one.findIndex((name, index) => name !== other[index]);
  const paths = one.slice(0, shared).map((_, index) => one.slice(0, index + 1).join('.'));
  return paths.some((path) => !isPlainObject(path));
}

/** The text of a name, or what it begins with; nothing for other conditions. */
function wholeOf(condition: EventBridgeCondition): string {
  if (typeof condition !== 'object' || condition === null) return String(condition);
  const { prefix, 'equals-ignore-case': whole } = condition;
  if (typeof whole === 'string') return whole;
  return prefix === undefined ? '' : wholeOf(prefix as EventBridgeCondition);
}

/** Whether events that a clause is about may be calls that only read. */
function mayBeRead({ name, context }: NameClause): boolean {
  const readOnly = context.find(({ field }) => field === 'readOnly')?.conditions;
  const isChange = readOnly?.every((one) => one === false || wholeOf(one) === 'false') ?? false;
  return !isChange && (name === undefined || mayOnlyRead(wholeOf(name)));
}

function packed(clauses: readonly NameClause[], state: EventRuleState): readonly ServingPattern[] {
  const sorted = byContext(clauses).flat();
  const lists = filledLists(
    sorted,
    (some) =>
      some.length <= MOST_MEMBERS &&
      JSON.stringify(patternOf(some)).length + roomFor(some) <= MAX_PATTERN_LENGTH,
  );
  return lists.map((some) => ({
    state,
    pattern: patternOf(some),
    rules: rulesOf(some.flatMap(({ rules }) => rules)),
  }));
}

/** What may be an invocation gets a pattern of its own from the stack; alone with that condition it must fit. */
const roomFor = (clauses: readonly NameClause[]): number =>
  clauses.some(
    ({ name, context }) => name === undefined && context.every(({ field }) => field !== 'eventSource'),
  )
    ? ROOM_FOR_OWN_CALLS
    : 0;

function patternOf(clauses: readonly NameClause[]): EventBridgePattern['pattern'] {
  const members = byContext(clauses).map(memberOf);
  return { ...FROM_AWS, detail: members.length === 1 ? members[0] : { $or: members } };
}

/** What `detail` must be for clauses of one context. */
function memberOf(group: readonly NameClause[]): Readonly<Record<string, unknown>> {
  const member: Record<string, unknown> = {};
  for (const { field, conditions } of group[0]?.context ?? []) setAt(member, field.split('.'), conditions);
  const names = group.flatMap(({ name }) => (name === undefined ? [] : [name]));
  return names.length === 0 ? member : { ...member, eventName: distinctNames(names) };
}

/** Each name once whatever its letter case, as the first rule spells it; a text as it is stays apart. */
function distinctNames(names: readonly EventBridgeCondition[]): readonly EventBridgeCondition[] {
  const known = new Map<string, EventBridgeCondition>();
  for (const name of names) {
    const key = typeof name === 'string' ? name : JSON.stringify(name).toLowerCase();
    if (!known.has(key)) known.set(key, name);
  }
  return [...known.values()];
}

function setAt(into: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) into[name] = value;
  else {
    // A field may be called as something that every object has, such as `constructor`.
    const inner = (Object.hasOwn(into, name) ? into[name] : {}) as Record<string, unknown>;
    into[name] = inner;
    setAt(inner, rest, value);
  }
}
