/** Ids of the rules that are code and not Sigma: kinds of errors in logs, and what is unusual in metrics. */
export const OWN_RULE_IDS = {
  logError: 'trailhound:log-error',
  logSpike: 'trailhound:log-spike',
  logRate: 'trailhound:log-rate',
  metricThreshold: 'trailhound:metric-threshold',
  metricAnomaly: 'trailhound:metric-anomaly',
  metricShift: 'trailhound:metric-shift',
  metricMissing: 'trailhound:metric-missing',
} as const;

const OWN: ReadonlySet<string> = new Set(Object.values(OWN_RULE_IDS));

/** Whether an allow-list entry that names this means one of our own rules: no function carries all of them. */
export const isOwnRule = (name: string): boolean => OWN.has(name);
