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

/** Whether this names one of our own rules: no function carries all of them, and an allow-list may name any. */
export const isOwnRule = (name: string): boolean => OWN.has(name);

/**
 * What the summary of a finding says after whom it is about, which lists have a column for: `shop: out of memory` says
 * `out of memory` of `shop`. `undefined` where it does not begin so.
 */
export function saidOfWho(summary: string, principal: string): string | undefined {
  const who = `${principal}: `;
  return summary.startsWith(who) ? summary.slice(who.length) : undefined;
}
