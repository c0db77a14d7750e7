import type { FindingLine } from '#core/digest-report/digest';
import { shortPrincipal, withShortPrincipal } from '#core/digest-report/short-principal';
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

/** A table of findings, one a line. */
export const findingTable = (caption: string, findings: readonly FindingLine[], more = ''): TableBlock => ({
  kind: 'table',
  caption,
  columns: COLUMNS,
  rows: findings.map((one) => [
    severityCell(one.severity),
    {
      text: one.ruleTitle,
      kind: 'words',
      ...(one.summary === '' ? {} : { under: withShortPrincipal(one.summary, one.principal) }),
    },
    principalCell(one.principal),
    valueCell(one.sourceIp),
    timeCell(one.firstSeen),
    countCell(one.count),
    { text: one.isOngoing ? `${one.status}, ongoing` : one.status, tone: 'muted' },
    idCell(one.findingId),
  ]),
  ...(more === '' ? {} : { more }),
});
