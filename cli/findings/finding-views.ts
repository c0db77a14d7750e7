import { alertMessage } from '#core/alert-text';
import { escapeForTerminal } from '#core/escape';
import type { Finding } from '#core/finding';
import { epochMs, isoFromMs } from '#core/time';
import type { FindingSummary } from '#ports/finding-store';
import { bySeverity, type Colours } from '../output/colours.ts';
import { count } from '../output/numbers.ts';
import type { RowViews } from '../output/rows.ts';
import { shortPrincipal } from '../output/short-principal.ts';

/** `2026-03-01T09:00:00Z` as `2026-03-01 09:00:00`. */
const short = (iso: string): string => iso.replace('T', ' ').replace(/(\.\d+)?Z$/, '');

/** How a list of findings is printed. The last column is what the other commands take. */
export const summaryViews = (colours: Colours): RowViews<FindingSummary> => ({
  columns: [
    {
      title: 'SEVERITY',
      text: (one) => one.severity,
      paint: (text, one) => bySeverity(colours, one.severity, text),
    },
    { title: 'FIRST SEEN', text: (one) => short(one.firstSeen).slice(0, 16) },
    { title: 'EVENTS', text: (one) => count(one.count), align: 'right' },
    { title: 'STATUS', text: (one) => one.status, mayDrop: true },
    { title: 'RULE', text: (one) => one.ruleTitle, shrinkTo: 12 },
    { title: 'WHO', text: (one) => shortPrincipal(one.principal), shrinkTo: 10 },
    { title: 'FROM', text: (one) => one.sourceIp, shrinkTo: 9, mayDrop: true },
    { title: 'ID', text: (one) => one.findingId, shrinkTo: 17, cutAt: 'start' },
  ],
  keys: [
    'findingId',
    'severity',
    'status',
    'ruleId',
    'ruleTitle',
    'count',
    'firstSeen',
    'lastSeen',
    'accountId',
    'region',
    'principal',
    'sourceIp',
    'eventName',
    'summary',
    'suppressionId',
  ],
});

/** Columns of `findings export --format csv`. */
export const EXPORT_KEYS = [
  'findingId',
  'severity',
  'status',
  'ruleId',
  'ruleTitle',
  'count',
  'firstSeen',
  'lastSeen',
  'accountId',
  'region',
  'principal',
  'sourceIp',
  'eventSource',
  'eventName',
  'summary',
  'techniques',
  'suppressionId',
  'closedReason',
  'createdAt',
  'updatedAt',
] as const satisfies readonly (keyof Finding)[];

/** The same finding with what matters first: stores keep attributes in any order. */
export function inOrder(finding: Finding): Finding {
  const first = Object.fromEntries(
    EXPORT_KEYS.flatMap((key) => (key in finding ? [[key, finding[key]]] : [])),
  );
  return { ...first, ...finding };
}

/** Everything that a person needs about one finding: the alert's text, then what became of it. */
export function findingText(finding: Finding): string {
  const { text } = alertMessage(finding);
  const state = [
    `Status: ${finding.status}`,
    ...(finding.closedReason === undefined
      ? []
      : [`Closed because: ${escapeForTerminal(finding.closedReason)}`]),
    ...(finding.suppressionId === undefined
      ? []
      : [`Suppressed by: ${escapeForTerminal(finding.suppressionId)}`]),
    `Alert: ${alertState(finding)}`,
    `Finding: ${finding.findingId}, kept until ${short(isoFromMs(epochMs(finding.expiresAt * 1000)))} UTC`,
    ...(finding.references.length === 0
      ? []
      : ['References:', ...finding.references.map((one) => `- ${escapeForTerminal(one)}`)]),
    ...(finding.notes.length === 0 ? [] : ['Notes:', ...finding.notes.map(noteLine)]),
  ];
  return `${text.trimEnd()}\n\n${state.join('\n')}\n`;
}

const noteLine = ({ at, by, text }: Finding['notes'][number]): string =>
  `- ${short(at)} ${escapeForTerminal(by)}: ${escapeForTerminal(text)}`;

function alertState({ alert }: Finding): string {
  const sent = alert.lastSentAt === undefined ? '' : ` ${short(alert.lastSentAt)} UTC`;
  const failed = alert.attempts === 0 ? '' : ` after ${alert.attempts} failed attempt(s)`;
  if (alert.state === 'none') return 'none is due';
  return alert.state === 'folded' ? `named in a summary${sent}` : `${alert.state}${sent}${failed}`;
}
