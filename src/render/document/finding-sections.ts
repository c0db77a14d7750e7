import type { Digest } from '#core/digest-report/digest';
import { count, plural, shortTime, trendText } from '../words.ts';
import { countCell, findingTable, principalCell, severityCell, valueCell } from './cells.ts';
import type { Block, Section, TableBlock } from './document.ts';

/** New findings: over time, by severity, by rule, and the worst of them. */
export function findingsSection({ findings, previous }: Digest): Section {
  const { total, ongoing, suppressed, events, timeline, worst, isCut } = findings;
  const least = isCut ? 'at least ' : '';
  const unit = timeline.bucketMinutes === 60 ? 'hour' : timeline.bucketMinutes === 1440 ? 'day' : 'period';
  const isEmpty = total.now + ongoing === 0;
  const blocks: Block[] = [
    {
      kind: 'facts',
      facts: [
        { label: 'New findings', value: `${least}${count(total.now)}`, trend: total },
        { label: 'Went on from before', value: count(ongoing) },
        { label: 'Events behind them', value: count(events) },
        { label: 'Suppressed', value: count(suppressed), hint: 'kept, alerted on by nobody' },
      ],
    },
    ...(total.now === 0
      ? []
      : [
          {
            kind: 'timeline' as const,
            title: `New findings by ${unit}`,
            desc: timelineText(timeline.buckets, unit),
            ...timeline,
          },
        ]),
    severityTable(findings, previous.from),
    ...(findings.byRule.length === 0 ? [] : [ruleTable(findings)]),
    ...(isEmpty
      ? [{ kind: 'note' as const, text: 'No finding began in this time, and none went on.' }]
      : [
          findingTable(
            'The worst of them',
            worst,
            total.now + ongoing > worst.length ? `${count(total.now + ongoing - worst.length)} more` : '',
          ),
        ]),
  ];
  return { id: 'findings', title: 'Findings', blocks };
}

function timelineText(
  buckets: readonly { readonly start: string; readonly counts: readonly number[] }[],
  unit: string,
): string {
  const sums = buckets.map(({ start, counts }) => ({ start, sum: counts.reduce((a, b) => a + b, 0) }));
  const most = sums.reduce((a, b) => (b.sum > a.sum ? b : a), { start: '', sum: 0 });
  const all = sums.reduce((total, { sum }) => total + sum, 0);
  return `${plural(all, 'new finding')}; the most in one ${unit}, ${count(most.sum)}, from ${shortTime(most.start)} on. Stacked by severity.`;
}

function severityTable({ bySeverity }: Digest['findings'], since: string): TableBlock {
  const most = Math.max(1, ...bySeverity.flatMap(({ now, before }) => [now, before]));
  return {
    kind: 'table',
    caption: `New findings by severity, and in the period before (from ${shortTime(since)})`,
    columns: [
      { title: 'Severity' },
      { title: 'New', align: 'right' },
      { title: 'Before', align: 'right' },
      { title: 'Change', align: 'right' },
      { title: 'New and before', drawn: true },
    ],
    rows: bySeverity.map((row) => [
      severityCell(row.severity),
      countCell(row.now),
      countCell(row.before),
      { text: trendText(row), kind: 'number' },
      { text: '', bar: { now: row.now / most, before: row.before / most, tone: row.severity } },
    ]),
  };
}

function ruleTable({ byRule, rulesLeftOut }: Digest['findings']): TableBlock {
  const most = Math.max(1, ...byRule.map(({ now }) => now));
  return {
    kind: 'table',
    caption: 'By rule',
    columns: [
      { title: 'Severity' },
      { title: 'Rule', gives: 30 },
      { title: 'New', align: 'right' },
      { title: 'Before', align: 'right' },
      { title: 'Change', align: 'right' },
      { title: 'Went on', align: 'right' },
      { title: 'Share', drawn: true },
    ],
    rows: byRule.map((row) => [
      severityCell(row.severity),
      { text: row.ruleTitle, kind: 'words', whole: row.ruleId },
      countCell(row.now),
      countCell(row.before),
      { text: trendText(row), kind: 'number' },
      countCell(row.ongoing),
      { text: '', bar: { now: row.now / most, tone: row.severity } },
    ]),
    ...(rulesLeftOut === 0 ? {} : { more: `${plural(rulesLeftOut, 'more rule')}` }),
  };
}

/** Open findings of any age, those first that have waited longest. */
export function waitingSection({ waiting, range }: Digest): Section {
  const { open, isCut, bySeverity, oldest } = waiting;
  if (open === 0) {
    return { id: 'waiting', title: 'Waiting', blocks: [{ kind: 'note', text: 'No finding is open.' }] };
  }
  // What began in the period is listed above.
  const older = oldest.filter(({ firstSeen }) => firstSeen < range.from);
  const parts = bySeverity
    .filter((row) => row.open > 0)
    .map((row) => ({ label: row.severity, value: count(row.open), tone: row.severity }));
  return {
    id: 'waiting',
    title: 'Waiting',
    blocks: [
      {
        kind: 'facts',
        facts: [{ label: 'Open, of any age', value: `${isCut ? 'at least ' : ''}${count(open)}` }, ...parts],
      },
      older.length === 0
        ? { kind: 'note', text: 'None of them is from before this period.' }
        : findingTable('Open the longest', older),
    ],
  };
}

/** Who and which addresses are behind most findings. */
export function whoSection({ principals, addresses }: Digest): Section {
  const list = (
    caption: string,
    title: string,
    { rows, distinct }: Digest['principals'],
    isPrincipal: boolean,
  ): TableBlock => ({
    kind: 'table',
    caption,
    columns: [
      { title, gives: 12 },
      { title: 'Worst' },
      { title: 'Findings', align: 'right' },
      { title: 'Events', align: 'right' },
    ],
    rows: rows.map((row) => [
      isPrincipal ? principalCell(row.name) : valueCell(row.name),
      severityCell(row.worst),
      countCell(row.findings),
      countCell(row.events),
    ]),
    ...(distinct > rows.length ? { more: `${count(distinct - rows.length)} more` } : {}),
  });
  const blocks: readonly Block[] =
    principals.rows.length + addresses.rows.length === 0
      ? [{ kind: 'note', text: 'No finding in this time names anybody.' }]
      : [list('Principals', 'Principal', principals, true), list('Addresses', 'Address', addresses, false)];
  return { id: 'who', title: 'Who and from where', blocks };
}
