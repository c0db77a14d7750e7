import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { MetricAnomaly } from '#core/digest-report/digest';
import { epochMs, isoFromMs, parseTime } from '#core/time';
import { measure, shortTime } from '../words.ts';
import { type Html, html, raw } from './markup.ts';

const WIDTH = 460;
const HEIGHT = 92;
const SIDE = 4;
const TOP = 10;
const BOTTOM = 16;

type Maybe = number | null;
const isNumber = (value: Maybe | undefined): value is number =>
  typeof value === 'number' && Number.isFinite(value);

/** Draws what a metric did, the band that was expected, and the part that was out of it. */
export function metricChart(anomaly: MetricAnomaly, desc: string, id: string): Html {
  const { points, low = [], high = [], unit } = anomaly;
  const known = [...points, ...low, ...high].filter(isNumber);
  if (points.filter(isNumber).length === 0 || known.length === 0) return html``;
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const x = scaleLinear()
    .domain([0, Math.max(1, points.length - 1)])
    .range([SIDE, WIDTH - SIDE]);
  const y = scaleLinear()
    .domain(least === most ? [least - 1, most + 1] : [least, most])
    .range([HEIGHT - BOTTOM, TOP]);
  const curve = line<Maybe>()
    .defined(isNumber)
    .x((_, at) => x(at))
    .y((value) => y(value ?? 0))
    .digits(1)([...points]);
  const band = area<Maybe>()
    .defined((value, at) => isNumber(value) && isNumber(high[at]))
    .x((_, at) => x(at))
    .y0((value) => y(value ?? 0))
    .y1((_, at) => y(high[at] ?? 0))
    .digits(1)([...low].slice(-points.length));
  const peak = points.lastIndexOf(anomaly.peak);
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">Chart of the metric</title><desc id="${id}-d">${desc}</desc>${spanOf(anomaly, x)}${path('band', band)}${path('line', curve)}${
    peak < 0
      ? undefined
      : raw(html`<circle class="peak" cx="${round(x(peak))}" cy="${round(y(anomaly.peak))}" r="3"/>`)
  }<text x="${SIDE}" y="${HEIGHT - 3}">${startOf(anomaly)}</text><text x="${WIDTH - SIDE}" y="${HEIGHT - 3}" text-anchor="end">${measure(least, unit)} to ${measure(most, unit)}</text></svg>`;
}

const path = (name: string, d: string | null) =>
  d === null || d === '' ? undefined : raw(html`<path class="${name}" d="${raw(d as Html)}"/>`);

const round = (value: number): number => Math.round(value * 10) / 10;

/** The newest point lies where the anomaly was last heard of: its end, or now. */
function lastPoint({ start, end, minutes }: MetricAnomaly): number {
  return (end === undefined ? undefined : parseTime(end)) ?? (parseTime(start) ?? 0) + minutes * 60_000;
}

function startOf(anomaly: MetricAnomaly): string {
  const span = (anomaly.points.length - 1) * anomaly.stepSeconds * 1000;
  const first = epochMs(Math.max(0, lastPoint(anomaly) - span));
  return `from ${shortTime(isoFromMs(first))}`;
}

/** Shades the time in which it was out of range. */
function spanOf(anomaly: MetricAnomaly, x: (at: number) => number) {
  const { start, points, stepSeconds } = anomaly;
  const from = parseTime(start);
  if (from === undefined || !(stepSeconds > 0)) return undefined;
  const back = (lastPoint(anomaly) - from) / 1000 / stepSeconds;
  const first = Math.max(0, points.length - 1 - back);
  const [left, right] = [x(first), x(points.length - 1)];
  return raw(
    html`<rect class="span" x="${round(left)}" y="${TOP - 6}" width="${round(Math.max(2, right - left))}" height="${HEIGHT - BOTTOM - TOP + 8}"/>`,
  );
}
