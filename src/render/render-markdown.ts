import type { Digest } from '#core/digest-report/digest';
import { sparkline } from '#core/sparkline';
import { boundedLines } from './bounded-lines.ts';
import type {
  Block,
  Cell,
  FactsBlock,
  MetricBlock,
  Section,
  TableBlock,
  TimelineBlock,
} from './document/document.ts';
import { layOut } from './document/lay-out.ts';
import { anomalyText } from './document/watch-sections.ts';
import { markdownCode, escapeForMarkdown as plain } from './escape-markdown.ts';
import { measure, shortId, shortTime, trendText } from './words.ts';

const MAX_BYTES = 500_000;

/** Prints a digest as GitHub-flavoured Markdown, at most 500 KB. What others wrote stands in code spans. */
export function renderMarkdown(digest: Digest): string {
  const page = layOut(digest);
  const needs = page.attention.map(({ level, title, detail, findingId }) => {
    const id = findingId === undefined ? '' : ` ${markdownCode(shortId(findingId))}`;
    return `1. **${level}**: ${plain(title)}. ${plain(detail)}${id}`;
  });
  const lines = [
    `# ${plain(page.headline)}`,
    '',
    plain(page.lead),
    '',
    `Trailhound digest of ${markdownCode(page.deployment)}: ${plain(page.rangeText)}`,
    ...(needs.length === 0 ? [] : ['', '## What needs you', '', ...needs]),
    ...page.sections.flatMap(sectionLines),
    '',
    '---',
    ...page.closing.flatMap((line) => ['', plain(line)]),
  ];
  return boundedLines(lines, MAX_BYTES);
}

const sectionLines = ({ title, blocks }: Section): readonly string[] => [
  '',
  `## ${plain(title)}`,
  ...blocks.flatMap((block) => ['', ...blockLines(block)]),
];

function blockLines(block: Block): readonly string[] {
  switch (block.kind) {
    case 'note':
      return [plain(block.text)];
    case 'facts':
      return factLines(block);
    case 'table':
      return tableLines(block);
    case 'timeline':
      return timelineLines(block);
    case 'metric':
      return metricLines(block);
  }
}

const factLines = ({ facts }: FactsBlock): readonly string[] =>
  facts.map(({ label, value, hint, trend }) => {
    const moved = trend === undefined ? '' : ` (${plain(trendText(trend))}, ${trend.before} before)`;
    return `- ${plain(label)}: **${plain(value)}**${moved}${hint === undefined ? '' : ` (${plain(hint)})`}`;
  });

function tableLines({ caption, columns, rows, more }: TableBlock): readonly string[] {
  const shown = columns.map((column, at) => ({ column, at })).filter(({ column }) => !column.drawn);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    `### ${plain(caption)}`,
    '',
    line(shown.map(({ column }) => plain(column.title))),
    line(shown.map(({ column }) => (column.align === 'right' ? '---:' : '---'))),
    ...rows.map((row) => line(shown.map(({ at }) => cellText(row[at])))),
    ...(more === undefined ? [] : ['', plain(more)]),
  ];
}

function cellText(cell: Cell | undefined): string {
  if (cell === undefined || cell.text === '') return '\u2013';
  const text = cell.kind === 'value' || cell.kind === 'code' ? markdownCode(cell.text) : plain(cell.text);
  return cell.under === undefined ? text : `${text}: ${plain(cell.under)}`;
}

function timelineLines({ title, buckets }: TimelineBlock): readonly string[] {
  const sums = buckets.map(({ counts }) => counts.reduce((a, b) => a + b, 0));
  const [first, last] = [buckets[0], buckets.at(-1)];
  return [
    `${plain(title)}, from ${shortTime(first?.start ?? '')} to ${shortTime(last?.start ?? '')}: ${markdownCode(sparkline(sums, 100))}`,
  ];
}

function metricLines({ anomaly }: MetricBlock): readonly string[] {
  const { severity, series, peak, expected, unit, points, findingId } = anomaly;
  const chart = points.length === 0 ? '' : ` ${markdownCode(sparkline(points, 60))}`;
  return [
    `- **${severity}** ${markdownCode(series)}: ${plain(anomalyText(anomaly))}. ${plain(measure(peak, unit))} at its worst, ${plain(measure(expected, unit))} expected. ${markdownCode(shortId(findingId))}${chart}`,
  ];
}
