import type { RuleCard } from '#core/match';
import type { AnomalyKind } from '#core/metrics/anomaly';
import { OWN_RULE_IDS } from '#core/own-rules';
import type { MetricWatch } from '#ports/metric-reader';

/** What findings of metrics are called; suppressions and queries name them so. */
export const METRIC_RULE_IDS = {
  threshold: OWN_RULE_IDS.metricThreshold,
  seasonal: OWN_RULE_IDS.metricAnomaly,
  shift: OWN_RULE_IDS.metricShift,
  missing: OWN_RULE_IDS.metricMissing,
} as const satisfies Readonly<Record<AnomalyKind, string>>;

/** A week of five-minute points; what lasts longer is "at least" as long. */
const MAX_COUNTED = 2_016;

interface KindTexts {
  readonly title: string;
  readonly description: string;
  readonly summary: string;
  readonly falsePositives: readonly string[];
}

const KINDS: Readonly<Record<AnomalyKind, KindTexts>> = {
  threshold: {
    title: 'over its limit',
    description: 'A metric crossed a limit that was set for it, for as many points as were asked for.',
    summary: '{metric} of {principal} is {reading}: {deviation}',
    falsePositives: ['Planned work, such as a load test or a migration.'],
  },
  seasonal: {
    title: 'unlike itself',
    description: 'A metric has values that this series does not have at this time of the day and week.',
    summary: '{metric} of {principal} is {reading}: {deviation}',
    falsePositives: [
      'A day unlike others: a holiday, a campaign, a release.',
      'Less than two weeks of history.',
    ],
  },
  shift: {
    title: 'moved to another level',
    description: 'A metric left the level that it had, and stays at another.',
    summary: '{metric} of {principal} is {reading}: {deviation}',
    falsePositives: ['A change that was meant: another size of instance, another version, more customers.'],
  },
  missing: {
    title: 'no longer reported',
    description: 'A metric that came regularly does not come any more.',
    summary: '{metric} of {principal} is no longer reported',
    falsePositives: ['A resource that was removed on purpose. The finding closes by itself after a day.'],
  },
};

/** The cards that findings of a watch carry. */
export function metricCard(
  kind: AnomalyKind,
  watch: Pick<MetricWatch, 'title' | 'severity' | 'why' | 'runbook'>,
): RuleCard {
  const { title, ...texts } = KINDS[kind];
  return {
    ruleId: METRIC_RULE_IDS[kind],
    title: `${watch.title}: ${title}`,
    severity: watch.severity,
    ...texts,
    techniques: [],
    references: ['https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/'],
    // One finding for each episode of each series; the window would cut it.
    dedupFields: ['watch', 'series', 'episode'],
    windowMinutes: 0,
    maxCounted: MAX_COUNTED,
    why: watch.why,
    runbook: watch.runbook,
  };
}
