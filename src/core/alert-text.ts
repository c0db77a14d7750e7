import { type ChatText, findingChat } from './alert-chat.ts';
import { causeText, factLines } from './alert-facts.ts';
import { findingJson } from './alert-json.ts';
import { bodyText, ruleText, subjectText, timeText, valueText } from './alert-lines.ts';
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
  const subject = subjectText(severity, titleOf(finding), finding.principal, place);
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

/** A subject is what people see in a list: that it is over must stand in it. */
const titleOf = ({ alert, ruleTitle }: Finding): string =>
  alert.cause === 'recovered' ? `Recovered: ${ruleTitle}` : ruleTitle;

function headLines(finding: Finding): string[] {
  const title = `${finding.severity.toUpperCase()}: ${valueText(finding.ruleTitle)}`;
  const cause = causeText(finding);
  return cause === '' ? [title] : [title, `Note: ${cause}`];
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
