import { cutText } from './cut.ts';
import type { WatchedEvent } from './event.ts';
import { byTimeThenKey, momentOf } from './evidence.ts';
import type { Finding } from './finding.ts';
import type { RuleCard } from './match.ts';
import { summaryOf } from './summary.ts';

/** What a finding tells of one of its events: the earliest. */
export type Told =
  | 'accountId'
  | 'region'
  | 'principal'
  | 'sourceIp'
  | 'eventSource'
  | 'eventName'
  | 'summary';

/**
 * Reads what the earliest event says, of those so far (`evidence[0]`) and those new, which are in order of time.
 *
 * Throws `RangeError` when there is neither.
 */
export function toldBy(
  previous: Finding | undefined,
  rule: RuleCard,
  events: readonly WatchedEvent[],
): Pick<Finding, Told> {
  const [earliest] = events;
  const known = previous?.evidence[0];
  if (previous && known && (!earliest || byTimeThenKey(momentOf(known), earliest) <= 0))
    return tellings(previous);
  if (!earliest) throw new RangeError('a delta has no event');
  return {
    accountId: cutText(earliest.accountId, 64),
    region: cutText(earliest.region, 64),
    principal: cutText(earliest.principal, 256),
    sourceIp: cutText(earliest.sourceIp, 128),
    eventSource: cutText(earliest.eventSource, 128),
    eventName: cutText(earliest.eventName, 128),
    summary: summaryOf(rule, earliest),
  };
}

const tellings = (finding: Finding): Pick<Finding, Told> => ({
  accountId: finding.accountId,
  region: finding.region,
  principal: finding.principal,
  sourceIp: finding.sourceIp,
  eventSource: finding.eventSource,
  eventName: finding.eventName,
  summary: finding.summary,
});

/** Copies the rule's own words, bounded: a finding must stay far below the size of an item. */
export function ruleTexts(
  rule: RuleCard,
): Pick<
  Finding,
  | 'ruleId'
  | 'ruleTitle'
  | 'severity'
  | 'techniques'
  | 'description'
  | 'why'
  | 'runbook'
  | 'falsePositives'
  | 'references'
> {
  const list = (texts: readonly string[]): readonly string[] =>
    texts.slice(0, 12).map((text) => cutText(text, 256));
  return {
    ruleId: cutText(rule.ruleId, 256),
    ruleTitle: cutText(rule.title, 256),
    severity: rule.severity,
    techniques: rule.techniques.slice(0, 20).map((technique) => cutText(technique, 32)),
    description: cutText(rule.description, 1024),
    why: cutText(rule.why, 1024),
    runbook: list(rule.runbook),
    falsePositives: list(rule.falsePositives),
    references: list(rule.references),
  };
}
