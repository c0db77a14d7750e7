import type { Finding } from '../finding.ts';
import { severityRank } from '../severity.ts';
import { isoFromMs } from '../time.ts';
import type { FindingLine } from './digest.ts';
import { type DigestRange, previousRange } from './range.ts';

/** What an index knows of a finding, as far as a digest counts it. */
export type CountedFinding = Pick<
  Finding,
  Exclude<keyof FindingLine, 'isOngoing'> | 'eventName' | 'suppressionId'
>;

/** Where a finding lies, seen from a range: `new` began in it, `ongoing` before it. */
export type Place = 'new' | 'ongoing' | 'previous' | 'outside';

/**
 * Says where findings lie, seen from one range. Their times are whole seconds in ISO 8601 UTC, so that texts compare as
 * instants do.
 */
export function placesIn(range: DigestRange): (finding: Pick<Finding, 'firstSeen' | 'lastSeen'>) => Place {
  const [from, to] = [isoFromMs(range.from), isoFromMs(range.to)];
  const previous = isoFromMs(previousRange(range).from);
  return ({ firstSeen, lastSeen }) => {
    if (firstSeen >= to) return 'outside';
    if (firstSeen >= from) return 'new';
    if (lastSeen >= from) return 'ongoing';
    return firstSeen >= previous ? 'previous' : 'outside';
  };
}

/** Takes out of a finding what a list shows of it. */
export const findingLine = (finding: CountedFinding, isOngoing = false): FindingLine => ({
  findingId: finding.findingId,
  severity: finding.severity,
  status: finding.status,
  ruleId: finding.ruleId,
  ruleTitle: finding.ruleTitle,
  principal: finding.principal,
  sourceIp: finding.sourceIp,
  accountId: finding.accountId,
  region: finding.region,
  firstSeen: finding.firstSeen,
  lastSeen: finding.lastSeen,
  count: finding.count,
  summary: finding.summary,
  isOngoing,
});

/** Orders texts by their units, the same everywhere. */
export const compareTexts = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Worst first, then open before settled, then the oldest. */
export const worstFirst = (a: FindingLine, b: FindingLine): number =>
  severityRank(b.severity) - severityRank(a.severity) ||
  Number(a.status !== 'open') - Number(b.status !== 'open') ||
  compareTexts(`${a.firstSeen} ${a.findingId}`, `${b.firstSeen} ${b.findingId}`);
