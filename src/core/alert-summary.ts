import { summaryChat } from './alert-chat.ts';
import { type SeverityCounts, summaryJson } from './alert-json.ts';
import { MAX_NAMED_IN_TEXT } from './alert-limits.ts';
import { bodyText, countText, subjectText, valueText } from './alert-lines.ts';
import { type AlertOptions, findingsCommand, placeLines } from './alert-place.ts';
import type { AlertText } from './alert-text.ts';
import type { Finding } from './finding.ts';
import { SEVERITIES, type Severity, severityRank } from './severity.ts';

const WORST_FIRST = SEVERITIES.toReversed();
/** Values on the line of one finding are short: who reads on opens the finding. */
const MAX_NAME = 120;

/**
 * Builds one alert that stands for several findings, when there are more than may be sent one by one.
 *
 * Each is counted by severity; the first `MAX_NAMED_IN_TEXT` are named, in the order given. Needs at least one.
 */
export function summaryMessage(findings: readonly Finding[], options: AlertOptions = {}): AlertText {
  const bySeverity = countsOf(findings);
  const severity = worstOf(findings);
  const counts = WORST_FIRST.filter((level) => bySeverity[level]).map(
    (level) => `${bySeverity[level]} ${level}`,
  );
  const subject = subjectText(severity, `${findings.length} findings in one alert (${counts.join(', ')})`);
  return {
    subject,
    text: bodyText(
      summaryLines(findings, severity, counts.join(', '), options),
      `${findingsCommand('list', options)} names all.`,
    ),
    json: summaryJson(findings, severity, bySeverity, subject),
    severity,
    kind: 'summary',
    ...shared(findings, 'ruleId'),
    ...shared(findings, 'accountId'),
    ...shared(findings, 'region'),
    chat: summaryChat(findings, counts.join(', '), options),
  };
}

function summaryLines(
  findings: readonly Finding[],
  severity: Severity,
  counts: string,
  options: AlertOptions,
): string[] {
  const named = findings.slice(0, MAX_NAMED_IN_TEXT);
  const more = findings.length - named.length;
  return [
    `${severity.toUpperCase()}: ${findings.length} findings in one alert`,
    'Note: more alerts were due than may be sent one by one, so these are folded into one.',
    '',
    `How many: ${counts}`,
    ...placeLines(options),
    '',
    'What happened (severity | rule | who | how many | finding):',
    ...named.map(findingLine),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

function findingLine(finding: Finding): string {
  const { severity, ruleTitle, principal, findingId } = finding;
  const parts = [valueText(ruleTitle, MAX_NAME), valueText(principal, MAX_NAME), countText(finding)];
  return `- ${[severity, ...parts, valueText(findingId)].join(' | ')}`;
}

function countsOf(findings: readonly Finding[]): SeverityCounts {
  const counts: { [severity in Severity]?: number } = {};
  for (const { severity } of findings) counts[severity] = (counts[severity] ?? 0) + 1;
  return counts;
}

function worstOf(findings: readonly Finding[]): Severity {
  return findings.reduce<Severity>(
    (worst, { severity }) => (severityRank(severity) > severityRank(worst) ? severity : worst),
    'informational',
  );
}

/** A field for filter policies, where all findings agree on it. */
function shared<K extends 'ruleId' | 'accountId' | 'region'>(
  findings: readonly Finding[],
  field: K,
): { [field in K]?: string } {
  const values = new Set(findings.map((finding) => finding[field]));
  const [value] = values;
  return values.size === 1 && value ? ({ [field]: value } as { [field in K]?: string }) : {};
}
