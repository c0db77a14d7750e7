import { causeText, numberText, whenText } from './alert-facts.ts';
import { headOf } from './alert-limits.ts';
import { countText, ruleText, valueText } from './alert-lines.ts';
import { type AlertOptions, findingsCommand } from './alert-place.ts';
import { escapeForChat } from './escape.ts';
import type { Finding } from './finding.ts';

/** An alert as chat clients show it: short, escaped for their markup, every text cut. */
export interface ChatText {
  /** 1 to 2,800 characters, lines parted by newlines. */
  readonly description: string;
  readonly nextSteps: readonly string[];
  readonly keywords: readonly string[];
  /** Names and values for buttons and threads: letters, digits and `. _ : / -` only. */
  readonly context: { readonly [name: string]: string };
  /** Messages with the same one belong together. */
  readonly threadId?: string;
}

/** Slack shows no more than 3,000 characters of a section; some are left for what a client adds. */
const MAX_DESCRIPTION = 2_800;
const MAX_VALUE = 200;
const MAX_STEPS = 5;
const MAX_STEP = 300;
const MAX_NAMED = 10;
/** What may stand in a command that a chat button runs; anything else is left out, whoever wrote it. */
const CONTEXT_VALUE = /^[\w.:/-]{1,256}$/;

/** Builds the chat message about one finding. */
export function findingChat(finding: Finding, options: AlertOptions = {}): ChatText {
  const { severity, ruleId, accountId, region, findingId, why, description } = finding;
  const happened = finding.summary === '' ? finding.ruleTitle : finding.summary;
  const meaning = why === '' ? description : why;
  const cause = causeText(finding);
  return {
    description: lines([
      ...(cause === '' ? [] : [`${cause.charAt(0).toUpperCase()}${cause.slice(1)}`]),
      `What happened: ${chatValue(happened, 2 * MAX_VALUE)}`,
      ...subjectLines(finding),
      `When: ${whenText(finding)}`,
      `Where: account ${chatValue(accountId)}, region ${chatValue(region)}`,
      `How many: ${countText(finding)}`,
      ...(meaning === '' ? [] : [`Why it matters: ${ownText(meaning, 600)}`]),
    ]),
    nextSteps: [
      ...finding.runbook.slice(0, MAX_STEPS - 1).map((step) => ownText(step, MAX_STEP)),
      `See all of it: ${ownText(findingsCommand(`show ${valueText(findingId)}`, options), MAX_STEP)}`,
    ],
    keywords: ['Trailhound', severity],
    context: contextOf({ severity, findingId, ruleId, accountId, region }),
    threadId: headOf(chatValue(findingId), 200),
  };
}

/** What it is about: who called from where, or which log or metric. */
function subjectLines({ context, principal, sourceIp }: Finding): string[] {
  if (context?.kind === 'log') {
    return [
      `Log group: ${chatValue(context.group)}`,
      `Template: ${chatValue(context.template, 2 * MAX_VALUE)}`,
    ];
  }
  if (context?.kind === 'metric') {
    const { series, peak, expected } = context;
    const value = `${numberText(peak)} at its worst, expected about ${numberText(expected)}`;
    return [`Metric: ${chatValue(series, 2 * MAX_VALUE)}`, `Value: ${value}`];
  }
  return [`Who: ${chatValue(principal)}`, `From: ${chatValue(sourceIp)}`];
}

/** Builds the chat message that stands for several findings; `counts` says how many of each severity. */
export function summaryChat(
  findings: readonly Finding[],
  counts: string,
  options: AlertOptions = {},
): ChatText {
  const named = findings.slice(0, MAX_NAMED);
  const more = findings.length - named.length;
  return {
    description: lines([
      `How many: ${counts}. More alerts were due than may be sent one by one.`,
      ...named.map(
        ({ severity, ruleTitle, principal }) =>
          `- ${severity}: ${chatValue(ruleTitle, 100)}, by ${chatValue(principal, 80)}`,
      ),
      ...(more > 0 ? [`and ${more} more`] : []),
    ]),
    nextSteps: [`See all of them: ${ownText(findingsCommand('list', options), MAX_STEP)}`],
    keywords: ['Trailhound', 'summary'],
    context: {},
  };
}

/** Prints an attacker-written value: as in the text of an alert, and without what only chat clients interpret. */
const chatValue = (raw: string, max = MAX_VALUE): string => escapeForChat(valueText(raw, max));

/** Prints the operator's own text: shown as it is, which in chat means that its angle brackets are written as entities. */
function ownText(text: string, max: number): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  const shown = cut(ruleText(text), max).replace(/[&<>]/g, (char) => entities[char] ?? char);
  // Cut again, for entities are longer; never in the middle of one.
  return shown.length <= max ? shown : `${headOf(shown, max - 1).replace(/&[a-z]*$/, '')}\u2026`;
}

const cut = (text: string, max: number): string =>
  text.length <= max ? text : `${headOf(text, max - 1)}\u2026`;

/** Joins lines while they fit; a single one that is too long is cut. */
function lines(all: readonly string[]): string {
  let text = '';
  for (const line of all) {
    const next = text === '' ? line : `${text}\n${line}`;
    if (next.length > MAX_DESCRIPTION) return cut(next, MAX_DESCRIPTION);
    text = next;
  }
  return text;
}

const contextOf = (values: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => CONTEXT_VALUE.test(value)));
