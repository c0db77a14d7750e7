import { type Digest, isAbsent, type SourceRow, type SourcesPart } from '#core/digest-report/digest';
import { count, lengthText, plural, shortTime } from '../words.ts';
import { timeCell, valueCell, wordsCell } from './cells.ts';
import type { Block, Section, Tone } from './document.ts';
import { absentNote, absentSection } from './watch-sections.ts';

const STATE_TONES: Readonly<Record<SourceRow['state'], Tone>> = {
  ok: 'good',
  warning: 'medium',
  problem: 'high',
  unknown: 'muted',
};

/** How every source does, what could not be read, and what had been missed. */
export function sourcesSection({ sources, madeAt }: Digest): Section {
  const { rows, problems } = sources;
  return {
    id: 'sources',
    title: 'Sources and health',
    blocks: [
      { kind: 'facts', facts: healthFacts(sources) },
      isAbsent(rows) ? absentNote(rows.absent) : sourceTable(rows.list, madeAt),
      ...(isAbsent(problems) || problems.list.length === 0
        ? []
        : [
            {
              kind: 'table' as const,
              caption: 'Problems with Trailhound itself that last',
              columns: [{ title: 'What', gives: 12 }, { title: 'Since' }],
              rows: problems.list.map(({ what, since }) => [valueCell(what), timeCell(since)]),
            },
          ]),
    ],
  };
}

function healthFacts({ quarantined, missed, problems }: SourcesPart) {
  const unknown = (label: string, why: string) => ({
    label,
    value: 'not known',
    hint: why.replace(/^not known: /, ''),
    tone: 'muted' as const,
  });
  const toned = (amount: number, tone: Tone) => ({ tone: amount > 0 ? tone : ('good' as const) });
  return [
    isAbsent(quarantined)
      ? unknown('In quarantine', quarantined.absent)
      : {
          label: 'In quarantine',
          value: count(quarantined.count),
          hint: 'inputs that could not be understood',
          ...toned(quarantined.count, 'medium'),
        },
    isAbsent(missed)
      ? unknown('Missed by the sources', missed.absent)
      : {
          label: 'Missed by the sources',
          value: count(missed.missed),
          hint: `compared with the event history at ${shortTime(missed.at)}`,
          ...toned(missed.missed, 'medium'),
        },
    isAbsent(problems)
      ? unknown('Problems with itself', problems.absent)
      : {
          label: 'Problems with itself',
          value: count(problems.list.length),
          ...toned(problems.list.length, 'high'),
        },
  ];
}

const sourceTable = (rows: readonly SourceRow[], madeAt: string): Block => ({
  kind: 'table',
  caption: `Sources, as of ${shortTime(madeAt)}`,
  columns: [
    { title: 'Source' },
    { title: 'State' },
    { title: 'Last event' },
    { title: 'Lag', align: 'right' },
    { title: 'Remark', gives: 30 },
  ],
  rows: rows.map((row) => [
    valueCell(row.name),
    { text: row.state, tone: STATE_TONES[row.state] },
    row.lastEvent === undefined ? { text: 'none yet', tone: 'muted' } : timeCell(row.lastEvent),
    row.lagSeconds === undefined
      ? { text: '\u2013', kind: 'number', tone: 'muted' }
      : { text: lengthText(row.lagSeconds), kind: 'number' },
    wordsCell(row.said),
  ]),
});

const SUPPRESSION_TONES = { expired: 'high', 'expires soon': 'medium', 'in force': 'muted' } as const;

/** Entries of the allow-list, those first that have ended or are about to. */
export function suppressionsSection({ suppressions }: Digest): Section {
  const [id, title] = ['suppressions', 'Suppressions'];
  if (isAbsent(suppressions)) return absentSection(id, title, suppressions.absent);
  const { rows, inForce, expiresSoon, expired, source, leftOut } = suppressions;
  if (rows.length === 0) {
    return absentSection(id, title, `no suppression is in force (${source})`);
  }
  return {
    id,
    title,
    blocks: [
      {
        kind: 'facts',
        facts: [
          { label: 'In force', value: count(inForce) },
          {
            label: 'End within 14 days',
            value: count(expiresSoon),
            tone: expiresSoon > 0 ? 'medium' : 'good',
          },
          { label: 'Expired', value: count(expired), tone: expired > 0 ? 'high' : 'good' },
        ],
      },
      {
        kind: 'table',
        caption: `Entries of ${source}`,
        columns: [
          { title: 'State' },
          { title: 'Entry', gives: 12 },
          { title: 'Ends' },
          { title: 'Left', align: 'right' },
          { title: 'Hits', align: 'right' },
          { title: 'Owner', gives: 12 },
          { title: 'Reason', gives: 12 },
        ],
        rows: rows.map((row) => [
          { text: row.state, tone: SUPPRESSION_TONES[row.state] },
          { text: row.id, kind: 'value' as const, whole: row.rules.join(', ') },
          timeCell(row.expiresAt),
          { text: row.daysLeft < 0 ? 'over' : plural(row.daysLeft, 'day'), kind: 'number' as const },
          { text: count(row.hits), kind: 'number' as const },
          valueCell(row.owner),
          valueCell(row.reason),
        ]),
        ...(leftOut === 0 ? {} : { more: `${count(leftOut)} more` }),
      },
    ],
  };
}

/** What became of alerts. */
export function alertsSection({ alerts }: Digest): Section {
  const [id, title] = ['alerts', 'Alerts'];
  if (isAbsent(alerts)) return absentSection(id, title, alerts.absent);
  const { sent, folded, pending, pendingIsCut, failing, oldestPending, lookedAt, of } = alerts;
  return {
    id,
    title,
    blocks: [
      {
        kind: 'facts',
        facts: [
          { label: 'Sent alone', value: count(sent) },
          { label: 'In a summary', value: count(folded) },
          {
            label: 'Waiting to be sent',
            value: `${count(pending)}${pendingIsCut ? '+' : ''}`,
            ...(oldestPending === undefined ? {} : { hint: `the oldest since ${shortTime(oldestPending)}` }),
          },
          { label: 'Failed so far', value: count(failing), tone: failing > 0 ? 'high' : 'good' },
        ],
      },
      ...(lookedAt < of
        ? [
            {
              kind: 'note' as const,
              text: `Sent ones: of the ${count(lookedAt)} worst of ${count(of)} findings.`,
            },
          ]
        : []),
    ],
  };
}
