import { clipText, encodedBytes, headOf, MAX_SUBJECT, MAX_TEXT_BYTES } from './alert-limits.ts';
import { escapeForSubject, escapeForTerminal, escapeForText } from './escape.ts';
import type { Finding } from './finding.ts';
import { SEVERITIES, type Severity } from './severity.ts';

/** Every label that begins a line of ours; a value that spells one loses its colon. */
// biome-ignore format: a list of words
const LABELS = [
  'what happened', 'who', 'from', 'when', 'where', 'how many', 'api call', 'att&ck', 'why it matters', 'what to do first',
  'template', 'first lines', 'in the console', 'metric', 'value', 'how long', 'chart', 'see it', 'in dynamodb', 'with the aws cli', 'when you look into it', 'evidence', 'agent', 'request', 'event', 'known harmless causes',
  'note', 'cut', ...SEVERITIES,
];
const OWN_LABEL = new RegExp(`((?:${LABELS.join('|')}) *):`, 'gi');

/** Longest value on a line of an alert, in UTF-16 units before escaping. */
const MAX_VALUE = 300;
const MAX_RULE_TEXT = 2000;

/**
 * Prints an attacker-written value on a line: cut, escaped, and never with one of our labels in it, so that no value
 * can pass for a line of ours, not even where a mail client wraps. What the record does not say reads `unknown`.
 */
export function valueText(raw: string, max = MAX_VALUE): string {
  if (raw === '') return 'unknown';
  return escapeForText(clipText(raw, max)).replace(OWN_LABEL, '$1\\u003a');
}

/** Prints text of a rule, which is the operator's own: one line, nothing invisible, otherwise as it is. */
export function ruleText(text: string): string {
  return escapeForTerminal(clipText(text.replace(/\s+/g, ' ').trim(), MAX_RULE_TEXT));
}

/** Prints an ISO 8601 UTC time for a person: `2026-03-01 09:12:44 UTC`. */
export const timeText = (iso: string): string => valueText(iso.replace(/^(\S{10})T(\S+)Z$/, '$1 $2 UTC'));

/** Prints how many events a finding counts. */
export function countText({ count, countCapped }: Pick<Finding, 'count' | 'countCapped'>): string {
  return `${countCapped ? 'at least ' : ''}${count} ${count === 1 ? 'event' : 'events'}`;
}

/**
 * Builds a subject for SNS: severity first, 2 to 99 printable ASCII characters.
 *
 * What is too long is cut with `...`, `who` first: title and place are what people sort mail by.
 */
export function subjectText(severity: Severity, title: string, who = '', place = ''): string {
  const head = shorten(
    `${severity.toUpperCase()}: ${escapeForSubject(headOf(title, 200)).trim() || 'unnamed rule'}`,
    who || place ? 70 : MAX_SUBJECT,
  );
  const tail = place === '' ? '' : `, ${shorten(escapeForSubject(headOf(place, 200)), 27)}`;
  const room = MAX_SUBJECT - head.length - tail.length;
  const middle = who === '' ? '' : shorten(` by ${escapeForSubject(headOf(who, 200))}`, room);
  return `${head}${middle}${tail}`;
}

function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  return max < 3 ? '' : `${text.slice(0, max - 3)}...`;
}

/** Joins lines while they fit into an alert; `rest` says where all of it can be read. */
export function bodyText(lines: readonly string[], rest: string): string {
  const kept: string[] = [];
  let bytes = 0;
  for (const [at, line] of lines.entries()) {
    bytes += encodedBytes(line);
    if (bytes > MAX_TEXT_BYTES - 500) {
      const cut = lines.slice(at);
      const characters = cut.reduce((sum, text) => sum + text.length + 1, 0);
      kept.push('', `Cut: ${cut.length} more lines (${characters} characters) did not fit. ${rest}`);
      break;
    }
    kept.push(line);
  }
  return `${kept.join('\n')}\n`;
}
