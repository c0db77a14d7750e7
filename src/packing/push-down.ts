import { applies } from '#sigma/log-source';
import { requiredSpellings } from '#sigma/pushdown/witness';
import type { SigmaRule } from '#sigma/rule';

/** A rule, as people know it. */
export interface NamedRule {
  readonly ruleId: string;
  readonly title: string;
}

/**
 * What the sources of CloudTrail events may leave out: an event that fits nothing of this fits no rule.
 *
 * Texts are in the spelling of the rules. Sigma compares ignoring letter case, AWS spells each name in one way.
 */
export interface PushDown {
  /** Whole event names. */
  readonly eventNames: readonly string[];
  /** Those of `eventNames` that calls may have which only read. */
  readonly readNames: readonly string[];
  /** What event names begin with that are asked for in no other way. */
  readonly namePrefixes: readonly string[];
  /** Values of `userIdentity.type` of rules that need no particular name. */
  readonly identityTypes: readonly string[];
  /** Rules that may match an event of any name and identity: with any of them nothing may be left out. */
  readonly anyName: readonly NamedRule[];
}

const CLOUDTRAIL = { product: 'aws', service: 'cloudtrail' } as const;
/** The heartbeat is one of these calls and must come in through every source. */
const HEARTBEAT_NAME = 'PutParameter';

/** Derives what the sources may leave out. Rules for other log sources count for nothing. */
export function pushDownOf(rules: readonly SigmaRule[]): PushDown {
  const names = new Set([HEARTBEAT_NAME]);
  const prefixes = new Set<string>();
  const types = new Set<string>();
  const anyName: NamedRule[] = [];
  for (const rule of rules) {
    if (!applies(rule.logsource, CLOUDTRAIL)) continue;
    const needs = needsOf(rule);
    if (!needs) anyName.push({ ruleId: rule.id ?? `title:${rule.title}`, title: rule.title });
    for (const name of needs?.names ?? []) names.add(name);
    for (const prefix of needs?.prefixes ?? []) prefixes.add(prefix);
    for (const type of needs?.types ?? []) types.add(type);
  }
  const eventNames = [...names].sort();
  return {
    eventNames,
    readNames: eventNames.filter(mayOnlyRead),
    namePrefixes: [...prefixes].sort(),
    identityTypes: [...types].sort(),
    anyName,
  };
}

/**
 * Whether a call of this name may be one that only reads. EventBridge delivers these to few rules (EventBridge User
 * Guide, "Receiving read-only management events from AWS services"); it goes by `readOnly` of the record, we by names.
 * `InvokeModel` is recorded as a read, so every verb counts as one that does not surely change something.
 */
export const mayOnlyRead = (name: string): boolean => !CHANGES.test(name);

const CHANGES =
  /^(add|allocate|associate|attach|authorize|cancel|console|copy|create|deactivate|delete|deregister|detach|disable|disassociate|enable|exit|import|leave|modify|move|publish|purge|put|reboot|register|release|remove|rename|replace|reset|restore|revoke|rotate|run|schedule|send|set|share|stop|switch|tag|terminate|unsubscribe|untag|update|upload)/i;

interface Needs {
  readonly names: readonly string[];
  readonly prefixes: readonly string[];
  readonly types: readonly string[];
}

/** What an event must have for a rule to match, in terms that every source's filter can express. */
function needsOf(rule: SigmaRule): Needs | undefined {
  const spelled = [...(requiredSpellings(rule, 'eventName') ?? [])];
  const names = spelled.filter((text) => WHOLE.test(text));
  const prefixes = spelled.filter((text) => PREFIX.test(text)).map((text) => text.slice(0, -1));
  if (spelled.length > 0 && names.length + prefixes.length === spelled.length) {
    return { names, prefixes, types: [] };
  }
  const types = [...(requiredSpellings(rule, 'userIdentity.type') ?? [])];
  const isPlain = types.length > 0 && types.every((text) => WHOLE.test(text));
  return isPlain ? { names: [], prefixes: [], types } : undefined;
}

/** No name that AWS gives has other characters, and no filter needs these escaped. */
const WHOLE = /^[\w.:/-]{1,128}$/;
const PREFIX = /^[\w.:/-]{1,128}\*$/;
