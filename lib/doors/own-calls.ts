import type { EventBridgePattern } from '#packing/event-bridge-patterns';

/** What Lambda calls an invocation in CloudTrail, where a trail records data events of functions. */
const INVOKE = 'Invoke';

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
  const { eventName: names, ...detail } = (pattern['detail'] ?? {}) as Readonly<Record<string, unknown>>;
  const another = { resources: { ARN: [{ 'anything-but': { prefix: functionArn } }, { exists: false }] } };
  const having = (more: object): EventBridgePattern => ({
    state,
    pattern: { ...pattern, detail: { ...detail, ...more } },
  });
  if (!Array.isArray(names)) {
    return [having({ $or: [{ eventName: [{ 'anything-but': [INVOKE] }] }, another] })];
  }
  const invoking = names.filter(takesInvoke);
  if (invoking.length === 0) return [{ state, pattern }];
  const others = names.filter((name) => !takesInvoke(name));
  return [
    ...(others.length > 0 ? [having({ eventName: others })] : []),
    having({ eventName: invoking, ...another }),
  ];
}

/** Whether a condition on the name lets an invocation through: a whole name or a prefix, as patterns are made here. */
function takesInvoke(condition: Readonly<Record<string, unknown>>): boolean {
  const { 'equals-ignore-case': whole, prefix } = condition;
  const invoke = INVOKE.toLowerCase();
  if (typeof whole === 'string') return whole.toLowerCase() === invoke;
  const { 'equals-ignore-case': start } = (prefix ?? {}) as Readonly<Record<string, unknown>>;
  return typeof start === 'string' ? invoke.startsWith(start.toLowerCase()) : true;
}
