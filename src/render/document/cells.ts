import type { FindingLine } from '#core/digest-report/digest';
import { shortPrincipal, withShortPrincipal } from '#core/digest-report/short-principal';
import { isOwnRule, saidOfWho } from '#core/own-rules';
import type { Severity } from '#core/severity';
import { count, shortId, shortTime } from '../words.ts';
import type { Cell, Column, TableBlock } from './document.ts';

/** Cells that several tables have. */
export const severityCell = (severity: Severity): Cell => ({ text: severity, tone: severity });
export const valueCell = (text: string): Cell => ({ text, kind: 'value' });
export const wordsCell = (text: string): Cell => ({ text, kind: 'words' });
export const timeCell = (iso: string): Cell => ({ text: shortTime(iso), kind: 'time', whole: iso });
export const idCell = (findingId: string): Cell => ({
  text: shortId(findingId),
  kind: 'code',
  whole: findingId,
});
export const principalCell = (principal: string): Cell => ({
  text: shortPrincipal(principal),
  kind: 'value',
  whole: principal,
});
export const countCell = (value: number, least = false): Cell => ({
  text: `${count(value)}${least ? '+' : ''}`,
  kind: 'number',
  ...(value === 0 ? { tone: 'muted' as const } : {}),
});

const COLUMNS: readonly Column[] = [
  { title: 'Severity' },
  { title: 'What', gives: 36 },
  { title: 'Who', gives: 18 },
  { title: 'From', drops: true },
  { title: 'First seen' },
  { title: 'Events', align: 'right' },
  { title: 'Status', drops: true },
  { title: 'Id' },
];

/** One rule of ours is behind all findings of a kind: only the summary tells those of logs and metrics apart. */
function whatCell({ ruleId, ruleTitle, summary, principal }: FindingLine): Cell {
  const cell: Cell = { text: ruleTitle, kind: 'words' };
  if (summary === '') return cell;
  const under = withShortPrincipal(summary, principal);
  if (!isOwnRule(ruleId)) return { ...cell, under };
  return { ...cell, under, alone: saidOfWho(summary, principal) ?? under };
}

/** A table of findings, one a line. */
export const findingTable = (caption: string, findings: readonly FindingLine[], more = ''): TableBlock => ({
  kind: 'table',
  caption,
  columns: COLUMNS,
  rows: findings.map((one) => [
    severityCell(one.severity),
    whatCell(one),
    principalCell(one.principal),
    valueCell(one.sourceIp),
    timeCell(one.firstSeen),
    countCell(one.count),
    { text: one.isOngoing ? `${one.status}, ongoing` : one.status, tone: 'muted' },
    idCell(one.findingId),
  ]),
  ...(more === '' ? {} : { more }),
});
