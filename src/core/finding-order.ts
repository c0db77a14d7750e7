import { cutText } from './cut.ts';
import type { Finding } from './finding.ts';
import { severityRank } from './severity.ts';
import { floorTo, isoFromMs, parseTime } from './time.ts';

/** Sorts findings by `firstSeen`, ties by id: `2026-03-01T09:00:00Z#<findingId>`. */
export const seenOrder = (finding: Pick<Finding, 'firstSeen' | 'findingId'>): string =>
  `${finding.firstSeen}#${finding.findingId}`;

/** Sorts pending alerts: worst severity first, then oldest, then by id. */
export const alertOrder = (finding: Pick<Finding, 'severity' | 'firstSeen' | 'findingId'>): string =>
  `${4 - severityRank(finding.severity)}#${seenOrder(finding)}`;

/**
 * The first and last `seenOrder` of findings with `firstSeen` in [from, to]; whole seconds, like `firstSeen`.
 * An instant that can't be read stands as it is.
 */
export function seenRange(from: string | undefined, to: string | undefined): { first: string; last: string } {
  // `$` follows `#`: the last bound takes in every id.
  return {
    first: from === undefined ? '0' : second(from),
    last: `${to === undefined ? '9999' : second(to)}$`,
  };
}

/** Texts as they stand in a finding, for asking by them. */
export const asStored = {
  ruleId: (text: string): string => cutText(text, 256),
  principal: (text: string): string => cutText(text, 256),
  accountId: (text: string): string => cutText(text, 64),
};

function second(instant: string): string {
  const at = parseTime(instant);
  return at === undefined ? instant : isoFromMs(floorTo(at, 1000));
}
