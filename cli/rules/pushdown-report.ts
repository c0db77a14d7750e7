import type { OpenRule } from '#packing/clauses';
import {
  eventBridgePatterns,
  openToEventBridge,
  type ServingPattern,
  type WantedReads,
} from '#packing/event-bridge-patterns';
import { type LogsFilter, logsFilters, type Widening } from '#packing/logs-filter-patterns';
import { type NamedRule, pushDownOf } from '#packing/push-down';
import { openReason, vagueReason } from '#packing/reasons';
import { applies } from '#sigma/log-source';
import { fileRules, type Key } from '#sigma/match/file-rules';
import { mustHold } from '#sigma/pushdown/must-hold';
import type { Need } from '#sigma/pushdown/need';
import { witnessOf } from '#sigma/pushdown/witness';
import type { SigmaRule } from '#sigma/rule';
import { ruleIdOf } from '#sigma/rule-id';

/** What rules become for those who send events, and for the engine itself. */
export interface PushdownReport {
  /** Rules for CloudTrail; those for other log sources count for nothing. */
  readonly rules: number;
  readonly otherSources: number;
  readonly cloudWatchLogs: {
    /** What was given up to fit. */
    readonly widened: Widening;
    readonly filters: readonly (LogsFilter & { readonly length: number })[];
    readonly open: readonly OpenRule[];
  };
  readonly eventBridge: {
    readonly reads: WantedReads;
    readonly patterns: readonly (ServingPattern & { readonly length: number })[];
    readonly open: readonly OpenRule[];
  };
  readonly dispatchIndex: {
    readonly fields: readonly IndexedField[];
    readonly open: readonly OpenRule[];
  };
  readonly prefilter: {
    readonly keys: readonly WatchedField[];
    readonly open: readonly OpenRule[];
  };
  /** The rules themselves, for counting. */
  readonly own: readonly SigmaRule[];
}

/** Rules that the engine finds under a field: by its value, by a piece of it, or because it is there. */
export interface IndexedField {
  readonly field: string;
  readonly rules: number;
  readonly values: number;
  readonly parts: number;
}

/** A field whose bytes are looked at before a record is parsed. */
export interface WatchedField {
  readonly field: string;
  readonly position: 'whole' | 'within';
  readonly rules: number;
  readonly texts: number;
}

const CLOUDTRAIL = { product: 'aws', service: 'cloudtrail' } as const;
/** As the detector asks for. */
const INDEX_BY = ['eventName', 'eventSource'];

/** Derives everything from the rules. */
export function pushdownReport(
  rules: readonly SigmaRule[],
  { filters, reads }: { readonly filters: number; readonly reads: WantedReads },
): PushdownReport {
  const own = rules.filter((rule) => applies(rule.logsource, CLOUDTRAIL));
  const pushDown = pushDownOf(own);
  const logs = logsFilters(pushDown, filters);
  const patterns = eventBridgePatterns(pushDown, { reads });
  return {
    rules: own.length,
    otherSources: rules.length - own.length,
    cloudWatchLogs: {
      widened: logs.widened,
      filters: logs.filters.map((one) => ({ ...one, length: one.pattern.length })),
      open: logs.open,
    },
    eventBridge: {
      reads,
      patterns: patterns.map((one) => ({ ...one, length: JSON.stringify(one.pattern).length })),
      open: openToEventBridge(pushDown),
    },
    dispatchIndex: dispatchIndex(own),
    prefilter: prefilter(own),
    own,
  };
}

function dispatchIndex(own: readonly SigmaRule[]): PushdownReport['dispatchIndex'] {
  const { open, fields } = fileRules(own, INDEX_BY);
  const indexed = [...fields].map(([field, { there, whole, part }]): IndexedField => {
    const values = [...whole.keys.values()].filter(isUsed);
    const parts = [...part.keys.values()].filter(isUsed);
    const numbers = new Set([there, ...values, ...parts].flatMap((key) => key.numbers));
    return { field, rules: numbers.size, values: values.length, parts: parts.length };
  });
  return {
    fields: indexed.filter((one) => one.rules > 0).sort((a, b) => b.rules - a.rules),
    open: open.flatMap((number) => openRule(own[number])),
  };
}

const isUsed = (key: Key): boolean => key.numbers.length > 0;

function prefilter(own: readonly SigmaRule[]): PushdownReport['prefilter'] {
  const keys = new Map<string, { rules: number; texts: Set<string> }>();
  const open: OpenRule[] = [];
  for (const rule of own) {
    const witness = witnessOf(rule);
    if (!witness) open.push(...openRule(rule));
    else {
      const key = `${witness.position} ${witness.field}`;
      const known = keys.get(key) ?? { rules: 0, texts: new Set() };
      keys.set(key, { rules: known.rules + 1, texts: new Set([...known.texts, ...witness.texts]) });
    }
  }
  const watched = [...keys].map(([key, { rules, texts }]): WatchedField => {
    const [position = '', field = ''] = key.split(/ (.*)/);
    return { field, position: position === 'whole' ? 'whole' : 'within', rules, texts: texts.size };
  });
  return { keys: watched.sort((a, b) => b.rules - a.rules), open };
}

function openRule(rule: SigmaRule | undefined): readonly OpenRule[] {
  if (!rule) return [];
  const named: NamedRule = { ruleId: ruleIdOf(rule), title: rule.title };
  return [{ ...named, why: whyOpen(mustHold(rule)) }];
}

/** Why no text must stand in any field. */
function whyOpen(need: Need): string {
  if (need.op === 'open') return openReason(need.why);
  if (need.op !== 'field') return 'its alternatives share no field';
  const vague = need.anyOf.flatMap((value) => (value.kind === 'exists' && value.for ? [value.for] : []))[0];
  return `${need.field}: ${vague ? vagueReason(vague) : 'no text that must be there'}`;
}
