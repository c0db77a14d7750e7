import type { Digest } from '#core/digest-report/digest';
import { escapeForTerminal, escapeForText } from '#core/escape';
import { sparkline } from '#core/sparkline';
import { boundedLines } from './bounded-lines.ts';
import { clip } from './clip.ts';
import type { Block, FactsBlock, MetricBlock, Section, TimelineBlock } from './document/document.ts';
import { layOut } from './document/lay-out.ts';
import { anomalyText } from './document/watch-sections.ts';
import { textTable, wrapped } from './text-table.ts';
import { measure, shortId, shortTime, trendText } from './words.ts';

/** Columns of a mail that is read on any screen. */
const WIDTH = 100;
const MAX_BYTES = 200_000;

export interface TextOptions {
  /** Address of the whole report, made by us; the only link in the text. */
  readonly link?: string;
  /** UTF-8 bytes of the text. @default 200_000 */
  readonly maxBytes?: number;
}

/**
 * Prints a digest as plain text for mail: lines of 100 characters where words allow, no markup, and no link but the one
 * that is given. What others wrote is defanged as in alerts (`escapeForText`).
 */
export function renderText(digest: Digest, { link, maxBytes = MAX_BYTES }: TextOptions = {}): string {
  const page = layOut(digest);
  const needs = page.attention.flatMap(({ level, title, detail, findingId }, at) => [
    ...wrapped(`${at + 1}. ${level.toUpperCase()}: ${shown(title)}`, WIDTH, '   '),
    ...wrapped(
      `   ${shown(detail)}${findingId === undefined ? '' : ` (${shortId(findingId)})`}`,
      WIDTH,
      '   ',
    ),
  ]);
  const lines = [
    page.headline.toUpperCase(),
    ...wrapped(page.lead, WIDTH, ''),
    '',
    ...wrapped(`Trailhound digest of ${shown(page.deployment)}: ${page.rangeText}`, WIDTH, ''),
    ...(link === undefined ? [] : [`The whole report: ${escapeForTerminal(link)}`]),
    ...(needs.length === 0 ? [] : ['', ...titleLines('What needs you'), ...needs]),
    ...page.sections.flatMap(sectionLines),
    '',
    ...page.closing.flatMap((line) => wrapped(shown(line), WIDTH, '')),
  ];
  return boundedLines(lines, maxBytes);
}

const shown = (text: string): string => escapeForText(clip(text));

const titleLines = (title: string): readonly string[] => [title.toUpperCase(), '-'.repeat(title.length)];

const sectionLines = ({ title, blocks }: Section): readonly string[] => [
  '',
  ...titleLines(title),
  ...blocks.flatMap((block, at) => [...(at === 0 ? [] : ['']), ...blockLines(block)]),
];

function blockLines(block: Block): readonly string[] {
  switch (block.kind) {
    case 'note':
      return wrapped(escapeForTerminal(block.text), WIDTH, '');
    case 'facts':
      return factLines(block);
    case 'table':
      return [
        `${shown(block.caption)}:`,
        ...textTable(block, WIDTH, shown),
        ...(block.more === undefined ? [] : [`  ${block.more}`]),
      ];
    case 'timeline':
      return timelineLines(block);
    case 'metric':
      return metricLines(block);
  }
}

function factLines({ facts }: FactsBlock): readonly string[] {
  const widest = Math.max(...facts.map(({ label }) => label.length));
  return facts.map(({ label, value, hint, trend }) => {
    const moved = trend === undefined ? '' : ` (${trendText(trend)}, ${trend.before} before)`;
    const told = hint === undefined ? '' : ` (${shown(hint)})`;
    return `${`${label}:`.padEnd(widest + 2)}${value}${moved}${told}`;
  });
}

function timelineLines({ title, buckets }: TimelineBlock): readonly string[] {
  const sums = buckets.map(({ counts }) => counts.reduce((a, b) => a + b, 0));
  const [first, last] = [buckets[0], buckets.at(-1)];
  return [
    `${title}: ${sparkline(sums, WIDTH)}`,
    `  from ${shortTime(first?.start ?? '')} to ${shortTime(last?.start ?? '')}, ${Math.max(...sums)} at the most`,
  ];
}

function metricLines({ anomaly }: MetricBlock): readonly string[] {
  const { severity, series, peak, expected, unit, points, findingId } = anomaly;
  return [
    ...wrapped(`${severity}: ${shown(series)} (${shortId(findingId)})`, WIDTH, '  '),
    ...wrapped(
      `  ${anomalyText(anomaly)}. ${shown(measure(peak, unit))} at its worst, ${shown(measure(expected, unit))} expected.`,
      WIDTH,
      '  ',
    ),
    ...(points.length === 0 ? [] : [`  ${sparkline(points, WIDTH - 4)}`]),
  ];
}
