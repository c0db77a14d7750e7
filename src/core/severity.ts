/** Sigma levels, mildest first (Sigma rule specification, attribute `level`). */
export const SEVERITIES = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** 0 for informational up to 4 for critical. */
export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** Whether `severity` is `floor` or worse. */
export const atLeast = (severity: Severity, floor: Severity): boolean =>
  severityRank(severity) >= severityRank(floor);

/** Narrows a text to a severity. */
export const isSeverity = (text: string): text is Severity =>
  (SEVERITIES as readonly string[]).includes(text);
