import type { EventBridgePattern } from '#packing/event-bridge-patterns';

/** What Lambda calls an invocation in CloudTrail, where a trail records data events of functions. */
const INVOKE = 'Invoke';
const LAMBDA = 'lambda.amazonaws.com';

type Member = Readonly<Record<string, unknown>>;

/**
 * Takes out of a pattern that the function itself was invoked. With a trail that records data events of Lambda, each such
 * record would invoke it again, without end.
 *
 * `functionArn` may be a token. Everything else passes as before, so it may take two patterns to say it.
 */
export function withoutOwnCalls(
  { state, pattern }: EventBridgePattern,
  functionArn: string,
): readonly EventBridgePattern[] {
  const detail = (pattern['detail'] ?? {}) as Member;
  const another = { resources: { ARN: [{ 'anything-but': { prefix: functionArn } }, { exists: false }] } };
  const having = (one: unknown): EventBridgePattern => ({ state, pattern: { ...pattern, detail: one } });
  const split = membersOf(detail).map((member) => splitMember(member, another));
  const others = split.flatMap((one) => one.others);
  const guarded = split.flatMap((one) => one.guarded);
  // What has to be guarded by name gets patterns of its own: with the condition it may not fit beside the others.
  return [
    ...(others.length > 0 ? [having(alternatives(others))] : []),
    ...guarded.map((member) => having(member)),
  ];
}

const membersOf = (detail: Member): readonly Member[] =>
  Array.isArray(detail['$or']) ? (detail['$or'] as readonly Member[]) : [detail];

const alternatives = (members: readonly Member[]): Member =>
  members.length === 1 ? (members[0] ?? {}) : { $or: members };

interface Split {
  readonly others: readonly Member[];
  readonly guarded: readonly Member[];
}

function splitMember(member: Member, another: Member): Split {
  const { eventName: names, eventSource: sources, ...rest } = member;
  if (Array.isArray(sources) && !sources.some((one) => takes(one, LAMBDA)))
    return { others: [member], guarded: [] };
  const context = { ...rest, ...(sources === undefined ? {} : { eventSource: sources }) };
  const anyName = { ...context, $or: [{ eventName: [{ 'anything-but': [INVOKE] }] }, another] };
  if (!Array.isArray(names)) return { others: [], guarded: [anyName] };
  const invoking = names.filter((one) => takes(one, INVOKE));
  const others = names.filter((one) => !takes(one, INVOKE));
  const sure = invoking.filter(isAboutInvoking);
  return {
    others: others.length > 0 ? [{ ...context, eventName: others }] : [],
    guarded: [
      ...(sure.length > 0 ? [{ ...context, eventName: sure, ...another }] : []),
      // Other calls that change the function have such names, too, and a pattern takes two conditions on a name for one.
      ...(sure.length < invoking.length ? [anyName] : []),
    ],
  };
}

/** Whether hardly another name than that of an invocation fits: it, or a beginning that is long enough. */
function isAboutInvoking(condition: unknown): boolean {
  if (typeof condition !== 'object' || condition === null) return true;
  const { 'equals-ignore-case': whole, prefix } = condition as Member;
  return whole !== undefined || (prefix !== undefined && plain(prefix).length >= 3);
}

/** Whether a condition lets a text through; a whole text or its beginning or end, as patterns are made here. */
function takes(condition: unknown, text: string): boolean {
  if (typeof condition !== 'object' || condition === null) return condition === text;
  const { 'equals-ignore-case': whole, prefix, suffix } = condition as Member;
  const folded = text.toLowerCase();
  if (typeof whole === 'string') return whole.toLowerCase() === folded;
  if (prefix !== undefined) return folded.startsWith(plain(prefix));
  return suffix === undefined || folded.endsWith(plain(suffix));
}

/** What stands in a condition on a beginning or end, folded. */
const plain = (operand: unknown): string =>
  (typeof operand === 'string' ? operand : String((operand as Member)['equals-ignore-case'])).toLowerCase();
