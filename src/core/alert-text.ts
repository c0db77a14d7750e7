import { type ChatText, findingChat } from './alert-chat.ts';
import { findingJson } from './alert-json.ts';
import { bodyText, countText, ruleText, subjectText, timeText, valueText } from './alert-lines.ts';
import { type AlertOptions, findingsCommand, placeLines } from './alert-place.ts';
import type { Evidence, Finding } from './finding.ts';
import type { Severity } from './severity.ts';

/** The same as the port's `AlertMessage`, which this room may not import. */
export interface AlertText {
  readonly subject: string;
  readonly text: string;
  readonly json: string;
  readonly severity: Severity;
  readonly kind: 'finding' | 'summary';
  readonly ruleId?: string;
  readonly accountId?: string;
  readonly region?: string;
  readonly chat: ChatText;
}

const MAX_REQUEST = 1000;
const MAX_LIST = 20;

/** Builds the alert about one finding: subject and text for people, JSON for machines, all escaped and cut. */
export function alertMessage(finding: Finding, options: AlertOptions = {}): AlertText {
  const { severity, ruleId, accountId, region } = finding;
  const place = [accountId, region].filter((part) => part !== '').join(' ');
  const subject = subjectText(severity, finding.ruleTitle, finding.principal, place);
  const sections = [
    headLines(finding),
    factLines(finding),
    meaningLines(finding),
    stepLines(finding),
    whereToLookLines(finding, options),
    evidenceLines(finding),
    harmlessLines(finding),
  ];
  const lines = sections.filter((section) => section.length > 0).flatMap((section) => [...section, '']);
  return {
    subject,
    text: bodyText(
      lines.slice(0, -1),
      `${findingsCommand(`show ${valueText(finding.findingId)}`, options)} prints all.`,
    ),
    json: findingJson(finding, subject),
    severity,
    kind: 'finding',
    ...(ruleId === '' ? {} : { ruleId }),
    ...(accountId === '' ? {} : { accountId }),
    ...(region === '' ? {} : { region }),
    chat: findingChat(finding, options),
  };
}

function headLines(finding: Finding): string[] {
  const title = `${finding.severity.toUpperCase()}: ${valueText(finding.ruleTitle)}`;
  return finding.alert.cause === 'reopened'
    ? [title, 'Note: it happened again after the finding was closed.']
    : [title];
}

function factLines(finding: Finding): string[] {
  const { firstSeen, lastSeen } = finding;
  const when =
    firstSeen === lastSeen ? timeText(firstSeen) : `${timeText(firstSeen)} to ${timeText(lastSeen)}`;
  const techniques = finding.techniques.slice(0, MAX_LIST).map((technique) => valueText(technique));
  return [
    `What happened: ${valueText(happened(finding), 600)}`,
    `Who: ${valueText(finding.principal)}`,
    `From: ${valueText(finding.sourceIp)}`,
    `When: ${when}${timeRemark(finding)}`,
    `Where: account ${valueText(finding.accountId)}, region ${valueText(finding.region)}`,
    `How many: ${countText(finding)}`,
    `API call: ${valueText(finding.eventName)} of ${valueText(finding.eventSource)}`,
    ...(techniques.length > 0 ? [`ATT&CK: ${techniques.join(', ')}`] : []),
  ];
}

function happened({ summary, ruleTitle, eventName, principal }: Finding): string {
  if (summary !== '') return summary;
  return eventName !== '' && principal !== '' ? `${principal} called ${eventName}` : ruleTitle;
}

function timeRemark({ timeNote }: Finding): string {
  if (timeNote === 'missing') return ' (an event carried no usable time)';
  return timeNote === 'future' ? ' (an event was dated in the future; its time of arrival is shown)' : '';
}

function meaningLines({ why, description }: Finding): string[] {
  const text = why === '' ? description : why;
  return text === '' ? [] : [`Why it matters: ${ruleText(text)}`];
}

function stepLines({ runbook }: Finding): string[] {
  if (runbook.length === 0) return [];
  return ['What to do first:', ...listed(runbook, (step, at) => `${at + 1}. ${ruleText(step)}`)];
}

function whereToLookLines({ findingId }: Finding, options: AlertOptions): string[] {
  const id = valueText(findingId);
  const ack = findingsCommand(`ack ${id}`, options);
  return [...placeLines(options, id), `When you look into it: ${ack}`];
}

function evidenceLines({ evidence, count }: Finding): string[] {
  if (evidence.length === 0) return [];
  const shown =
    evidence.length >= count ? 'Evidence:' : `Evidence (first and newest ${evidence.length} of ${count}):`;
  return [shown, ...evidence.flatMap(eventLines)];
}

/** `|` parts the values of a line: in the values themselves it is never printed. */
function eventLines(event: Evidence, at: number): string[] {
  const known = [event.eventName, event.principal, event.sourceIp, event.region, event.errorCode];
  const parts = known.filter((part) => part !== '').map((part) => valueText(part));
  return [
    `${at + 1}. ${[timeText(event.eventTime), ...parts].join(' | ')}`,
    ...(event.userAgent === '' ? [] : [`   Agent: ${valueText(event.userAgent)}`]),
    ...(event.request === '' ? [] : [`   Request: ${valueText(event.request, MAX_REQUEST)}`]),
    `   Event: ${valueText(event.eventId)}`,
  ];
}

function harmlessLines({ falsePositives }: Finding): string[] {
  if (falsePositives.length === 0) return [];
  return ['Known harmless causes:', ...listed(falsePositives, (cause) => `- ${ruleText(cause)}`)];
}

function listed(texts: readonly string[], line: (text: string, at: number) => string): string[] {
  const more = texts.length - MAX_LIST;
  return [...texts.slice(0, MAX_LIST).map(line), ...(more > 0 ? [`Cut: ${more} more.`] : [])];
}
