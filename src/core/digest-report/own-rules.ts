/** Ids of the rules that are kinds of our own, by what the digest says of them (docs/generated has the others). */
export const LOG_RULES = {
  'trailhound:log-error': 'error',
  'trailhound:log-spike': 'spike',
  'trailhound:log-rate': 'rate',
} as const;

/** The same for metrics. */
export const METRIC_RULES = {
  'trailhound:metric-threshold': 'threshold',
  'trailhound:metric-anomaly': 'anomaly',
  'trailhound:metric-shift': 'shift',
  'trailhound:metric-missing': 'missing',
} as const;

const own = (ruleId: string, table: object): boolean => Object.hasOwn(table, ruleId);

/** Whether a finding is about an application's log. */
export const isLogRule = (ruleId: string): ruleId is keyof typeof LOG_RULES => own(ruleId, LOG_RULES);

/** Whether a finding is about a metric. */
export const isMetricRule = (ruleId: string): ruleId is keyof typeof METRIC_RULES =>
  own(ruleId, METRIC_RULES);
