import { epochMs, isoFromMs } from '#core/time';
import type { CorrelationTrace, WindowTrace } from '#sigma/explain/explain-correlation';
import type { RuleTrace } from '#sigma/explain/traces';
import type { ExplainedEvent } from './read-events.ts';

/** What machines read of an explained event. */
export function ruleRow(
  { rule, held, ...trace }: RuleTrace,
  { eventId, number, file }: ExplainedEvent,
): object {
  const about = { ruleId: rule.id ?? '', title: rule.title, eventId, number, file };
  return { type: 'event', ...about, match: held, ...trace };
}

/** What machines read of an explained correlation; of many groups the first `limit`. */
export function correlationRow({ rule, held, groups, ...trace }: CorrelationTrace, limit: number): object {
  const { type, timespanSeconds } = rule.correlation;
  return {
    ...{ type: 'correlation', ruleId: rule.id ?? '', title: rule.title, fires: held },
    ...{ correlationType: type, timespanSeconds, ...trace, groupCount: groups.length },
    groups: groups.slice(0, limit).map(({ window, ...group }) => ({ ...group, window: windowRow(window) })),
  };
}

const windowRow = ({ from, to, ...window }: WindowTrace): object => ({
  ...{ from: isoFromMs(epochMs(from)), to: isoFromMs(epochMs(to)) },
  ...window,
});
