import { countText, timeText, valueText } from './alert-lines.ts';
import { escapeForText } from './escape.ts';
import type { Finding } from './finding.ts';
import type { LogContext, MetricContext } from './finding-context.ts';
import { sparkline } from './sparkline.ts';

const MAX_LIST = 20;
const MAX_HAPPENED = 600;
const MAX_LINE = 500;

/** What happened in one sentence, of any finding. Not escaped. */
export function happenedText({ summary, ruleTitle, eventName, principal }: Finding): string {
  if (summary !== '') return summary;
  return eventName !== '' && principal !== '' ? `${principal} called ${eventName}` : ruleTitle;
}

/** From when to when, for a person. */
export function whenText({ firstSeen, lastSeen }: Pick<Finding, 'firstSeen' | 'lastSeen'>): string {
  return firstSeen === lastSeen ? timeText(firstSeen) : `${timeText(firstSeen)} to ${timeText(lastSeen)}`;
}

/** Says that an alert is not about something new, or that it is over already; `''` where there is nothing to say. */
export function causeText({ alert, status }: Pick<Finding, 'alert' | 'status'>): string {
  if (alert.cause === 'reopened') return 'it happened again after the finding was closed.';
  if (alert.cause === 'recovered') return 'it is over; the finding was closed by itself.';
  return status === 'closed' ? 'it is over by now; the finding was closed by itself.' : '';
}

/** The facts of a finding, a labelled line each: of a log and of a metric other ones than of a call. */
export function factLines(finding: Finding): string[] {
  const { context } = finding;
  const facts = [`What happened: ${valueText(happenedText(finding), MAX_HAPPENED)}`];
  const where = `account ${valueText(finding.accountId)}, region ${valueText(finding.region)}`;
  const when = `When: ${whenText(finding)}${timeRemark(finding)}`;
  if (context?.kind === 'log') return [...facts, when, ...logLines(context, where, finding)];
  if (context?.kind === 'metric') return [...facts, when, ...metricLines(context, where)];
  return [
    ...facts,
    `Who: ${valueText(finding.principal)}`,
    `From: ${valueText(finding.sourceIp)}`,
    when,
    `Where: ${where}`,
    `How many: ${countText(finding)}`,
    `API call: ${valueText(finding.eventName)} of ${valueText(finding.eventSource)}`,
    ...techniqueLines(finding),
  ];
}

function techniqueLines({ techniques }: Finding): string[] {
  const named = techniques.slice(0, MAX_LIST).map((technique) => valueText(technique));
  return named.length > 0 ? [`ATT&CK: ${named.join(', ')}`] : [];
}

function logLines(context: LogContext, where: string, finding: Finding): string[] {
  return [
    `Where: log group ${valueText(context.group)}, stream ${valueText(context.stream)}, ${where}`,
    `How many: ${countText(finding)}`,
    `Template: ${valueText(context.template, MAX_LINE)} (kind ${valueText(context.fingerprint)})`,
    ...techniqueLines(finding),
    ...(context.lines.length === 0
      ? []
      : ['First lines:', ...context.lines.map((line) => `   ${valueText(line, MAX_LINE)}`)]),
    // The stream's name stands in it percent-encoded: it was made by us, and nothing in it can be read as markup.
    ...(context.link === undefined ? [] : [`In the console: ${consoleLink(context.link)}`]),
  ];
}

/** Only a link to AWS's own console is printed as one. */
const consoleLink = (link: string): string =>
  /^https:\/\/[a-z0-9.-]*console\.(aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)\/[\w./?#=&$%:+-]*$/.test(
    link,
  )
    ? link
    : escapeForText(link);

function metricLines(context: MetricContext, where: string): string[] {
  const { peak, expected, unit, start, end, step, points } = context;
  const measure = (value: number): string =>
    `${numberText(value)}${unit === '' ? '' : ` ${valueText(unit)}`}`;
  return [
    `Where: ${where}`,
    `Metric: ${valueText(context.series, MAX_LINE)}`,
    `Value: ${measure(peak)} at its worst, expected about ${measure(expected)}`,
    `How long: ${timeText(start)} to ${end === undefined ? 'now, it lasts' : timeText(end)}`,
    ...(points.length === 0
      ? []
      : [`Chart: ${sparkline(points)} (${points.length} points of ${step} s, the newest last)`]),
  ];
}

/** Four significant digits: `1234`, `98.72`, `0.00123`. */
export const numberText = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(4))) : 'unknown';

function timeRemark({ timeNote }: Finding): string {
  if (timeNote === 'missing') return ' (an event carried no usable time)';
  return timeNote === 'future' ? ' (an event was dated in the future; its time of arrival is shown)' : '';
}
