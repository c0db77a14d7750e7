import type { Finding } from '../finding.ts';
import { severityRank } from '../severity.ts';
import type { LogKind, LogNews, LogsPart } from './digest.ts';
import { compareTexts, type Place, placesIn } from './finding-line.ts';
import { isLogRule, LOG_RULES } from './own-rules.ts';
import type { DigestRange } from './range.ts';

const MOST_KINDS = 25;
const ORDER: readonly LogNews[] = ['new', 'returned', 'spike', 'rate', 'known'];

/** Sums up the errors of application logs that the range saw, new kinds first. */
export function logsPart(findings: readonly Finding[], range: DigestRange): LogsPart {
  const totals: Record<LogNews, number> = { new: 0, returned: 0, known: 0, spike: 0, rate: 0 };
  const placeOf = placesIn(range);
  const kinds = findings.flatMap((finding) => {
    const kind = logKind(finding, placeOf(finding));
    if (kind) totals[kind.news] += 1;
    return kind ? [kind] : [];
  });
  kinds.sort(
    (a, b) =>
      ORDER.indexOf(a.news) - ORDER.indexOf(b.news) ||
      severityRank(b.severity) - severityRank(a.severity) ||
      b.count - a.count ||
      compareTexts(a.findingId, b.findingId),
  );
  return {
    kinds: kinds.slice(0, MOST_KINDS),
    totals,
    leftOut: Math.max(0, kinds.length - MOST_KINDS),
  };
}

function logKind(finding: Finding, place: Place): LogKind | undefined {
  const { ruleId, context } = finding;
  if (!isLogRule(ruleId) || finding.status === 'suppressed') return undefined;
  if (place !== 'new' && place !== 'ongoing') return undefined;
  const said = context?.kind === 'log' ? context : undefined;
  const what = LOG_RULES[ruleId];
  return {
    findingId: finding.findingId,
    news: what === 'error' ? newsOf(finding, place) : what,
    severity: finding.severity,
    status: finding.status,
    group: said?.group ?? finding.principal,
    level: said?.level ?? '',
    template: said?.template ?? finding.summary,
    count: finding.count,
    isCapped: finding.countCapped === true,
    firstSeen: finding.firstSeen,
    lastSeen: finding.lastSeen,
  };
}

/** Came back: it is open after it was closed, and was first seen long ago. */
function newsOf({ alert }: Finding, place: 'new' | 'ongoing'): LogNews {
  if (place === 'new') return 'new';
  return alert.cause === 'reopened' ? 'returned' : 'known';
}
