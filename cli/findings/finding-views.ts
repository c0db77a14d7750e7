import { alertMessage } from '#core/alert-text';
import { escapeForTerminal } from '#core/escape';
import type { Finding } from '#core/finding';
import { epochMs, isoFromMs } from '#core/time';
import type { FindingSummary } from '#ports/finding-store';
import type { Colours } from '../output/colours.ts';
import type { RowViews } from '../output/rows.ts';
import { findingColumns, SUMMARY_KEYS } from './finding-columns.ts';

/** `2026-03-01T09:00:00Z` as `2026-03-01 09:00:00`. */
const short = (iso: string): string => iso.replace('T', ' ').replace(/(\.\d+)?Z$/, '');

/** How a list of findings is printed. The last column is what the other commands take. */
export const summaryViews = (colours: Colours): RowViews<FindingSummary> => ({
  columns: findingColumns(colours, COLUMNS),
  keys: [...SUMMARY_KEYS, 'suppressionId'],
});

const COLUMNS = ['severity', 'firstSeen', 'events', 'status', 'rule', 'who', 'from', 'id'] as const;

/** Columns of `findings export --format csv`. */
export const EXPORT_KEYS = [
  ...SUMMARY_KEYS,
  'eventSource',
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
