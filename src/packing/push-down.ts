import { applies } from '#sigma/log-source';
import { type Alternative, alternativesOf } from '#sigma/pushdown/alternatives';
import { mustHold } from '#sigma/pushdown/must-hold';
import type { OpenReason } from '#sigma/pushdown/need';
import type { SigmaRule } from '#sigma/rule';
import { ruleIdOf } from '#sigma/rule-id';

/** A rule, as people know it. */
export interface NamedRule {
  readonly ruleId: string;
  readonly title: string;
}

/** What must hold of an event for one rule to match: one of the alternatives, or nothing that is known. */
export interface RuleNeed extends NamedRule {
  readonly anyOf: readonly Alternative[];
  /** Why nothing is known; then `anyOf` is empty. */
  readonly open?: OpenReason;
}

/**
 * What the sources of CloudTrail events may leave out: an event that fits nothing of this fits no rule.
 *
 * Plain data, from which the filters of each kind of source are made: `logsFilters`, `eventBridgePatterns`.
 */
export interface PushDown {
  readonly rules: readonly RuleNeed[];
}

const CLOUDTRAIL = { product: 'aws', service: 'cloudtrail' } as const;

/** Stands among the rules for the heartbeat, which is no rule. */
export const HEARTBEAT_ID = 'trailhound-heartbeat';

/** The heartbeat is one of these calls and must come in through every source. */
const HEARTBEAT: RuleNeed = {
  ruleId: HEARTBEAT_ID,
  title: 'Heartbeat of Trailhound',
  anyOf: [
    [
      {
        op: 'field',
        field: 'eventName',
        anyOf: [{ kind: 'text', pattern: [{ text: 'PutParameter' }], cased: false }],
      },
    ],
  ],
};

/**
 * Derives what the sources may leave out. Rules for other log sources count for nothing; those that only correlations
 * count are like others.
 */
export function pushDownOf(rules: readonly SigmaRule[]): PushDown {
  const own = rules.filter((rule) => applies(rule.logsource, CLOUDTRAIL));
  return { rules: [HEARTBEAT, ...own.map(needOf)] };
}

function needOf(rule: SigmaRule): RuleNeed {
  const named = { ruleId: ruleIdOf(rule), title: rule.title };
  const found = alternativesOf(mustHold(rule));
  return found.open ? { ...named, anyOf: [], open: found.why } : { ...named, anyOf: found.any };
}

/**
 * Whether a call of this name may be one that only reads. EventBridge delivers these to few rules (EventBridge User
 * Guide, "Receiving read-only management events from AWS services"); it goes by `readOnly` of the record, we by names.
 * `InvokeModel` is recorded as a read, so every verb counts as one that does not surely change something.
 */
export const mayOnlyRead = (name: string): boolean => !CHANGES.test(name);

const CHANGES =
  /^(add|allocate|associate|attach|authorize|cancel|console|copy|create|deactivate|delete|deregister|detach|disable|disassociate|enable|exit|import|leave|modify|move|publish|purge|put|reboot|register|release|remove|rename|replace|reset|restore|revoke|rotate|run|schedule|send|set|share|stop|switch|tag|terminate|unsubscribe|untag|update|upload)/i;
