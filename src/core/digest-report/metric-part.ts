import type { Finding } from '../finding.ts';
import type { MetricContext } from '../finding-context.ts';
import { severityRank } from '../severity.ts';
import { epochMs, parseTime } from '../time.ts';
import type { MetricAnomaly, MetricsPart } from './digest.ts';
import { compareTexts, type Place, placesIn } from './finding-line.ts';
import { isMetricRule, METRIC_RULES } from './own-rules.ts';
import type { DigestRange } from './range.ts';

const MOST_ANOMALIES = 12;

/** Sums up where metrics left what was expected of them; those that last come first. */
export function metricsPart(findings: readonly Finding[], range: DigestRange): MetricsPart {
  const placeOf = placesIn(range);
  const anomalies = findings.flatMap((finding) => anomalyOf(finding, placeOf(finding)));
  anomalies.sort(
    (a, b) =>
      Number(a.end !== undefined) - Number(b.end !== undefined) ||
      severityRank(b.severity) - severityRank(a.severity) ||
      b.score - a.score ||
      compareTexts(b.start, a.start) ||
      compareTexts(a.findingId, b.findingId),
  );
  const open = anomalies.filter(({ end }) => end === undefined).length;
  return {
    anomalies: anomalies.slice(0, MOST_ANOMALIES),
    open,
    closed: anomalies.length - open,
    leftOut: Math.max(0, anomalies.length - MOST_ANOMALIES),
  };
}

function anomalyOf(finding: Finding, place: Place): readonly MetricAnomaly[] {
  const { ruleId, context, status } = finding;
  if (!isMetricRule(ruleId) || status === 'suppressed' || context?.kind !== 'metric') return [];
  if (place !== 'new' && place !== 'ongoing') return [];
  const end = context.end ?? (status === 'closed' ? context.at : undefined);
  return [
    {
      findingId: finding.findingId,
      kind: METRIC_RULES[ruleId],
      severity: finding.severity,
      status,
      ...{ series: context.series, unit: context.unit, start: context.start },
      ...(end === undefined ? {} : { end }),
      minutes: minutesOf(context, end),
      ...{ peak: context.peak, expected: context.expected, score: context.score },
      ...{ stepSeconds: context.step, points: context.points },
      ...(context.low === undefined ? {} : { low: context.low }),
      ...(context.high === undefined ? {} : { high: context.high }),
    },
  ];
}

/** What lasts has lasted up to its newest point. */
function minutesOf({ start, at }: MetricContext, end: string | undefined): number {
  const [first, last] = [parseTime(start), parseTime(end ?? at)].map((one) => one ?? epochMs(0));
  return Math.max(0, Math.round(((last ?? 0) - (first ?? 0)) / 60_000));
}
