import type {
  Block,
  Cell,
  Column,
  FactsBlock,
  MetricBlock,
  TableBlock,
  TimelineBlock,
  Tone,
} from '../document/document.ts';
import { anomalyText } from '../document/watch-sections.ts';
import { measure, shortId, trendText } from '../words.ts';
import { barSvg } from './bars.ts';
import { type Html, html, raw } from './markup.ts';
import { metricChart } from './metric-chart.ts';
import { timelineChart } from './timeline-chart.ts';

/** Prints a block of a section; `id` is unique on the page. */
export function blockHtml(block: Block, id: string): Html {
  switch (block.kind) {
    case 'note':
      return html`<p class="note">${block.text}</p>`;
    case 'facts':
      return factsHtml(block);
    case 'table':
      return tableHtml(block);
    case 'timeline':
      return timelineHtml(block, id);
    case 'metric':
      return metricHtml(block, id);
  }
}

/** A word with a dot of its colour: the colour never stands alone. */
export const markHtml = (text: string, tone: Tone): Html =>
  html`<span class="mark t-${tone}"><i class="b-${tone}" aria-hidden="true"></i>${text}</span>`;

function factsHtml({ facts }: FactsBlock): Html {
  const items = facts.map(({ label, value, hint, tone, trend }) => {
    const moved = trend === undefined ? undefined : raw(html`<small>${moveText(trend)}</small>`);
    const size = /^[\d,+]+$/.test(value) ? 'value' : 'value words';
    const told = hint === undefined ? undefined : raw(html`<dd class="hint">${hint}</dd>`);
    return raw(
      html`<div><dt>${label}</dt><dd class="${size} t-${tone ?? 'ink'}">${value}${moved}</dd>${told}</div>`,
    );
  });
  return html`<dl class="facts">${items}</dl>`;
}

const moveText = (trend: { readonly now: number; readonly before: number }): string =>
  trend.now === trend.before ? 'as before' : `${trendText(trend)} from ${trend.before}`;

function tableHtml({ caption, columns, rows, more }: TableBlock): Html {
  const head = columns.map((column) =>
    raw(html`<th scope="col"${raw(classOf(column.align === 'right' ? 'num' : ''))}>${column.title}</th>`),
  );
  const body = rows.map((row) =>
    raw(html`<tr>${row.map((cell, at) => raw(cellHtml(cell, columns[at], at === 0)))}</tr>`),
  );
  const rest = more === undefined ? undefined : raw(html`<p class="more">${more}</p>`);
  // Whoever has no pointer scrolls it with the arrow keys, once it has the focus.
  return html`<div class="wide" role="region" tabindex="0" aria-label="${caption}"><table><caption><span>${caption}</span></caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>${rest}</div>`;
}

const classOf = (name: string): Html => (name === '' ? html`` : html` class="${name}"`);

function cellHtml(cell: Cell, column: Column | undefined, isFirst: boolean): Html {
  const inner = innerHtml(cell);
  const name = column?.align === 'right' ? 'num' : classFor(cell);
  const hint = cell.whole === undefined || cell.whole === cell.text ? html`` : html` title="${cell.whole}"`;
  return isFirst
    ? html`<th scope="row" class="${name}"${raw(hint)}>${raw(inner)}</th>`
    : html`<td class="${name}"${raw(hint)}>${raw(inner)}</td>`;
}

/** Short values, such as addresses, stay whole. */
const classFor = ({ kind, text }: Cell): string =>
  kind === 'value' && text.length <= SHORT ? 'fixed' : (CLASSES[kind ?? ''] ?? 'fixed');

const SHORT = 18;
const CLASSES: Readonly<Record<string, string>> = { value: 'val', words: 'say', time: 'time', number: 'num' };

function innerHtml(cell: Cell): Html {
  const { text, kind, tone, under, bar } = cell;
  if (bar !== undefined) return barSvg(bar);
  if (kind === 'code') return html`<code>${text}</code>`;
  if (tone === 'muted') return html`<span class="quiet">${text}</span>`;
  if (tone !== undefined) return markHtml(text, tone);
  const below = under === undefined ? undefined : raw(html`<span class="under">${under}</span>`);
  return html`${text === '' ? '\u2013' : text}${below}`;
}

const LEGEND = ['critical', 'high', 'medium', 'low', 'informational'] as const;

function timelineHtml(block: TimelineBlock, id: string): Html {
  const legend = LEGEND.map((severity) =>
    raw(html`<li><span class="mark"><i class="b-${severity}" aria-hidden="true"></i>${severity}</span></li>`),
  );
  return html`<figure class="chart"><figcaption>${block.title}</figcaption>${raw(timelineChart(block, id))}<ul class="legend">${legend}</ul></figure>`;
}

function metricHtml({ anomaly }: MetricBlock, id: string): Html {
  const { series, peak, expected, unit, severity, findingId } = anomaly;
  const said = anomalyText(anomaly);
  const values = `${measure(peak, unit)} at its worst, ${measure(expected, unit)} expected`;
  const chart = metricChart(anomaly, `${said}. ${values}.`, id);
  return html`<div class="metric"><div>${raw(markHtml(severity, severity))}<h3>${series}</h3><p>${said}.</p><p>${values}. <code>${shortId(findingId)}</code></p></div>${raw(chart)}</div>`;
}
