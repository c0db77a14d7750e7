import { OWN_RULE_IDS } from '../own-rules.ts';

/** What the digest calls our own rules about logs. */
export const LOG_RULES = {
  [OWN_RULE_IDS.logError]: 'error',
  [OWN_RULE_IDS.logSpike]: 'spike',
  [OWN_RULE_IDS.logRate]: 'rate',
} as const;

/** The same for metrics. */
export const METRIC_RULES = {
  [OWN_RULE_IDS.metricThreshold]: 'threshold',
  [OWN_RULE_IDS.metricAnomaly]: 'anomaly',
  [OWN_RULE_IDS.metricShift]: 'shift',
  [OWN_RULE_IDS.metricMissing]: 'missing',
} as const;

const own = (ruleId: string, table: object): boolean => Object.hasOwn(table, ruleId);

/** Whether a finding is about an application's log. */
export const isLogRule = (ruleId: string): ruleId is keyof typeof LOG_RULES => own(ruleId, LOG_RULES);

/** Whether a finding is about a metric. */
export const isMetricRule = (ruleId: string): ruleId is keyof typeof METRIC_RULES =>
  own(ruleId, METRIC_RULES);
