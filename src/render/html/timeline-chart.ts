import { type ScaleBand, scaleBand, scaleLinear } from 'd3-scale';
import { type Series, stack } from 'd3-shape';
import { SEVERITIES } from '#core/severity';
import type { TimelineBlock } from '../document/document.ts';
import { plural, shortTime } from '../words.ts';
import { type Html, html, raw } from './markup.ts';

const WIDTH = 960;
const HEIGHT = 200;
const LEFT = 34;
const BOTTOM = 22;
const TOP = 8;
const LABELS = 8;

type Bucket = TimelineBlock['buckets'][number];

/** Draws new findings over time as bars, stacked with the worst at the bottom. */
export function timelineChart(block: TimelineBlock, id: string): Html {
  const { buckets, bucketMinutes } = block;
  const most = Math.max(1, ...buckets.map(({ counts }) => counts.reduce((a, b) => a + b, 0)));
  const x = scaleBand<string>()
    .domain(buckets.map(({ start }) => start))
    .range([LEFT, WIDTH])
    .padding(0.18);
  const y = scaleLinear()
    .domain([0, most])
    .nice(4)
    .range([HEIGHT - BOTTOM, TOP]);
  const ticks = y.ticks(4).filter(Number.isInteger);
  const grid = ticks.map((tick) =>
    raw(
      html`<line class="${tick === 0 ? 'base' : 'grid'}" x1="${LEFT}" x2="${WIDTH}" y1="${at(y(tick))}" y2="${at(y(tick))}"/><text x="${LEFT - 8}" y="${at(y(tick) + 4)}" text-anchor="end">${tick}</text>`,
    ),
  );
  const every = Math.max(1, Math.ceil(buckets.length / LABELS));
  const labels = buckets.map(({ start }, place) =>
    place % every === 0
      ? raw(
          html`<text x="${at((x(start) ?? 0) + x.bandwidth() / 2)}" y="${HEIGHT - 5}" text-anchor="middle">${labelOf(start, bucketMinutes)}</text>`,
        )
      : undefined,
  );
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${block.title}</title><desc id="${id}-d">${block.desc}</desc>${grid}${barsOf(buckets, x, y)}${labels}</svg>`;
}

function barsOf(buckets: readonly Bucket[], x: ScaleBand<string>, y: (value: number) => number) {
  const width = x.bandwidth();
  const worstFirst = [...SEVERITIES].reverse();
  const layers: readonly Series<Bucket, (typeof SEVERITIES)[number]>[] = stack<
    Bucket,
    (typeof SEVERITIES)[number]
  >()
    .keys(worstFirst)
    .value(({ counts }, severity) => counts[SEVERITIES.indexOf(severity)] ?? 0)([...buckets]);
  return layers.flatMap((layer) =>
    layer.flatMap((piece) => {
      const [from, to] = piece;
      if (to <= from) return [];
      const { start } = piece.data;
      const said = `${plural(to - from, `${layer.key} finding`)}, ${shortTime(start)}`;
      return [
        raw(
          html`<rect class="f-${layer.key}" x="${at(x(start) ?? 0)}" y="${at(y(to))}" width="${at(width)}" height="${at(Math.max(1, y(from) - y(to) - 1))}"><title>${said}</title></rect>`,
        ),
      ];
    }),
  );
}

const labelOf = (start: string, minutes: number): string =>
  minutes < 1440 ? start.slice(11, 16) : start.slice(5, 10);

/** Coordinates need no more than a tenth. */
const at = (value: number): number => Math.round(value * 10) / 10;
